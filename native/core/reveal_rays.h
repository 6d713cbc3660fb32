// Shells that nothing proves hidden: does anything get to them from outside?
#pragma once
#include "core/reveal_enclosed.h"

namespace simwright {

struct Search {
  bool reached = true;
  std::uint64_t rays = 0;
};

// Unit vectors spread evenly over the sphere: the Fibonacci lattice of 512 points, by rotating from one to the next.
const std::array<Vec3, 512>& escapeDirections();

// One answer per shell in `candidates`. The tree is over all triangles of the surface.
std::vector<Search> reachedShells(const RevealSurface& surface, const Bvh& bvh, const Crossings& crossed,
                                  std::span<const std::uint32_t> candidates, unsigned threads,
                                  const CancelToken& cancel);

} // namespace simwright
