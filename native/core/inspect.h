// inspect: what kind of surface is this? Counts and grades, no change to the mesh.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"
#include "core/thickness.h"

namespace simwright {

// How closed a surface is, judged on the exactly welded mesh without collapsed triangles.
enum class Closedness {
  closed,            // every edge used by exactly two triangles, once in each direction
  closedAfterRepair, // so after opposite twin triangles are removed, or once conflicting windings are turned
  balanced, // every edge used equally often in both directions, some by four or more triangles: volume is exact
  open,     // some edges are open, but they are few: open length below 5 % of sqrt(area)
  shell,    // a sheet or a surface with large openings
};
const char* closednessName(Closedness grade);

struct Inspection {
  std::size_t triangles = 0;            // as given
  std::size_t vertices = 0;             // as given
  std::size_t weldedVertices = 0;       // distinct positions that triangles use
  std::size_t unusedVertices = 0;       // given vertices that no triangle uses
  std::size_t components = 0;           // connected through shared positions
  std::size_t collapsedTriangles = 0;   // two corners at one position
  std::size_t zeroAreaTriangles = 0;    // three distinct corners on a line (area <= 1e-12 of the longest side squared)
  std::size_t duplicateTriangles = 0;   // same corners, same winding as an earlier one
  std::size_t oppositeTwins = 0;        // pairs of triangles with the same corners and opposite winding
  std::size_t boundaryEdges = 0;        // used by one triangle
  std::size_t nonmanifoldEdges = 0;     // used by more than two
  std::size_t orientationConflicts = 0; // used by two triangles in the same direction
  double boundaryLength = 0;            // metres
  double area = 0;                      // square metres, both sides of a double wall counted
  double signedVolume = 0;              // cubic metres, divergence theorem about the box centre; exact if closed
  Closedness closedness = Closedness::shell;
  std::size_t boundaryLoops = 0;      // open edges connected at their ends: how many openings
  std::size_t coincidentShells = 0;   // components of which nine tenths stand on the corners of other triangles too
  std::size_t bodies = 0;             // as orient() sees them: connected over edges of two triangles
  std::size_t closedBodies = 0;       // self-contained: every edge is balanced by the body alone
  std::size_t enclosedBodies = 0;     // closed bodies inside other closed bodies: cavities and hidden solids
  std::size_t unorientableBodies = 0; // one-sided
  // Wall thickness by rays from the surface inward (against the winding; along it where the volume is negative).
  Thickness thickness;
  Box box; // of the vertices that triangles use
};

// O(n log n) for the tree that the rays need, about 300 bytes per triangle. Throws as validate() does, and CANCELLED.
Inspection inspect(MeshView mesh, const CancelToken& cancel = {});

} // namespace simwright
