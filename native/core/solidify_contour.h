// How solidify() turns crossings into a mesh: chords in the faces of the lattice, discs and tubes in its cells.
#pragma once
#include "core/solidify_lattice.h"

namespace simwright::lattice {

inline constexpr std::uint32_t kNoVertex = 0xffffffffu;

// A vertex of a chord besides its two ends.
struct Middle {
  std::array<std::uint16_t, 3> face; // its lower corner
  std::uint8_t normal;               // axis across the face
  double x[2];                       // in the face, 0..1 along the axes after `normal`
};

// The vertices of a bent chord, from its end `from` on.
struct Chord {
  std::uint32_t from = 0;
  std::uint32_t first = 0, count = 0; // in middles
  bool tip = false;
};

// A chord that is far from straight: its ends lie on one edge (a wall or a gap ends in the face, or a wire passes), or
// the surface turns between them. Its shape is found by asking the triangles how far they reach beyond it.
struct Tip {
  std::array<std::uint16_t, 3> face{};
  std::uint8_t normal = 0;
  std::uint32_t chord = 0;
  double from[2], along[2], into[2]; // one end, and unit vectors to the other end and across, in the face
  double length = 0;
  bool edge = false;  // both ends on one edge: it needs a vertex
  bool sheet = false; // without thickness of its own
  // The farthest points, left and right: what counts is their reach across, less or plus that along.
  double score[2] = {-INFINITY, -INFINITY}, x[2] = {0, 0}, y[2] = {0, 0};
};

// A section of the input that lies wholly inside a face, whose four edges it does not meet: a wire passes between the
// lattice lines. Four vertices of the face stand for it, with its area.
struct Island {
  std::array<std::uint16_t, 3> face;
  std::uint8_t normal;
  std::uint32_t first; // in middles, counter-clockwise seen from the upper side
};

// A piece of a section in one face.
struct Piece {
  std::size_t face;
  double x[2][2]; // solid to its left, seen from the upper side, if the input is wound outward
};

// Around an edge along axis e, with u and v the axes after e, lie four faces and four cells: slot 0 is the face towards
// +u, 1 towards +v, 2 towards -u, 3 towards -v; quadrant q is the cell between slots q and q + 1.
class Contour {
public:
  Contour(MeshView in, const Lattice& l, const Signs& s, const std::array<EdgeCrossings, 3>& e, const CancelToken& c)
      : input(in), lattice(l), signs(s), edges(e), cancel(c), busy(3 * l.cornerCount() / 64 + 1, 0), tipped(busy) {
    for (std::size_t a = 0; a < 3; ++a)
      base[a + 1] = base[a] + static_cast<std::uint32_t>(edges[a].all.size());
    for (const EdgeCrossings& ec : edges)
      all.insert(all.end(), ec.all.begin(), ec.all.end());
    std::array<std::uint32_t, 4> none{};
    none.fill(kNoVertex);
    partner.assign(all.size(), none);
    bent.assign(all.size(), none);
    visited.assign(all.size(), 0);
  }

  Mesh run();

private:
  using Corner = std::array<std::uint16_t, 3>;
  struct Rim { // a crossing on the rim of a face
    std::uint32_t id;
    unsigned slot;
    double x[2];
  };
  struct Node {
    std::uint32_t id = 0;
    std::uint8_t faces = 0; // of the cell, on which it lies: bit 2 * axis + side
    Vec3 at;                // in the cell, 0..1
    Vec3 normal;            // zero for middles
  };
  // A loop at which a wire enters a cell.
  struct End {
    std::uint64_t cell;
    std::vector<Node> nodes;
  };
  struct Center {
    std::uint64_t cell;
    std::uint32_t id, rim;
  };

  // ---- faces (solidify_faces.cpp) ----
  std::pair<std::uint32_t, std::uint32_t> crossingsOf(std::size_t axis, const Corner& corner) const;
  void face(const Crossing& from, int slot);
  // How badly a chord follows the surface: normals should agree and stand across the chord. Length says nothing: the
  // two sides of a thin wall are near each other.
  double misfit(const Rim& a, const Rim& b, std::size_t normal) const;
  void join(const Rim& a, const Rim& b, const Corner& at, std::size_t normal, bool alone);
  void addTip(const Tip& tip);
  // Does the surface turn between the ends so much that the chord cuts it short? Then `into` points to its far side:
  // free space where the solid is convex, the solid where it is hollow. Nothing else may lie there.
  bool bulges(const Rim& a, const Rim& b, std::size_t normal, Tip& tip) const;
  // A vertex of a face at a place beyond a chord.
  void addMiddle(const Tip& t, double x, double y);
  void addLow(const Tip& t);
  // Where the two surfaces at the ends of a chord meet in the face, if that is inside it.
  bool sharp(const Rim& a, const Rim& b, std::size_t normal, double out[2]) const;

