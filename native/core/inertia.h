// From moments to what a rigid body needs: tensor about the centre of mass, principal moments and axes.
#pragma once
#include "core/moments.h"
#include <optional>

namespace simwright {

struct Inertia {
  Vec3 centerOfMass;
  std::array<double, 6> tensor{}; // xx yy zz xy xz yz about the centre of mass; products as entries, -integral of xy
  Vec3 principal;                 // ascending, each at most the sum of the other two
  std::array<double, 4> axes{0, 0, 0, 1}; // rotation from principal to mesh axes, x y z w, unit, w >= 0
};

// For unit density. Nothing if no solid has these moments: no volume, or second moments negative beyond rounding
// (1e-9 of their sum). Eigenvectors by cyclic Jacobi rotations; of the four right-handed frames the one nearest to the
// mesh axes; entries below 1e-13 of the largest count as zero, so symmetric bodies keep the mesh axes.
std::optional<Inertia> inertiaOf(const Moments& moments);

} // namespace simwright
