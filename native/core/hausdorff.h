// How far a surface is from another one at most: a true bound, not a sample.
#pragma once
#include "core/bvh.h"

namespace simwright {

struct HausdorffBounds {
  double lower = 0; // reached by some point of `from`
  double upper = 0; // no point of `from` is farther from `to`
};

// One-sided: the largest distance of any point of `from` to the surface `to`. Branch and bound over the triangles of
// `from`: the distance to one triangle of `to` is convex, so over a piece it is at most what it is at the piece's
// corners; pieces are cut along the sides of the triangles that they lie over, or quartered, where the bound is more
// than `slack` (relative) above what was found and above `enough` (metres). Stops after `evaluations` nearest-point
// queries beyond one per vertex (about 1 us each), or when something beyond a positive `enough` was found; then the
// bounds are farther apart but still true. `tree` must be of `to`. Deterministic. Throws CANCELLED.
HausdorffBounds hausdorff(MeshView from, MeshView to, const Bvh& tree, double enough = 0, double slack = 0.05,
                          std::size_t evaluations = 1'000'000, const CancelToken& cancel = {});

} // namespace simwright
