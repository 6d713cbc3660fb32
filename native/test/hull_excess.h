// How far points rise over the faces of their hull, in quadruple precision: planes of thin faces are not known well
// enough in doubles.
#pragma once
#include "core/hull.h"
#include <algorithm>

namespace simwright::test {

using Quad = __float128;

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

// Largest height of a point over a face plane, relative to the diagonal of the points.
inline double excess(const Hull& hull, std::span<const double> points) {
  const MeshView view = hull.mesh.view();
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
  return worst;
}

} // namespace simwright::test
