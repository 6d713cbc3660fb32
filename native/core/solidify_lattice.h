// The lattice of solidify(): its lines and corners, what crosses them, and the stages from triangles to the mesh.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"
#include <optional>

namespace simwright::lattice {

// No vertex comes nearer to a lattice corner, to another vertex on its edge, or to the rim of its face, in cells.
inline constexpr double kMargin = 1.0 / 512;

// Corner (i, j, k) stands at origin + cell * (i, j, k). A line along axis a is numbered by its corner in the other two:
// v * corners[u] + u, where u and v are the axes after a in cyclic order. Edge c of a line joins its corners c and c
// + 1.
struct Lattice {
  Vec3 origin;
  double cell = 0;
  std::array<std::uint32_t, 3> corners{};

  std::size_t lineCount(int a) const { return std::size_t{corners[(a + 1u) % 3]} * corners[(a + 2u) % 3]; }
  std::size_t cornerCount() const { return lineCount(0) * corners[0]; }
};

// A triangle meets a lattice line.
struct Meeting {
  double at; // along the line, in cells from corner 0
  std::uint32_t line;
  std::uint32_t triangle : 31;
  std::uint32_t leaving : 1; // the line passes from the back of the triangle to its front
};

// Sorted by line (start[line] .. start[line + 1]), then by place; at one place what enters comes before what leaves.
struct Meetings {
  std::vector<std::uint32_t> start;
  std::vector<Meeting> all;
  std::span<const Meeting> of(std::size_t line) const {
    return {all.data() + start[line], std::size_t{start[line + 1]} - start[line]};
  }
};

// Which corners are inside: one bit each, rows along x.
struct Signs {
  std::size_t words = 0; // per row
  std::vector<std::uint64_t> bits;
  void reset(const Lattice& lattice);
  bool at(std::size_t row, std::size_t i) const { return bits[row * words + i / 64] >> (i % 64) & 1; }
  void fill(std::size_t row, std::size_t from, std::size_t to); // corners from .. to - 1 become inside
};

// Where the boundary of the solid crosses a lattice edge: a vertex of the result.
struct Crossing {
  std::array<std::uint16_t, 3> corner; // the lower end of the edge
  std::uint8_t axis;
  bool leaving;    // solid below, free space above
  float t;         // 0..1 along the edge
  float normal[3]; // unit, outward; zero where the input has no surface
};

// All crossings of the edges along one axis, sorted by line, edge and place.
struct EdgeCrossings {
  std::vector<std::uint32_t> start; // per line
  std::vector<Crossing> all;
  std::size_t sheets = 0, bridged = 0;
};

// Every meeting of triangles and lines. Exact: vertices are rounded to 2^-20 cells, sides are decided in integers with
// the lines shifted by an infinitesimal, so a closed surface is left as often as it is entered by every line.
std::array<Meetings, 3> meetings(MeshView mesh, const Lattice& lattice, const CancelToken& cancel);

// Winding numbers along the lines of one axis.
struct Winding {
  bool balanced = true;              // every line leaves as often as it enters
  double positive = 0, negative = 0; // length on which the winding number is so, in cells
  std::size_t walls = 0, thin = 0;   // stretches inside; those without length
};
Winding winding(const Meetings& meetings);
// Signs by integer winding: not zero is inside. For balanced meetings of axis 0.
Signs signsByWinding(const Lattice& lattice, const Meetings& alongX);

// Signs by vote, and the votes: 0..kFull per corner, inside above kInside.
inline constexpr int kFull = 240, kInside = 122;
struct Votes {
  std::vector<std::uint8_t> field; // per corner, x fastest
  Signs signs;
};
Votes signsByVotes(const Lattice& lattice, const std::array<Meetings, 3>& meetings, const CancelToken& cancel);

// The crossings of the solid's boundary on the edges of one axis, made to agree with the signs of the corners.
// `field` is empty for signs by winding.
EdgeCrossings edgeCrossings(int axis, MeshView mesh, const Lattice& lattice, const Meetings& meetings,
                            const Signs& signs, std::span<const std::uint8_t> field, double thickness,
                            const CancelToken& cancel);

// The boundary of the solid. The input is asked for the shape of rims and wires only.
Mesh contour(MeshView input, const Lattice& lattice, const Signs& signs, const std::array<EdgeCrossings, 3>& edges,
             const CancelToken& cancel);

} // namespace simwright::lattice
