// How thick the walls are: rays from the surface inward, to the far side of the wall.
#pragma once
#include "core/bvh.h"

namespace simwright {

struct Thickness {
  std::size_t samples = 0; // rays cast
  std::size_t walls = 0;   // rays that left through a far side, seen from within
  // Metres, over those rays; 0 without any.
  double min = 0, median = 0, max = 0;
};

// Up to `samples` rays from the middles of triangles, taken at even steps of area in the order of the triangles,
// against their normals (along them if `insideOut`). Deterministic. O(samples log n) beside the tree, O(n) for the
// areas. The tree must be of this mesh. Throws CANCELLED.
Thickness thickness(MeshView mesh, const Bvh& tree, std::size_t samples, bool insideOut,
                    const CancelToken& cancel = {});

} // namespace simwright
