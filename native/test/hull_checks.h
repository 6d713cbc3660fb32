// What must hold of every hull, checked without the code under test's own postconditions.
#pragma once
#include "core/hull.h"
#include <doctest/doctest.h>
#include <map>

namespace simwright::test {

using Quad = __float128; // planes of thin faces are not known well enough in doubles

struct QuadVector {
  Quad x, y, z;
};
inline QuadVector difference(Vec3 a, Vec3 b) {
  return {Quad(a.x) - b.x, Quad(a.y) - b.y, Quad(a.z) - b.z};
}
inline QuadVector cross(QuadVector a, QuadVector b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Quad dot(QuadVector a, QuadVector b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

// Closed, V - E + F = 2, every point inside every face plane up to `relative` of the diagonal. Returns the largest
// relative excess.
inline double checkHull(const Hull& hull, std::span<const double> points, double relative = 1e-14) {
  const MeshView view = hull.mesh.view();
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  for (std::size_t t = 0; t < view.triangleCount(); ++t)
    for (int c = 0; c < 3; ++c)
      ++edges[{view.triangle(t)[c], view.triangle(t)[(c + 1) % 3]}];
  bool closed = true;
  for (const auto& [edge, count] : edges) {
    const auto twin = edges.find({edge.second, edge.first});
    closed = closed && count == 1 && twin != edges.end() && twin->second == 1;
  }
  CHECK(closed);
  CHECK(view.vertexCount() + view.triangleCount() == edges.size() / 2 + 2);
  CHECK(hull.source.size() == view.vertexCount());
  for (std::size_t v = 0; v < view.vertexCount(); ++v)
    for (std::size_t k = 0; k < 3; ++k) {
      if (view.positions[3 * v + k] != points[3 * hull.source[v] + k]) FAIL_CHECK("vertex is not its source point");
    }
  const double diagonal = bounds(points).diagonal();
  double worst = 0;
  for (std::size_t t = 0; t < view.triangleCount(); ++t) {
    const Vec3 a = view.corner(t, 0);
    const QuadVector n = cross(difference(view.corner(t, 1), a), difference(view.corner(t, 2), a));
    Quad highest = 0;
    for (std::size_t p = 0; p + 2 < points.size(); p += 3) {
      const Quad height = dot(n, difference({points[p], points[p + 1], points[p + 2]}, a));
      highest = height > highest ? height : highest;
    }
    if (highest == 0) continue;
    Quad size = 0;
    for (const Quad c : {n.x, n.y, n.z})
      size = c > size ? c : -c > size ? -c : size;
    const Vec3 unit{double(n.x / size), double(n.y / size), double(n.z / size)};
    worst = std::max(worst, double(highest / size) / length(unit) / diagonal);
  }
  CHECK(worst <= relative);
  return worst;
}

} // namespace simwright::test
