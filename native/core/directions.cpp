#include "core/directions.h"
#include "core/convex.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::size_t kLargestMerge = 200'000; // triangles

// Directions spread evenly: the corners of an icosahedron, twice subdivided (162).
std::vector<Vec3> evenDirections() {
  const double g = (1 + std::sqrt(5.0)) / 2;
  std::vector<Vec3> corners;
  for (const double s : {-1.0, 1.0})
    for (const double t : {-g, g}) {
      corners.push_back(normalized({0, s, t}));
      corners.push_back(normalized({s, t, 0}));
      corners.push_back(normalized({t, 0, s}));
    }
  double nearest = 4; // neighbours of one level are at most a quarter farther than the nearest pair
  for (int level = 0; level < 2; ++level) {
    for (std::size_t j = 1; j < corners.size(); ++j)
      nearest = std::min(nearest, dot(corners[0] - corners[j], corners[0] - corners[j]));
    const std::size_t n = corners.size();
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        if (dot(corners[i] - corners[j], corners[i] - corners[j]) < 1.5 * nearest)
          corners.push_back(normalized(corners[i] + corners[j]));
  }
  return corners;
}

} // namespace

std::vector<Vec3> verticesOf(MeshView mesh) {
  std::vector<Vec3> out;
  out.reserve(mesh.vertexCount());
  for (std::size_t v = 0; v < mesh.vertexCount(); ++v)
    out.push_back(mesh.vertex(v));
  return out;
}

std::vector<Vec3> sketchOf(const std::vector<Vec3>& points) {
  if (points.size() <= kSketchAbove) return points;
  std::vector<std::size_t> chosen;
  for (const Vec3 d : evenDirections()) {
    std::size_t best = 0;
    double most = -INFINITY;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double along = dot(points[i] - points[0], d);
      if (along > most) most = along, best = i;
    }
    chosen.push_back(best);
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  std::vector<Vec3> out;
  out.reserve(chosen.size());
  for (const std::size_t i : chosen)
    out.push_back(points[i]);
  return out;
}

std::vector<Vec3> faceDirections(MeshView mesh, std::size_t most) {
  if (mesh.triangleCount() > kLargestMerge) return {};
  const MergedFaces faces = mergedFaces(mesh, 1 - 5e-7, 1e-5 * bounds(mesh.positions).diagonal());
  std::vector<std::uint32_t> order(faces.count);
  for (std::uint32_t f = 0; f < faces.count; ++f)
    order[f] = f;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return faces.areas[a] != faces.areas[b] ? faces.areas[a] > faces.areas[b] : a < b;
  });
  std::vector<Vec3> out;
  for (const std::uint32_t f : order) {
    if (out.size() >= most) break;
    const Vec3 n = faces.normals[f];
    if (dot(n, n) < 0.5) continue; // collapsed
    const bool known = std::any_of(out.begin(), out.end(), [&](Vec3 o) { return std::fabs(dot(o, n)) > 1 - 1e-12; });
    if (!known) out.push_back(n);
  }
  return out;
}

} // namespace simwright
