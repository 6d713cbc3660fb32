// solidify: a closed, consistently wound, two-manifold solid near any surface. For mass and decomposition, never shown.
//
// A lattice of cubic cells is laid over the mesh. Every lattice edge knows where the surface crosses it, exactly and as
// often as it does; every lattice corner is inside or outside. From that alone the solid is built, so that no input can
// make it open or non-manifold:
//   - each crossing that changes between outside and inside is one vertex, on the input surface;
//   - on each lattice face the crossings of its rim alternate, and are joined in pairs by chords that do not meet;
//   - in each cell the chords of its six faces form closed loops, and each loop is filled by a disc of its own.
// A mesh edge is a chord (two cells share it) or lies inside one disc: always two triangles. A vertex has one disc
// corner in each of the four cells around its lattice edge: always one umbrella. Two walls in one cell, or a gap
// between two solids, are two crossings of one edge and two loops of one cell: they do not merge however near they are.
// Chords and discs may have vertices of their own, which no other chord or disc has: at sharp edges, where a wall ends
// inside a face, or for a wire that passes between the lattice lines. Parts under a 64th of a cell's volume, or around
// a single lattice edge, are dropped unless there is nothing else.
//
// What it cannot do: slanted wires of less than about a cell may break into pieces and lose up to 40 % of their volume
// (from 1.3 cells on they are whole: raise the resolution). Where a surface is open, a place that the surface hides in
// no more than three of the six directions of the axes is outside: a table top is a sheet, a box without a lid is
// solid.
#pragma once
#include "core/cancel.h"
#include "core/distance.h"
#include "core/mesh.h"
#include <optional>

namespace simwright {

struct SolidifyOptions {
  std::uint32_t resolution = 128; // cells along the longest side of the box, 4 to 512
  // Metres, of the thin solids that sheets become (a surface with the same side, inside or outside, on both sides).
  // 0: half a cell. Never more than 0.8 cells along a lattice edge.
  double thickness = 0;
  std::uint32_t samples = 0; // on each surface, for the distance between input and output; 0: not measured
};

enum class SignMethod {
  winding, // every lattice line leaves the surface as often as it enters it: integer winding numbers, not zero = inside
  votes,   // it does not: six rays per corner (both ways on three axes), smoothed over the corners; most of them decide
};
const char* signMethodName(SignMethod method);

struct Solidified {
  Mesh mesh; // closed, wound outward; no two vertices at one position
  double cell = 0;
  double thickness = 0;                   // of sheets
  std::array<std::uint32_t, 3> lattice{}; // corners along x, y, z
  SignMethod sign = SignMethod::winding;
  bool cleaned = false;                 // clean() went first (votes, or closed parts wound against each other)
  std::size_t sheetEdges = 0;           // lattice edges on which a sheet was given its thickness
  std::size_t bridgedEdges = 0;         // lattice edges that cross the solid's boundary where the input has no surface
  double volume = 0, area = 0;          // of the result
  std::optional<MeshDistance> distance; // forward: input to output
};

// Time O(triangles + lattice corners / 8 + crossings), memory about 200 bytes per crossing plus a byte per corner
// (three with votes). The number of crossings is bounded: beyond 16 million the cells grow (see `cell`). Cells are
// never smaller than 2^-40 of the largest coordinate. Only + - * / sqrt; deterministic. Throws as validate() does,
// ARGUMENT, MESH_DEGENERATE if nothing has area or no surface meets the lattice, CANCELLED.
Solidified solidify(MeshView mesh, const SolidifyOptions& options = {}, const CancelToken& cancel = {});

} // namespace simwright
