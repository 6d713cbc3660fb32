// Holes of a surface and caps that close them: where a few triangles are missing, what they enclosed is still known.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

// A hole. Its cap is wound so that surface and caps together are closed.
struct Hole {
  std::vector<std::uint32_t> beside; // the triangle of the mesh at each side of the rim
  std::uint32_t firstTriangle = 0;   // of the caps
  std::uint32_t triangles = 0;
  double flatArea = 0; // of the cone from the rim to its middle
  double bulge = 0;    // volume between that cone and the cap: how much the shape of the cap matters
};

struct Caps {
  // Vertices of the mesh first, unchanged, then those of the caps.
  std::vector<double> positions;
  std::vector<std::uint32_t> triangles; // of the caps alone
  std::vector<Hole> holes;
  double length = 0; // of all rims
};

// The net boundary of the triangles (every edge that they walk more often one way than the other), taken apart into
// simple loops, each capped:
// - 3 vertices: the missing triangle; up to 7: a cone to the middle of the rim;
// - more: a smooth membrane that leaves the rim in the direction of its triangles. Over the unit disc the biharmonic
//   function with values f_k and radial slopes g_k is, mode by mode, (a + b r^2) r^k with b = (g_k - k f_k) / 2 and
//   a = f_k - b; slopes have the size of the harmonic membrane's. If it comes out more than 4 times as large as the
//   cone, the cone stays.
// The mesh must be valid, welded, without collapsed triangles. O(n log n) for the
// edges and about 200 operations per rim vertex; deterministic. Throws CANCELLED.
Caps closeHoles(MeshView mesh, const CancelToken& cancel = {});

} // namespace simwright
