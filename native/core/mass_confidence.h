// How far to trust a mass, from what was seen on the way to it. Figures come from planting known defects into closed
// meshes and comparing with the truth (the `broken_mass` benchmark).
#pragma once
#include "core/mass.h"

namespace simwright {

// Relative error to expect of volume, centre (over the diagonal) and principal moments, the largest of them. About the
// shape only: density and thickness are the caller's.
double expectedError(const MassProperties& m);
// 1 for no error, 0.9 for 0.3 %, 0.5 for 3 %, 0.09 for 30 %: 1 / (1 + error / 0.03).
double confidenceOf(const MassProperties& m);

} // namespace simwright
