#include "core/convex.h"
#include "core/predicates.h"
#include <algorithm>
#include <numeric>

namespace simwright {

ConvexBody::ConvexBody(MeshView mesh, bool isFlat) : surface(mesh), tree(mesh), flat(isFlat) {
  const Vec3 origin = mesh.vertex(0); // sums far from the world's origin would lose digits
  Vec3 sum;
  for (std::size_t v = 0; v < mesh.vertexCount(); ++v)
    sum += mesh.vertex(v) - origin;
  middle = origin + sum * (1.0 / static_cast<double>(mesh.vertexCount()));
  near = 1e-9 * tree.box().diagonal();
}

double ConvexBody::signedDistance(Vec3 p) const {
  const Nearest found = tree.nearest(p);
  if (flat) return found.distance;
  // Seen from the nearest point x, the outside is where the inner point is not: p - x is in the normal cone of x, or
  // opposite to the normal of a face there.
  if (found.distance > near) return dot(p - found.point, found.point - middle) > 0 ? found.distance : -found.distance;
  // So close that p - x is mostly rounding: by the planes.
  double highest = -found.distance;
  for (std::size_t t = 0; t < surface.triangleCount(); ++t) {
    const Vec3 a = surface.corner(t, 0), b = surface.corner(t, 1), c = surface.corner(t, 2);
    if (orient3d(a, b, c, p) <= 0) continue;
    const Vec3 normal = normalized(areaVector(a, b, c));
    highest = std::max(highest, std::max(0.0, dot(normal, p - a)));
  }
  return std::min(highest, found.distance);
}

Vec3 ConvexBody::support(Vec3 direction) const {
  Vec3 best = surface.vertex(0);
  double most = 0;
  for (std::size_t v = 1; v < surface.vertexCount(); ++v) {
    const double along = dot(surface.vertex(v) - surface.vertex(0), direction);
    if (along > most) most = along, best = surface.vertex(v);
  }
  return best;
}

MergedFaces mergedFaces(MeshView mesh, double cosine, double offset) {
  const std::size_t n = mesh.triangleCount();
  // 1. Neighbours: directed edges sorted, each beside its twin.
  struct Side {
    std::uint32_t low, high, triangle;
    bool operator<(const Side& o) const {
      return low != o.low ? low < o.low : high != o.high ? high < o.high : triangle < o.triangle;
    }
  };
  std::vector<Side> sides;
  sides.reserve(3 * n);
  for (std::uint32_t t = 0; t < n; ++t)
    for (int c = 0; c < 3; ++c) {
      const std::uint32_t a = mesh.triangle(t)[c], b = mesh.triangle(t)[(c + 1) % 3];
      sides.push_back({std::min(a, b), std::max(a, b), t});
    }
  std::sort(sides.begin(), sides.end());
  constexpr std::uint32_t kNone = 0xffffffffu;
  std::vector<std::array<std::uint32_t, 3>> across(n, {kNone, kNone, kNone});
  std::vector<std::uint8_t> degree(n, 0);
  for (std::size_t i = 0; i + 1 < sides.size(); ++i) {
    const Side &s = sides[i], &t = sides[i + 1];
    if (s.low != t.low || s.high != t.high) continue;
    across[s.triangle][degree[s.triangle]++] = t.triangle;
    across[t.triangle][degree[t.triangle]++] = s.triangle;
    ++i;
  }

  // 2. Seeds by falling area.
  std::vector<Vec3> normal(n);
  std::vector<double> area(n), thickness(n);
  for (std::size_t t = 0; t < n; ++t) {
    const Vec3 a = mesh.corner(t, 0), b = mesh.corner(t, 1), c = mesh.corner(t, 2), twice = areaVector(a, b, c);
    normal[t] = normalized(twice);
    area[t] = 0.5 * length(twice);
    const double longest = std::max({length(b - a), length(c - a), length(c - b)});
    thickness[t] = longest > 0 ? 2 * area[t] / longest : 0;
  }
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return area[a] != area[b] ? area[a] > area[b] : a < b; });

  // 3. Grow.
  MergedFaces out;
  out.of.assign(n, kNone);
  std::vector<std::uint32_t> stack, lastFace(mesh.vertexCount(), kNone);
  for (const std::uint32_t seed : order) {
    if (out.of[seed] != kNone) continue;
    const auto face = static_cast<std::uint32_t>(out.count++);
    const Vec3 origin = mesh.corner(seed, 0);
    double total = 0;
    std::size_t vertices = 0;
    out.of[seed] = face;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const std::uint32_t t = stack.back();
      stack.pop_back();
      total += area[t];
      for (const std::uint32_t v : mesh.triangle(t))
        if (lastFace[v] != face) lastFace[v] = face, ++vertices;
      for (std::size_t e = 0; e < degree[t]; ++e) {
        const std::uint32_t u = across[t][e];
        if (out.of[u] != kNone) continue;
        bool joins = dot(normal[u], normal[seed]) > cosine || thickness[u] <= offset;
        for (int c = 0; c < 3 && joins; ++c)
          joins = std::fabs(dot(mesh.corner(u, c) - origin, normal[seed])) <= offset;
        if (!joins) continue;
        out.of[u] = face;
        stack.push_back(u);
      }
    }
    out.normals.push_back(normal[seed]);
    out.areas.push_back(total);
    out.largest = std::max(out.largest, vertices);
  }
  return out;
}

} // namespace simwright
