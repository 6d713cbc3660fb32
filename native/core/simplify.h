// simplify: fewer triangles by edge collapses, with attributes, without tears, flips or new non-manifold edges.
//
// Memoryless quadrics (Lindstrom and Turk 1998; Garland and Heckbert 1997) rebuilt in every pass, each centred at its
// vertex; the new place minimises distance to the planes around under preserved volume; open borders and seams weigh as
// planes across them. A pass takes all edges under a cost threshold in index order with disjoint neighbourhoods.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

struct SimplifyOptions {
  std::size_t triangles = 0;         // stop at this many or one fewer; 0: as few as the error allows
  double error = INFINITY;           // metres: the two-sided distance stays within it
  std::span<const float> attributes; // `attributeCount` per vertex, interpolated; empty: none
  std::size_t attributeCount = 0;
  bool normals = false;                     // the first three attributes are a unit normal
  std::span<const std::uint32_t> materials; // one per triangle; borders between them are kept as seams. Empty: one
  bool roundToFloat = false;                // positions become exact in float32 (before the error is measured)
};

enum class SimplifyStop { target, error, stuck };
const char* simplifyStopName(SimplifyStop stop);

struct Simplified {
  Mesh mesh;
  std::vector<float> attributes;              // per vertex of `mesh`
  std::vector<std::uint32_t> sourceTriangles; // per triangle: which input triangle it was, ascending
  std::size_t trianglesIn = 0;
  std::size_t collapsedTriangles = 0; // dropped because two corners were at one place from the start; they are no part
                                      // of the surface that the error is measured against
  double error = 0;                   // metres: no point of either surface is farther from the other one
  double errorLower = 0;              // and some point is this far
  SimplifyStop stop = SimplifyStop::stuck;
};

// Vertices at one place with equal attributes and material are one; others there form a seam, which only collapses
// along itself. What is not a manifold fan (non-manifold, unlike winding, a tip shared by two sheets) stays in place.
// Untouched vertices keep their bits. Closed parts end as tetrahedra: no part vanishes.
// About 1 us per triangle and pass step in all, some 20 passes to 10 %; 300 bytes per triangle. Deterministic.
// Throws as validate() does; ARGUMENT; MESH_DEGENERATE when every triangle is collapsed; CANCELLED.
Simplified simplify(MeshView mesh, const SimplifyOptions& options, const CancelToken& cancel = {});

} // namespace simwright
