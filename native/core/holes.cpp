#include "core/holes.h"
#include "core/edges.h"
#include <algorithm>
#include <numbers>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr std::size_t kSmall = 7;  // rims up to here get a cone
constexpr std::size_t kModes = 12; // of the membrane
constexpr int kRings = 8;          // of its triangles
constexpr double kMostStretch = 4; // of its area over the cone's

// One side of a hole, in the direction of its cap: against the triangle beside it.
struct Side {
  std::uint32_t from, to, triangle;
};

// Cosine and sine of a part of the full turn by their series: the same bits everywhere, libm is not.
void turn(double part, double& c, double& s) {
  part -= std::floor(part + 0.5); // -1/2 .. 1/2
  const double x = 2 * std::numbers::pi * part / 8, xx = x * x;
  c = 1 - xx / 2 * (1 - xx / 12 * (1 - xx / 30 * (1 - xx / 56 * (1 - xx / 90 * (1 - xx / 132)))));
  s = x * (1 - xx / 6 * (1 - xx / 20 * (1 - xx / 42 * (1 - xx / 72 * (1 - xx / 110 * (1 - xx / 156))))));
  for (int i = 0; i < 3; ++i) {
    const double c2 = c * c - s * s;
    s = 2 * s * c;
    c = c2;
  }
}

std::vector<Side> boundary(MeshView mesh, const CancelToken& cancel) {
  std::vector<Side> out;
  EdgeTable(mesh, cancel).forEach([&](std::uint32_t low, std::uint32_t high, std::span<const EdgeUse> uses) {
    int net = 0;
    for (const EdgeUse& use : uses)
      net += use.forward ? 1 : -1;
    if (net == 0) return;
    const bool forward = net > 0;
    for (const EdgeUse& use : uses) {
      if (use.forward != forward) continue;
      out.push_back(forward ? Side{high, low, use.triangle} : Side{low, high, use.triangle});
      net -= forward ? 1 : -1;
      if (net == 0) break;
    }
  });
  return out;
}

// Simple loops: walk on until a vertex comes again, cut the loop off there, go on with the rest.
std::vector<std::vector<Side>> loops(const std::vector<Side>& sides, std::size_t vertices) {
  std::vector<std::uint32_t> start(vertices + 1, 0), order(sides.size());
  for (const Side& s : sides)
    ++start[s.from + 1];
  for (std::size_t v = 0; v < vertices; ++v)
    start[v + 1] += start[v];
  std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
  for (std::uint32_t i = 0; i < sides.size(); ++i)
    order[next[sides[i].from]++] = i;
  next.assign(start.begin(), start.end() - 1);
  std::vector<std::uint32_t> at(vertices, kNone); // place on the path
  std::vector<std::vector<Side>> out;
  std::vector<Side> path;
  for (std::size_t first = 0; first < vertices; ++first) {
    while (next[first] < start[first + 1]) {
      auto v = static_cast<std::uint32_t>(first);
      at[v] = 0;
      // As many sides arrive at a vertex as leave it, so the walk can only end where it began.
      while (next[v] < start[v + 1]) {
        path.push_back(sides[order[next[v]++]]);
        v = path.back().to;
        if (at[v] == kNone) {
          at[v] = static_cast<std::uint32_t>(path.size());
          continue;
        }
        const auto cut = path.begin() + at[v];
        out.emplace_back(cut, path.end());
        for (auto s = cut + 1; s < path.end(); ++s)
          at[s->from] = kNone;
        path.erase(cut, path.end());
      }
      at[first] = kNone;
    }
  }
  return out;
}

struct Mode {
  Vec3 f, g; // amplitudes of values and slopes
};

// The membrane over a rim; inner points ring by ring, the middle last. Empty if it is no better than a cone.
std::vector<Vec3> membrane(MeshView mesh, const std::vector<Side>& rim, Vec3 middle) {
  const std::size_t n = rim.size();
  const std::size_t modes = std::min(kModes, n / 3);
  std::vector<double> part(n), cosines(n * (modes + 1)), sines(n * (modes + 1));
  std::vector<Vec3> into(n); // away from the surface, at the sides
  double length = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 a = mesh.vertex(rim[i].from), b = mesh.vertex(rim[i].to), along = normalized(b - a);
    part[i] = length;
    length += simwright::length(b - a);
    for (const std::uint32_t v : mesh.triangle(rim[i].triangle))
      if (v != rim[i].from && v != rim[i].to) {
        const Vec3 side = mesh.vertex(v) - a;
        into[i] = normalized(along * dot(side, along) - side);
      }
  }
  if (!(length > 0)) return {};
  // Weights: half of the two sides at each vertex. The modes are least squares over the uneven samples only roughly;
  // what they miss of the rim is spread inward below.
  std::vector<double> weight(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double before = i == 0 ? length - part[n - 1] : part[i] - part[i - 1];
    const double after = (i + 1 == n ? length : part[i + 1]) - part[i];
    weight[i] = (before + after) / (2 * length);
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k <= modes; ++k)
      turn(static_cast<double>(k) * (part[i] / length), cosines[i * (modes + 1) + k], sines[i * (modes + 1) + k]);
  const auto analyse = [&](const std::vector<Vec3>& values) {
    std::vector<std::array<Vec3, 2>> out(modes + 1);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k <= modes; ++k) {
        const double w = weight[i] * (k == 0 ? 1 : 2);
        out[k][0] += values[i] * (w * cosines[i * (modes + 1) + k]);
        out[k][1] += values[i] * (w * sines[i * (modes + 1) + k]);
      }
    return out;
  };
  std::vector<Vec3> values(n), slopes(n), rest(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = mesh.vertex(rim[i].from) - middle;
  const auto f = analyse(values);
  for (std::size_t i = 0; i < n; ++i) {
    Vec3 slope, at = f[0][0];
    for (std::size_t k = 1; k <= modes; ++k) {
      const Vec3 wave = f[k][0] * cosines[i * (modes + 1) + k] + f[k][1] * sines[i * (modes + 1) + k];
      slope += wave * static_cast<double>(k);
      at += wave;
    }
    rest[i] = values[i] - at;
    // Radius grows outward: against the way into the hole.
    slopes[i] = normalized(into[i] + into[(i + n - 1) % n]) * -simwright::length(slope);
  }
  const auto g = analyse(slopes);
  std::vector<Vec3> out;
  out.reserve(n * (kRings - 1) + 1);
  for (int ring = kRings - 1; ring > 0; --ring) {
    const double r = static_cast<double>(ring) / kRings;
    for (std::size_t i = 0; i < n; ++i) {
      Vec3 p = middle + rest[i] * (r * r * r * r);
      double power = 1;
      for (std::size_t k = 0; k <= modes; ++k) {
        for (std::size_t part2 = 0; part2 < 2; ++part2) {
          const Vec3 b = (g[k][part2] - f[k][part2] * static_cast<double>(k)) * 0.5, a = f[k][part2] - b;
          p += (a + b * (r * r)) * (power * (part2 == 0 ? cosines : sines)[i * (modes + 1) + k]);
        }
        power *= r;
      }
      out.push_back(p);
    }
  }
  out.push_back(middle + f[0][0] - g[0][0] * 0.5);
  return out;
}

} // namespace

