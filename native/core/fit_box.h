// The smallest box around a convex shape.
#pragma once
#include "core/mesh.h"
#include "core/rotation.h"

namespace simwright {

struct OrientedBox {
  Vec3 center;
  Frame frame{Vec3{1, 0, 0}, Vec3{0, 1, 0},
              Vec3{0, 0, 1}}; // local axes; the one of 24 namings nearest to the mesh axes
  Vec3 size;                  // full edge lengths along the local axes
  double volume() const { return size.x * size.y * size.z; }
  bool upright = false; // its local z axis is the mesh's z axis
};

// The box with its axes along `frame`.
OrientedBox boxAlong(const Frame& frame, std::span<const Vec3> points);

// Smallest box with a side flush with a face of a hull (or of a flat shape, see ConvexBody), the rectangle in that
// plane by rotating calipers (Freeman and Shapira 1975). The true optimum may touch with edges only (O'Rourke 1985) and
// is at most 0.1 % smaller in our measurements. An upright box is kept when it is at most 3 % larger. Above 200
// vertices the directions are compared on a sketch of them and the best six judged on all. Deterministic.
OrientedBox bestBox(MeshView hull, int dimension);

} // namespace simwright
