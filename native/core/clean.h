// clean: the surface as topology needs it: welded, without degenerate and doubled triangles, wound consistently and
// outward, every repair counted. Texture seams are gone in the result; `sourceVertex` and `sourceTriangle` lead back.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"
#include "core/orient.h"

namespace simwright {

struct CleanRecord {
  std::size_t mergedVertices = 0;       // vertices that another one at the same position stands for
  std::size_t unusedVertices = 0;       // that no kept triangle uses; merged ones not counted
  std::size_t collapsedTriangles = 0;   // dropped: two corners at one position
  std::size_t zeroAreaTriangles = 0;    // dropped: three corners on a line
  std::size_t zeroAreaKept = 0;         // three corners on a line, but dropping it would open the surface
  std::size_t duplicateTriangles = 0;   // dropped: same corners and winding as an earlier one
  std::size_t oppositeTwins = 0;        // pairs dropped: same corners, opposite winding
  std::size_t doubleSidedTriangles = 0; // back sides dropped of sheets that consist of twin pairs only
  std::size_t turnedTriangles = 0;      // winding reversed, in bodies that were inconsistent
  std::size_t turnedBodies = 0;         // inside out: winding of the whole body reversed
  std::size_t turnedBodyTriangles = 0;  // ... triangles in them
  std::size_t unorientableBodies = 0;   // one-sided surfaces, left as they were
  std::size_t bodies = 0, closedBodies = 0;
  std::size_t cavities = 0;     // closed bodies inside another one, wound opposite to it
  std::size_t nestedBodies = 0; // closed bodies inside a solid, wound like it
};

struct Cleaned {
  Mesh mesh;                                 // triangles in input order
  std::vector<std::uint32_t> sourceVertex;   // per vertex: the first input vertex there
  std::vector<std::uint32_t> sourceTriangle; // per triangle
  std::vector<std::uint8_t> turned;          // per triangle: 1 if its winding is reversed
  std::vector<std::uint32_t> bodyOf;         // per triangle
  std::vector<Body> bodies;
  CleanRecord record;
};

// In this order: exact weld; collapsed triangles out; exact duplicates and opposite twins out (of a double-sided sheet
// one side stays); zero-area triangles out unless that would open more edges than it closes; winding (see orient.h);
// unused vertices out. No vertex is moved. O(n log n), about 250 bytes per triangle; deterministic. Throws as
// validate() does, MESH_DEGENERATE if no triangle is left, CANCELLED.
Cleaned clean(MeshView mesh, const CancelToken& cancel = {});

} // namespace simwright
