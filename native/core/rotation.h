// Frames and unit quaternions.
#pragma once
#include "core/vec.h"
#include <array>

namespace simwright {

// Columns of a rotation: where the local x, y and z axes point. Orthonormal, right-handed.
using Frame = std::array<Vec3, 3>;

// Unit quaternion x y z w of a frame, w >= 0, no negative zeros (Shepperd 1978: from the largest component).
inline std::array<double, 4> quaternionOf(const Frame& e) {
  const double xx = e[0].x, yy = e[1].y, zz = e[2].z;
  std::array<double, 4> q{};
  if (xx + yy + zz > 0)
    q = {e[1].z - e[2].y, e[2].x - e[0].z, e[0].y - e[1].x, 1 + xx + yy + zz};
  else if (xx >= yy && xx >= zz)
    q = {1 + xx - yy - zz, e[1].x + e[0].y, e[2].x + e[0].z, e[1].z - e[2].y};
  else if (yy >= zz)
    q = {e[1].x + e[0].y, 1 - xx + yy - zz, e[2].y + e[1].z, e[2].x - e[0].z};
  else
    q = {e[2].x + e[0].z, e[2].y + e[1].z, 1 - xx - yy + zz, e[0].y - e[1].x};
  const double size = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]) * (q[3] < 0 ? -1 : 1);
  for (double& v : q)
    v = v / size + 0.0;
  return q;
}

// Some frame whose z axis is the given unit vector: the mesh axes when that is z itself.
inline Frame frameAround(Vec3 z) {
  const Vec3 helper = std::fabs(z.x) <= std::fabs(z.y) ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 x = normalized(helper - z * dot(helper, z));
  return {x, cross(z, x), z};
}

} // namespace simwright
