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
// corners; pieces are split where that leaves the bound more than `slack` (relative) above what was found. Stops after
// `evaluations` nearest-point queries beyond one per vertex; then the bounds are farther apart but still true.
// `tree` must be of `to`. Deterministic. Throws CANCELLED.
HausdorffBounds hausdorff(MeshView from, MeshView to, const Bvh& tree, double slack = 0.05,
                          std::size_t evaluations = 200'000, const CancelToken& cancel = {});

} // namespace simwright
