// Proof that something lies inside a closed shell: nothing of it crosses the shell, and points of it are inside.
#pragma once
#include "core/bvh.h"
#include "core/reveal_surface.h"

namespace simwright {

// Where surfaces cross or touch, found by casting edges as rays: two triangles that cross in more than a point do so
// along a segment whose ends lie on an edge of one or the other.
struct Crossings {
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<Pair> triangles; // triangle and the shell that crosses it, rising
  std::vector<Pair> shells;    // crossing pairs, lower number first, rising
  std::uint64_t rays = 0;
  bool between(std::uint32_t a, std::uint32_t b) const;
  bool crosses(std::uint32_t triangle, std::uint32_t shell) const;
};

// `wanted`: per shell, the region in which its edges matter (an empty box: none). `self`: also crossings of a shell
// with itself. The tree is over all triangles of the surface.
Crossings crossings(const RevealSurface& surface, const Bvh& bvh, const std::vector<Box>& wanted, bool self,
                    unsigned threads, const CancelToken& cancel);

// The lowest-numbered shell that encloses the given triangles, if some shells do, else kNoTriangle. The triangles must
// be connected and cross none of the shells in `hosts` (flags per shell), which must be even.
std::uint32_t enclosingShell(const RevealSurface& surface, const Bvh& bvh, std::span<const std::uint32_t> triangles,
                             const std::vector<std::uint8_t>& hosts, std::uint64_t& rays);

} // namespace simwright
