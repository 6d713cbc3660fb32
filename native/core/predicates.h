// Exact geometric predicates: the sign is right for every input in range, because a filter decides the easy cases in
// doubles and expansion arithmetic decides the rest without rounding.
//
// After J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", Discrete &
// Computational Geometry 18 (1997): TWO-SUM, TWO-PRODUCT by splitting, FAST-EXPANSION-SUM and SCALE-EXPANSION.
// Range: every coordinate is 0 or has a size between 2^-280 and 2^300, so that no product of three underflows.
#pragma once
#include "core/vec.h"

namespace simwright {

// Sign of (d - a) . ((b - a) x (c - a)): 1 when d is on the side that the counter-clockwise triangle a b c faces,
// -1 behind it, 0 exactly in its plane. About 10 ns when the filter decides, 1 us when it does not.
int orient3d(Vec3 a, Vec3 b, Vec3 c, Vec3 d);

// The same without the filter, for callers that have filtered already.
int orient3dExact(Vec3 a, Vec3 b, Vec3 c, Vec3 d);

// The determinant in doubles differs from the true one by at most kOrient3dBound times the sum, over the three terms
// of the determinant, of their size with every product taken absolutely (Shewchuk's bound A).
inline constexpr double kOrient3dBound = 7.771561172376103e-16; // (7 + 56 u) u, u = 2^-53

} // namespace simwright