Caps closeHoles(MeshView mesh, const CancelToken& cancel) {
  Caps caps;
  caps.positions.assign(mesh.positions.begin(), mesh.positions.end());
  const std::vector<Side> sides = boundary(mesh, cancel);
  for (const Side& s : sides)
    caps.length += length(mesh.vertex(s.to) - mesh.vertex(s.from));
  std::uint32_t next = static_cast<std::uint32_t>(mesh.vertexCount());
  const auto addVertex = [&](Vec3 p) {
    for (int k = 0; k < 3; ++k)
      caps.positions.push_back(p[k]);
    return next++;
  };
  const auto addTriangle = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    caps.triangles.insert(caps.triangles.end(), {a, b, c});
  };
  for (const std::vector<Side>& rim : loops(sides, mesh.vertexCount())) {
    cancel.poll();
    const std::size_t n = rim.size();
    Hole hole;
    hole.firstTriangle = static_cast<std::uint32_t>(caps.triangles.size() / 3);
    double total = 0;
    Vec3 middle;
    for (const Side& s : rim) {
      hole.beside.push_back(s.triangle);
      const Vec3 a = mesh.vertex(s.from), b = mesh.vertex(s.to);
      const double l = length(b - a);
      middle += (a + b) * (l / 2);
      total += l;
    }
    middle = total > 0 ? middle * (1 / total) : mesh.vertex(rim[0].from);
    for (const Side& s : rim)
      hole.flatArea += 0.5 * length(areaVector(mesh.vertex(s.from), mesh.vertex(s.to), middle));
    if (n == 3) {
      addTriangle(rim[0].from, rim[1].from, rim[2].from);
      hole.flatArea =
          0.5 * length(areaVector(mesh.vertex(rim[0].from), mesh.vertex(rim[1].from), mesh.vertex(rim[2].from)));
    } else if (n > 3) {
      std::vector<Vec3> inner;
      if (n > kSmall) inner = membrane(mesh, rim, middle);
      // Ring by ring: `ring(j, i)` of the rim is 0, the innermost is followed by the middle.
      const auto point = [&](int j, std::size_t i) {
        return j == 0 ? mesh.vertex(rim[i % n].from) : inner[static_cast<std::size_t>(j - 1) * n + i % n];
      };
      double area = 0, bulge = 0;
      const auto account = [&](Vec3 a, Vec3 b, Vec3 c) {
        area += 0.5 * length(areaVector(a, b, c));
        bulge += dot(a - middle, cross(b - middle, c - middle)) / 6;
      };
      if (!inner.empty()) {
        for (std::size_t i = 0; i < n; ++i) {
          for (int j = 0; j + 1 < kRings; ++j) {
            account(point(j, i), point(j, i + 1), point(j + 1, i + 1));
            account(point(j, i), point(j + 1, i + 1), point(j + 1, i));
          }
          account(point(kRings - 1, i), point(kRings - 1, i + 1), inner.back());
        }
        if (!(area <= kMostStretch * hole.flatArea)) inner.clear();
      }
      if (inner.empty()) {
        const std::uint32_t apex = addVertex(middle);
        for (const Side& s : rim)
          addTriangle(s.from, s.to, apex);
      } else {
        hole.bulge = bulge;
        const std::uint32_t base = next;
        for (const Vec3 p : inner)
          addVertex(p);
        const auto number = [&](int j, std::size_t i) {
          return j == 0 ? rim[i % n].from
                        : base + static_cast<std::uint32_t>(static_cast<std::size_t>(j - 1) * n + i % n);
        };
        for (std::size_t i = 0; i < n; ++i) {
          for (int j = 0; j + 1 < kRings; ++j) {
            addTriangle(number(j, i), number(j, i + 1), number(j + 1, i + 1));
            addTriangle(number(j, i), number(j + 1, i + 1), number(j + 1, i));
          }
          addTriangle(number(kRings - 1, i), number(kRings - 1, i + 1), next - 1);
        }
      }
    }
    hole.triangles = static_cast<std::uint32_t>(caps.triangles.size() / 3) - hole.firstTriangle;
    caps.holes.push_back(std::move(hole));
  }
  return caps;
}

} // namespace simwright
