// The surface that reveal works on: one rigid body, welded, without collapsed and doubled triangles, cut into shells.
#pragma once
#include "core/edges.h"
#include "core/mesh.h"
#include "core/weld.h"

namespace simwright {

struct RevealShell {
  std::vector<std::uint32_t> triangles; // rising
  Box box;
  double area = 0;
  bool even = true;     // every edge has an even number of opaque uses, and one at least: separates by parity
  bool balanced = true; // ... equally many in both directions: separates by winding number
};

// One undirected edge, as a segment to cast.
struct RevealEdge {
  std::uint32_t low, high, shell;
};

struct RevealSurface {
  Mesh mesh;                            // welded vertices, sound triangles only
  std::vector<std::uint32_t> source;    // per triangle: input triangle
  std::vector<std::uint8_t> opaque;     // per triangle
  std::vector<std::uint32_t> shellOf;   // per triangle
  std::vector<RevealShell> shells;      // by first triangle
  std::vector<RevealEdge> edges;        // by low, high
  std::vector<RevealEdge> openEdges;    // used by one opaque triangle
  std::vector<std::uint32_t> collapsed; // input triangles with two corners at one position
  // Exact duplicates of an earlier triangle, and the cluster each belongs to.
  std::vector<std::uint32_t> duplicates, duplicateCluster;
  Weld weldOf;
  Box box;
  double diagonal = 0;
  double margin = 0; // how far off the surface points are taken: 1e-6 of the diagonal, above rounding
};

// `triangles`: numbers of the body's triangles in the input, rising. O(n log n).
RevealSurface revealSurface(MeshView mesh, std::span<const std::uint32_t> triangles,
                            std::span<const std::uint8_t> transparent, std::span<const std::uint32_t> materials,
                            const CancelToken& cancel);

} // namespace simwright