  // ---- what triangles do inside faces (solidify_sections.cpp) ----
  std::size_t faceKey(std::size_t normal, std::size_t i, std::size_t j, std::size_t k) const {
    return ((k * lattice.corners[1] + j) * lattice.corners[0] + i) * 3 + normal;
  }
  static void mark(std::vector<std::uint64_t>& bits, std::size_t at) { bits[at / 64] |= std::uint64_t{1} << (at % 64); }
  static bool marked(const std::vector<std::uint64_t>& bits, std::size_t at) { return bits[at / 64] >> (at % 64) & 1; }
  // Cuts every triangle with the lattice planes: the cuts in faces with a tip shape it, those in faces whose edges meet
  // nothing are pieces of islands.
  void sections();
  // The part of a segment in a face; (u, v) is the face's lower corner.
  static bool clip(const double x[2][2], double u, double v, Piece& out);
  static void reach(Tip& tip, const Piece& piece);
  // The points of the input that lie farthest beyond a chord, to the left and to the right: with its ends four corners,
  // exact for a square rim, near for a round one. Without this walls ended at the last lattice line and rims lost half
  // a cell, and wires of one cell a third of their volume.
  void shapeTips();
  // Vertices of one face that the margin has brought to one place step aside.
  void spread();
  void shapeIslands();

  // ---- cells (solidify_cells.cpp) ----
  void loop(std::uint32_t start, unsigned startQuadrant);
  static std::uint64_t cellKey(const Corner& cell) {
    return std::uint64_t{cell[2]} << 32 | std::uint64_t{cell[1]} << 16 | cell[0];
  }
  Node middleNode(std::uint32_t m, const Corner& cell) const;
  void islandEnd(const Island& island, bool above);
  // Two ends in one cell are one wire that passes through: a tube joins them. Others are closed by discs. No two ends
  // of a cell touch one face, so no edge of a tube lies in a face.
  void joinEnds();
  static Vec3 meanOf(const std::vector<Node>& loop);
  static bool faceEachOther(const std::vector<Node>& a, const std::vector<Node>& b);
  // A band between two loops, each along its own direction: on with the shorter of the two possible edges, but neither
  // loop a third ahead of the other, so that no edge comes twice.
  void tube(const std::vector<Node>& a, const std::vector<Node>& b);
  void triangle(std::size_t a, std::size_t b, std::size_t c) {
    mesh.addTriangle(nodes[a].id, nodes[b].id, nodes[c].id);
  }
  void fill(const Corner& cell);
  // The point nearest to all tangent planes, drawn a little towards the mean of the rim (Ju et al. 2002).
  Vec3 center() const;

  // ---- vertices (solidify_contour.cpp) ----
  Vec3 world(const double x[3]) const {
    return {lattice.origin.x + lattice.cell * x[0], lattice.origin.y + lattice.cell * x[1],
            lattice.origin.z + lattice.cell * x[2]};
  }
  void place();
  // Middles of two discs in one cell may have fallen on one point: the later ones move towards their own rims.
  void separate();
  // Parts far smaller than a cell, and those around a single lattice edge, go unless all are so: folds of the input,
  // and corners that were voted wrong.
  void dropDust();

  MeshView input;
  const Lattice& lattice;
  const Signs& signs;
  const std::array<EdgeCrossings, 3>& edges;
  const CancelToken& cancel;
  std::array<std::uint32_t, 4> base{};
  std::vector<Crossing> all;
  std::vector<std::array<std::uint32_t, 4>> partner, bent; // per crossing and slot: other end, chord if it is bent
  std::vector<std::uint8_t> visited;                       // per crossing: bit per quadrant
  std::vector<Middle> middles;
  std::vector<Chord> chords;
  std::vector<Tip> tips;
  std::vector<Island> islands;
  std::vector<Piece> pieces;
  std::vector<End> ends;
  std::vector<std::uint64_t> busy, tipped; // per face: its edges are crossed; it has a tip
  std::vector<Rim> rim;
  std::vector<Node> nodes;
  std::vector<Center> centers;
  Mesh mesh;
};

} // namespace simwright::lattice
