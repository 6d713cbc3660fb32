// The smallest ball around points.
#pragma once
#include "core/vec.h"
#include <span>

namespace simwright {

struct Ball {
  Vec3 center;
  double radius = 0; // the largest distance from `center` to any of the points, computed last: all are inside
};

// Minimal enclosing ball; for points in a plane its disk. An LP-type problem (Welzl 1991; Sharir and Welzl 1992): the
// ball of up to four support points, grown by the farthest point outside until there is none. O(n) per growth, about
// ten of them. Deterministic. Minimal up to 1e-12 of the radius. No points give radius 0.
Ball enclosingBall(std::span<const Vec3> points);

} // namespace simwright
