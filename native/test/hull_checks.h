// What must hold of every hull, checked without the code under test's own postconditions.
#pragma once
#include "hull_excess.h"
#include <doctest/doctest.h>
#include <map>

namespace simwright::test {

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
  const double worst = excess(hull, points);
  CHECK(worst <= relative);
  return worst;
}

} // namespace simwright::test
