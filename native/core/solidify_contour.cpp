#include "core/edges.h"
#include "core/error.h"
#include "core/solidify_lattice.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr std::uint32_t kNoVertex = 0xffffffffu;
constexpr double kSharp = 0.85;      // cosine between normals below which a chord may get a corner
constexpr double kTurn = 0.5;        // cosine below which the surface turns between the ends of a chord
constexpr double kDust = 1.0 / 64;   // of a cell's volume
constexpr std::uint32_t kSpeck = 14; // vertices around one lattice edge: 2 crossings, 4 chords of 2, 4 discs
constexpr double kFlat = 0.94;       // cosine to the mean normal above which a disc needs no middle
constexpr double kLow = 0.45;        // height of a chord over its edge, of its length, where nothing better is known
constexpr double kDamping = 0.005;   // of the quadric of a disc's middle, towards its mean

// A vertex of a chord besides its two ends.
struct Middle {
  std::array<std::uint16_t, 3> face; // its lower corner
  std::uint8_t normal;               // axis across the face
  double x[2];                       // in the face, 0..1 along the axes after `normal`
};

// The vertices of a bent chord, from its end `from` on.
struct Chord {
  std::uint32_t from;
  std::uint32_t first = 0, count = 0; // in middles
  bool tip = false;
};

// A chord that is far from straight: its ends lie on one edge (a wall or a gap ends in the face, or a wire passes), or
// the surface turns between them. Its shape is found by asking the triangles how far they reach beyond it.
struct Tip {
  std::array<std::uint16_t, 3> face;
  std::uint8_t normal;
  std::uint32_t chord;
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

// Tried and lost, on the development objects (not tried: one vertex per loop and quads, as in dual contouring, since
// two loops that meet in two chords would share an edge of four triangles):
//   - straight chords only: rims half a cell short, rods of one cell 29 % short (11 % with bent ones);
//   - joining the crossings of doubtful faces by following the input's section in the face: 15 to 25 % slower, rods no
//     better;
//   - pairing the ends of three and more wires in a cell: no wire more in one piece;
//
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
    std::array<std::uint32_t, 4> none;
    none.fill(kNoVertex);
    partner.assign(all.size(), none);
    bent.assign(all.size(), none);
    visited.assign(all.size(), 0);
  }

  Mesh run() {
    for (std::uint32_t c = 0; c < all.size();) {
      if ((c & 4095u) == 0) cancel.poll();
      std::uint32_t end = c + 1;
      while (end < all.size() && all[end].axis == all[c].axis && all[end].corner == all[c].corner)
        ++end;
      for (int slot = 0; slot < 4; ++slot)
        if (partner[c][static_cast<std::size_t>(slot)] == kNoVertex) face(all[c], slot);
      c = end;
    }
    sections();
    shapeTips();
    shapeIslands();
    spread();
    place();
    for (std::uint32_t c = 0; c < all.size(); ++c) {
      if ((c & 4095u) == 0) cancel.poll();
      for (unsigned q = 0; q < 4; ++q)
        if (!(visited[c] >> q & 1)) loop(c, q);
    }
    for (const Island& island : islands)
      for (const bool above : {false, true})
        islandEnd(island, above);
    joinEnds();
    separate();
    dropDust();
    return std::move(mesh);
  }

private:
  using Corner = std::array<std::uint16_t, 3>;
  struct Rim { // a crossing on the rim of a face
    std::uint32_t id;
    unsigned slot;
    double x[2];
  };

  std::pair<std::uint32_t, std::uint32_t> crossingsOf(std::size_t axis, const Corner& corner) const {
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
    const std::size_t line = std::size_t{corner[v]} * lattice.corners[u] + corner[u];
    const EdgeCrossings& ec = edges[axis];
    std::uint32_t first = ec.start[line];
    const std::uint32_t end = ec.start[line + 1];
    while (first < end && ec.all[first].corner[axis] < corner[axis])
      ++first;
    std::uint32_t last = first;
    while (last < end && ec.all[last].corner[axis] == corner[axis])
      ++last;
    return {base[axis] + first, base[axis] + last};
  }

  // ---- faces ----

  void face(const Crossing& from, int slot) {
    const std::size_t e = from.axis, u = (e + 1) % 3, v = (e + 2) % 3;
    const std::size_t normal = slot % 2 == 0 ? v : u;
    Corner at = from.corner;
    if (slot == 2) --at[u];
    if (slot == 3) --at[v];
    const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
    mark(busy, faceKey(normal, at[0], at[1], at[2]));
    rim.clear();
    const auto add = [&](std::size_t axis, const Corner& corner, unsigned s, bool backwards) {
      const auto [first, last] = crossingsOf(axis, corner);
      for (std::uint32_t i = 0; i < last - first; ++i) {
        const std::uint32_t id = backwards ? last - 1 - i : first + i;
        const double t = all[id].t;
        Rim r{id, s, {s == 0 || s == 2 ? t : s == 1 ? 0.0 : 1.0, s == 1 || s == 3 ? t : s == 0 ? 0.0 : 1.0}};
        rim.push_back(r);
      }
    };
    Corner right = at, top = at;
    ++right[U];
    ++top[V];
    add(U, at, 0, false);
    add(V, right, 3, false);
    add(U, top, 2, true);
    add(V, at, 1, true);
    if (rim.size() == 2) {
      join(rim[0], rim[1], at, normal, true);
      return;
    }
    // Neighbours on the rim are of opposite kinds: join the pair that fits best and take it out, until none is left.
    // Every such choice is free of crossing chords.
    if (rim.size() == 4) {
      const double a = misfit(rim[0], rim[1], normal) + misfit(rim[2], rim[3], normal);
      const double b = misfit(rim[1], rim[2], normal) + misfit(rim[3], rim[0], normal);
      const std::size_t shift = a <= b ? 0 : 1;
      join(rim[shift], rim[1 + shift], at, normal, false);
      join(rim[2 + shift], rim[(3 + shift) % 4], at, normal, false);
      return;
    }
    while (!rim.empty()) {
      std::size_t best = 0;
      double least = INFINITY;
      for (std::size_t i = 0; i < rim.size(); ++i) {
        const double m = misfit(rim[i], rim[(i + 1) % rim.size()], normal);
        if (m < least) {
          least = m;
          best = i;
        }
      }
      const std::size_t other = (best + 1) % rim.size();
      join(rim[best], rim[other], at, normal, false);
      rim.erase(rim.begin() + static_cast<std::ptrdiff_t>(std::max(best, other)));
      rim.erase(rim.begin() + static_cast<std::ptrdiff_t>(std::min(best, other)));
    }
  }

  // How badly a chord follows the surface: normals should agree and stand across the chord. Length says nothing: the
  // two sides of a thin wall are near each other.
  double misfit(const Rim& a, const Rim& b, std::size_t normal) const {
    const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
    const float *m = all[a.id].normal, *n = all[b.id].normal;
    const double du = b.x[0] - a.x[0], dv = b.x[1] - a.x[1], size = std::sqrt(du * du + dv * dv);
    const double agree = m[0] * n[0] + m[1] * n[1] + m[2] * n[2];
    return 1 - agree + (std::abs(m[U] * du + m[V] * dv) + std::abs(n[U] * du + n[V] * dv)) / size;
  }

  void join(const Rim& a, const Rim& b, const Corner& at, std::size_t normal, bool alone) {
    partner[a.id][a.slot] = b.id;
    partner[b.id][b.slot] = a.id;
    const float *m = all[a.id].normal, *n = all[b.id].normal;
    const double agree = m[0] * n[0] + m[1] * n[1] + m[2] * n[2];
    if (a.slot != b.slot && agree >= (alone ? kSharp : kTurn)) return; // nearly straight: most are
    Chord chord{a.id};
    Tip tip;
    tip.face = at;
    tip.normal = static_cast<std::uint8_t>(normal);
    tip.chord = static_cast<std::uint32_t>(chords.size());
    for (int k = 0; k < 2; ++k) {
      tip.from[k] = a.x[k];
      tip.along[k] = b.x[k] - a.x[k];
    }
    tip.length = std::sqrt(tip.along[0] * tip.along[0] + tip.along[1] * tip.along[1]);
    for (double& w : tip.along)
      w /= tip.length;
    double apex[2];
    if (a.slot == b.slot) {
      // Without a vertex in the face this chord would be no different from that in the next face.
      tip.edge = true;
      tip.into[0] = a.slot == 1 ? 1 : a.slot == 3 ? -1 : 0;
      tip.into[1] = a.slot == 0 ? 1 : a.slot == 2 ? -1 : 0;
      if (alone) {
        tip.sheet = m[0] == -n[0] && m[1] == -n[1] && m[2] == -n[2];
        chord.tip = true;
        addTip(tip);
      } else {
        chord.first = static_cast<std::uint32_t>(middles.size());
        chord.count = 1;
        addLow(tip); // low triangles over nested chords do not touch
      }
    } else if (alone && sharp(a, b, normal, apex)) {
      chord.first = static_cast<std::uint32_t>(middles.size());
      chord.count = 1;
      middles.push_back({at, tip.normal, {apex[0], apex[1]}});
    } else if (agree <= kTurn && bulges(a, b, normal, tip)) {
      addTip(tip);
    } else {
      return;
    }
    bent[a.id][a.slot] = bent[b.id][b.slot] = tip.chord;
    chords.push_back(chord);
  }

  void addTip(const Tip& tip) {
    mark(tipped, faceKey(tip.normal, tip.face[0], tip.face[1], tip.face[2]));
    tips.push_back(tip);
  }

  // Does the surface turn between the ends so much that the chord cuts it short? Then `into` points to its far side:
  // free space where the solid is convex, the solid where it is hollow. Nothing else may lie there.
  bool bulges(const Rim& a, const Rim& b, std::size_t normal, Tip& tip) const {
    if (rim.size() > 4) return false;
    const float *m = all[a.id].normal, *n = all[b.id].normal;
    const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
    const double turn = (n[U] - m[U]) * tip.along[0] + (n[V] - m[V]) * tip.along[1];
    if (!(std::abs(turn) > 0.3)) return false;
    // Seen from the upper side, with the rim counter-clockwise, the solid lies to the left of a chord that starts where
    // the rim leaves it.
    const bool leaves = all[a.id].leaving == (a.slot == 0 || a.slot == 3);
    const double side = leaves == (turn > 0) ? 1 : -1;
    tip.into[0] = side * tip.along[1];
    tip.into[1] = -side * tip.along[0];
    for (const Rim& r : rim) {
      if (r.id == a.id || r.id == b.id) continue;
      if ((r.x[0] - a.x[0]) * tip.into[0] + (r.x[1] - a.x[1]) * tip.into[1] > 0) return false;
    }
    return true;
  }

  // A vertex of a face at a place beyond a chord.
  void addMiddle(const Tip& t, double x, double y) {
    Middle m;
    m.face = t.face;
    m.normal = t.normal;
    for (int k = 0; k < 2; ++k)
      m.x[k] = std::clamp(t.from[k] + x * t.along[k] + y * t.into[k], 2 * kMargin, 1 - 2 * kMargin);
    middles.push_back(m);
  }
  void addLow(const Tip& t) { addMiddle(t, 0.5 * t.length, kLow * t.length); }

  // Where the two surfaces at the ends of a chord meet in the face, if that is inside it.
  bool sharp(const Rim& a, const Rim& b, std::size_t normal, double out[2]) const {
    const float *m = all[a.id].normal, *n = all[b.id].normal;
    const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
    const double det = m[U] * n[V] - m[V] * n[U];
    const double sizes = (m[U] * m[U] + m[V] * m[V]) * (n[U] * n[U] + n[V] * n[V]);
    if (!(det * det > 0.1 * sizes)) return false;
    const double p = m[U] * a.x[0] + m[V] * a.x[1], q = n[U] * b.x[0] + n[V] * b.x[1];
    out[0] = (p * n[V] - q * m[V]) / det;
    out[1] = (q * m[U] - p * n[U]) / det;
    return out[0] > kMargin && out[0] < 1 - kMargin && out[1] > kMargin && out[1] < 1 - kMargin;
  }

  // ---- what triangles do inside faces ----

  std::size_t faceKey(std::size_t normal, std::size_t i, std::size_t j, std::size_t k) const {
    return ((k * lattice.corners[1] + j) * lattice.corners[0] + i) * 3 + normal;
  }
  static void mark(std::vector<std::uint64_t>& bits, std::size_t at) { bits[at / 64] |= std::uint64_t{1} << (at % 64); }
  static bool marked(const std::vector<std::uint64_t>& bits, std::size_t at) { return bits[at / 64] >> (at % 64) & 1; }

  // Cuts every triangle with the lattice planes: the cuts in faces with a tip shape it, those in faces whose edges meet
  // nothing are pieces of islands.
  void sections() {
    std::vector<std::pair<std::size_t, std::uint32_t>> index;
    index.reserve(tips.size());
    for (std::uint32_t i = 0; i < tips.size(); ++i)
      index.emplace_back(faceKey(tips[i].normal, tips[i].face[0], tips[i].face[1], tips[i].face[2]), i);
    std::sort(index.begin(), index.end());
    const double scale = 1 / lattice.cell;
    for (std::size_t t = 0; t < input.triangleCount(); ++t) {
      cancel.pollEvery4096(t);
      const Vec3 p[3] = {(input.corner(t, 0) - lattice.origin) * scale, (input.corner(t, 1) - lattice.origin) * scale,
                         (input.corner(t, 2) - lattice.origin) * scale};
      for (int a = 0; a < 3; ++a) {
        const int U = (a + 1) % 3, V = (a + 2) % 3;
        const double low = std::min({p[0][a], p[1][a], p[2][a]}), high = std::max({p[0][a], p[1][a], p[2][a]});
        for (double plane = std::floor(low) + 1; plane <= high; plane += 1) {
          double x[2][2]; // where a side of the triangle rises through the plane, and where one falls
          for (int k = 0; k < 3; ++k) {
            const Vec3 &f = p[k], &g = p[(k + 1) % 3];
            if ((f[a] < plane) == (g[a] < plane)) continue;
            const double share = (plane - f[a]) / (g[a] - f[a]);
            double* to = x[f[a] < plane ? 0 : 1];
            to[0] = f[U] + share * (g[U] - f[U]);
            to[1] = f[V] + share * (g[V] - f[V]);
          }
          const auto cellOf = [](double v) { return static_cast<std::size_t>(v); };
          std::size_t c[3];
          c[a] = static_cast<std::size_t>(plane);
          const std::size_t u0 = cellOf(std::min(x[0][0], x[1][0])), u1 = cellOf(std::max(x[0][0], x[1][0]));
          const std::size_t v0 = cellOf(std::min(x[0][1], x[1][1])), v1 = cellOf(std::max(x[0][1], x[1][1]));
          for (std::size_t v = v0; v <= v1; ++v)
            for (std::size_t u = u0; u <= u1; ++u) {
              c[U] = u;
              c[V] = v;
              const std::size_t at = faceKey(static_cast<std::size_t>(a), c[0], c[1], c[2]);
              const bool tip = marked(tipped, at);
              if (!tip && marked(busy, at)) continue;
              Piece piece{at, {}};
              if (!clip(x, static_cast<double>(u), static_cast<double>(v), piece)) continue;
              if (!tip) {
                pieces.push_back(piece);
                continue;
              }
              for (auto i = std::lower_bound(index.begin(), index.end(), std::pair{at, std::uint32_t{0}});
                   i != index.end() && i->first == at; ++i)
                reach(tips[i->second], piece);
            }
        }
      }
    }
  }

  // The part of a segment in a face; (u, v) is the face's lower corner.
  static bool clip(const double x[2][2], double u, double v, Piece& out) {
    const double from[2] = {x[0][0] - u, x[0][1] - v}, way[2] = {x[1][0] - x[0][0], x[1][1] - x[0][1]};
    double low = 0, high = 1;
    for (int k = 0; k < 2; ++k) {
      if (way[k] == 0) continue; // it lies between the rims
      const double a = -from[k] / way[k], b = (1 - from[k]) / way[k];
      low = std::max(low, std::min(a, b));
      high = std::min(high, std::max(a, b));
    }
    if (!(low <= high)) return false;
    for (int k = 0; k < 2; ++k) {
      out.x[0][k] = from[k] + low * way[k];
      out.x[1][k] = from[k] + high * way[k];
    }
    return true;
  }

  static void reach(Tip& tip, const Piece& piece) {
    for (const auto& point : piece.x) {
      const double du = point[0] - tip.from[0], dv = point[1] - tip.from[1];
      const double x = du * tip.along[0] + dv * tip.along[1], y = du * tip.into[0] + dv * tip.into[1];
      if (!(y > 0)) continue;
      for (int side = 0; side < 2; ++side) {
        const double score = side == 0 ? y - x : y + x;
        if (!(score > tip.score[side])) continue;
        tip.score[side] = score;
        tip.x[side] = x;
        tip.y[side] = y;
      }
    }
  }

  // The points of the input that lie farthest beyond a chord, to the left and to the right: with its ends four corners,
  // exact for a square rim, near for a round one. Without this walls ended at the last lattice line and rims lost half
  // a cell, and wires of one cell a third of their volume.
  void shapeTips() {
    for (const Tip& t : tips) {
      Chord& chord = chords[t.chord];
      chord.first = static_cast<std::uint32_t>(middles.size());
      if (t.score[0] == -INFINITY || std::max(t.y[0], t.y[1]) < 4 * kMargin) {
        if (t.edge) addLow(t);
      } else if (t.sheet || t.x[1] - t.x[0] < 4 * kMargin) {
        const double half = t.sheet ? 0.5 * t.length : 0, x = 0.5 * (t.x[0] + t.x[1]), y = std::max(t.y[0], t.y[1]);
        if (half > 2 * kMargin) {
          addMiddle(t, x - half, y);
          addMiddle(t, x + half, y);
        } else {
          addMiddle(t, x, y);
        }
      } else {
        addMiddle(t, t.x[0], t.y[0]);
        addMiddle(t, t.x[1], t.y[1]);
      }
      chord.count = static_cast<std::uint32_t>(middles.size()) - chord.first;
    }
  }

  // Vertices of one face that the margin has brought to one place step aside.
  void spread() {
    std::vector<std::pair<std::size_t, std::uint32_t>> order(middles.size());
    for (std::uint32_t i = 0; i < middles.size(); ++i) {
      const Middle& m = middles[i];
      order[i] = {faceKey(m.normal, m.face[0], m.face[1], m.face[2]), i};
    }
    std::sort(order.begin(), order.end());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
      for (last = first; last < order.size() && order[last].first == order[first].first; ++last)
        for (std::size_t i = first; i < last; ++i) {
          Middle &m = middles[order[last].second], &n = middles[order[i].second];
          if (std::abs(m.x[0] - n.x[0]) > 0.1 * kMargin || std::abs(m.x[1] - n.x[1]) > 0.1 * kMargin) continue;
          m.x[0] += m.x[0] < 0.5 ? 0.2 * kMargin : -0.2 * kMargin;
          i = first - 1; // compare with all again
        }
    }
  }

  void shapeIslands() {
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.face < b.face; });
    for (std::size_t first = 0, last = 0; first < pieces.size(); first = last) {
      cancel.pollEvery4096(first);
      double area = 0, around = 0, gap[2] = {0, 0}, low[2] = {1, 1}, high[2] = {0, 0};
      for (last = first; last < pieces.size() && pieces[last].face == pieces[first].face; ++last) {
        const auto& x = pieces[last].x;
        const double du = x[1][0] - x[0][0], dv = x[1][1] - x[0][1];
        area += 0.5 * ((x[0][0] - 0.5) * dv - (x[0][1] - 0.5) * du);
        around += std::sqrt(du * du + dv * dv);
        gap[0] += du, gap[1] += dv;
        for (int k = 0; k < 2; ++k) {
          low[k] = std::min({low[k], x[0][k], x[1][k]});
          high[k] = std::max({high[k], x[0][k], x[1][k]});
        }
      }
      area = std::abs(area);
      // Closed, and large enough for four vertices?
      if (!(std::abs(gap[0]) + std::abs(gap[1]) < 1e-3 * around && area > 16 * kMargin * kMargin)) continue;
      const std::size_t normal = pieces[first].face % 3, corner = pieces[first].face / 3;
      const std::size_t nx = lattice.corners[0], ny = lattice.corners[1];
      const std::size_t c[3] = {corner % nx, corner / nx % ny, corner / nx / ny};
      if (signs.at(c[2] * ny + c[1], c[0])) continue; // inside the solid
      // The box of the section, shrunk to its area.
      const double box = (high[0] - low[0]) * (high[1] - low[1]);
      const double share = box > area ? std::sqrt(area / box) : 1;
      double middle[2], half[2];
      for (int k = 0; k < 2; ++k) {
        half[k] = std::clamp(0.5 * share * (high[k] - low[k]), 2 * kMargin, 0.5 - 3 * kMargin);
        middle[k] = std::clamp(0.5 * (low[k] + high[k]), 3 * kMargin + half[k], 1 - 3 * kMargin - half[k]);
      }
      Island island;
      island.normal = static_cast<std::uint8_t>(normal);
      for (std::size_t k = 0; k < 3; ++k)
        island.face[k] = static_cast<std::uint16_t>(c[k]);
      island.first = static_cast<std::uint32_t>(middles.size());
      for (int k = 0; k < 4; ++k)
        middles.push_back(
            {island.face,
             island.normal,
             {middle[0] + (k == 0 || k == 3 ? -half[0] : half[0]), middle[1] + (k < 2 ? -half[1] : half[1])}});
      islands.push_back(island);
    }
    pieces = {};
  }

  // ---- positions ----

  Vec3 world(const double x[3]) const {
    return {lattice.origin.x + lattice.cell * x[0], lattice.origin.y + lattice.cell * x[1],
            lattice.origin.z + lattice.cell * x[2]};
  }

  void place() {
    mesh.positions.reserve(3 * (all.size() + middles.size() + all.size() / 8));
    mesh.triangles.reserve(8 * all.size());
    for (const Crossing& c : all) {
      double x[3] = {static_cast<double>(c.corner[0]), static_cast<double>(c.corner[1]),
                     static_cast<double>(c.corner[2])};
      x[c.axis] += c.t;
      mesh.addVertex(world(x));
    }
    for (const Middle& m : middles) {
      double x[3] = {static_cast<double>(m.face[0]), static_cast<double>(m.face[1]), static_cast<double>(m.face[2])};
      x[(m.normal + 1) % 3] += m.x[0];
      x[(m.normal + 2) % 3] += m.x[1];
      mesh.addVertex(world(x));
    }
  }

  // ---- cells ----

  struct Node {
    std::uint32_t id;
    std::uint8_t faces; // of the cell, on which it lies: bit 2 * axis + side
    Vec3 at;            // in the cell, 0..1
    Vec3 normal;        // zero for middles
  };

  void loop(std::uint32_t start, unsigned startQuadrant) {
    nodes.clear();
    Corner cell = all[start].corner;
    bool end = true; // of a wire: two crossings of one edge, between two tips
    {
      const std::size_t u = (all[start].axis + 1u) % 3, v = (all[start].axis + 2u) % 3;
      if (startQuadrant == 1 || startQuadrant == 2) --cell[u];
      if (startQuadrant >= 2) --cell[v];
    }
    std::uint32_t c = start;
    do {
      const Crossing& x = all[c];
      const std::size_t e = x.axis, u = (e + 1) % 3, v = (e + 2) % 3;
      const bool farU = x.corner[u] != cell[u], farV = x.corner[v] != cell[v]; // on the far sides of the cell
      const unsigned quadrant = farU ? (farV ? 2 : 1) : (farV ? 3 : 0);
      visited[c] = static_cast<std::uint8_t>(visited[c] | 1u << quadrant);
      Node n;
      n.id = c;
      n.faces = static_cast<std::uint8_t>(1u << (2 * u + (farU ? 1 : 0)) | 1u << (2 * v + (farV ? 1 : 0)));
      n.at[static_cast<int>(e)] = x.t;
      n.at[static_cast<int>(u)] = farU ? 1 : 0;
      n.at[static_cast<int>(v)] = farV ? 1 : 0;
      n.normal = {x.normal[0], x.normal[1], x.normal[2]};
      nodes.push_back(n);
      const unsigned slot = x.leaving ? quadrant : (quadrant + 1) & 3; // so that discs are wound outward
      const Chord straight{c}, &chord = bent[c][slot] == kNoVertex ? straight : chords[bent[c][slot]];
      end = end && chord.tip;
      for (std::uint32_t i = 0; i < chord.count; ++i)
        nodes.push_back(middleNode(chord.first + (chord.from == c ? i : chord.count - 1 - i), cell));
      c = partner[c][slot];
    } while (c != start);
    if (end)
      ends.push_back({cellKey(cell), nodes});
    else
      fill(cell);
  }

  static std::uint64_t cellKey(const Corner& cell) {
    return std::uint64_t{cell[2]} << 32 | std::uint64_t{cell[1]} << 16 | cell[0];
  }

  Node middleNode(std::uint32_t m, const Corner& cell) const {
    const Middle& mid = middles[m];
    Node k;
    k.id = static_cast<std::uint32_t>(all.size()) + m;
    const bool far = mid.face[mid.normal] != cell[mid.normal];
    k.faces = static_cast<std::uint8_t>(1u << (2 * mid.normal + (far ? 1 : 0)));
    k.at[mid.normal] = far ? 1 : 0;
    k.at[(mid.normal + 1) % 3] = mid.x[0];
    k.at[(mid.normal + 2) % 3] = mid.x[1];
    return k;
  }

  // ---- wires ----

  // A loop at which a wire enters a cell.
  struct End {
    std::uint64_t cell;
    std::vector<Node> nodes;
  };

  void islandEnd(const Island& island, bool above) {
    Corner cell = island.face;
    if (!above) --cell[island.normal];
    End end{cellKey(cell), {}};
    for (std::uint32_t k = 0; k < 4; ++k)
      end.nodes.push_back(middleNode(island.first + (above ? k : 3 - k), cell));
    ends.push_back(std::move(end));
  }

  // Two ends in one cell are one wire that passes through: a tube joins them. Others are closed by discs. No two ends
  // of a cell touch one face, so no edge of a tube lies in a face.
  void joinEnds() {
    std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.cell < b.cell; });
    for (std::size_t first = 0, last = 0; first < ends.size(); first = last) {
      cancel.pollEvery4096(first);
      while (last < ends.size() && ends[last].cell == ends[first].cell)
        ++last;
      if (last - first == 2 && faceEachOther(ends[first].nodes, ends[first + 1].nodes)) {
        tube(ends[first].nodes, ends[first + 1].nodes);
        continue;
      }
      for (std::size_t i = first; i < last; ++i) {
        nodes = ends[i].nodes;
        const std::uint64_t key = ends[i].cell;
        fill({static_cast<std::uint16_t>(key), static_cast<std::uint16_t>(key >> 16),
              static_cast<std::uint16_t>(key >> 32)});
      }
    }
  }

  static Vec3 meanOf(const std::vector<Node>& loop) {
    Vec3 sum;
    for (const Node& n : loop)
      sum += n.at;
    return sum * (1.0 / static_cast<double>(loop.size()));
  }

  static bool faceEachOther(const std::vector<Node>& a, const std::vector<Node>& b) {
    const Vec3 p = meanOf(a), q = meanOf(b);
    Vec3 m, n;
    for (std::size_t i = 0; i < a.size(); ++i)
      m += cross(a[i].at - p, a[(i + 1) % a.size()].at - p);
    for (std::size_t i = 0; i < b.size(); ++i)
      n += cross(b[i].at - q, b[(i + 1) % b.size()].at - q);
    return dot(m, q - p) > 0 && dot(n, p - q) > 0;
  }

  // A band between two loops, each along its own direction: on with the shorter of the two possible edges, but neither
  // loop a third ahead of the other, so that no edge comes twice.
  void tube(const std::vector<Node>& a, const std::vector<Node>& b) {
    const std::size_t n = a.size(), m = b.size();
    const auto apart = [&](std::size_t i, std::size_t k) {
      const Vec3 d = a[i % n].at - b[k % m].at;
      return dot(d, d);
    };
    std::size_t start = 0;
    for (std::size_t k = 1; k < m; ++k)
      if (apart(0, k) < apart(0, start)) start = k;
    for (std::size_t i = 0, k = 0; i < n || k < m;) { // i steps forward on a, k back on b
      const std::size_t here = start + m - k % m, before = here + m - 1;
      const bool onA = i < n && 3 * (i + 1) * m <= 3 * k * n + n * m,
                 onB = k < m && 3 * (k + 1) * n <= 3 * i * m + n * m;
      if (!onB || (onA && apart(i + 1, here) <= apart(i, before))) {
        mesh.addTriangle(a[i % n].id, a[(i + 1) % n].id, b[here % m].id);
        ++i;
      } else {
        mesh.addTriangle(b[before % m].id, b[here % m].id, a[i % n].id);
        ++k;
      }
    }
  }

  // ---- discs ----

  void triangle(std::size_t a, std::size_t b, std::size_t c) {
    mesh.addTriangle(nodes[a].id, nodes[b].id, nodes[c].id);
  }

  void fill(const Corner& cell) {
    const std::size_t n = nodes.size();
    if (n == 3) return triangle(0, 1, 2);
    Vec3 sum;
    std::size_t normals = 0;
    for (const Node& k : nodes) {
      sum += k.normal;
      normals += k.normal == Vec3{} ? 0 : 1;
    }
    const Vec3 mean = normalized(sum);
    double worst = 1;
    for (const Node& k : nodes)
      if (!(k.normal == Vec3{})) worst = std::min(worst, dot(k.normal, mean));
    if (worst >= kFlat) {
      // Inner edges must not run in a face of the cell: the cell behind it might draw the same one.
      for (std::size_t apex = 0; apex < n; ++apex) {
        bool fits = true;
        for (std::size_t i = 2; i + 1 < n && fits; ++i)
          fits = (nodes[apex].faces & nodes[(apex + i) % n].faces) == 0;
        if (!fits) continue;
        for (std::size_t i = 1; i + 1 < n; ++i)
          triangle(apex, (apex + i) % n, (apex + i + 1) % n);
        return;
      }
    }
    const Vec3 x = center();
    const double at[3] = {cell[0] + x.x, cell[1] + x.y, cell[2] + x.z};
    const auto id = static_cast<std::uint32_t>(mesh.positions.size() / 3);
    mesh.addVertex(world(at));
    centers.push_back({cellKey(cell), id, nodes[0].id});
    for (std::size_t i = 0; i < n; ++i)
      mesh.addTriangle(id, nodes[i].id, nodes[(i + 1) % n].id);
  }

  // The point nearest to all tangent planes, drawn a little towards the mean of the rim (Ju et al. 2002).
  Vec3 center() const {
    Vec3 mean, bend;
    std::size_t bends = 0;
    for (const Node& k : nodes) {
      mean += k.at;
      if (k.id < all.size()) continue;
      bend += k.at;
      ++bends;
    }
    // Creases and rims run from bend to bend.
    mean = bends > 0 ? bend * (1.0 / static_cast<double>(bends)) : mean * (1.0 / static_cast<double>(nodes.size()));
    double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
    Vec3 b;
    for (const Node& k : nodes) {
      const Vec3 n = k.normal;
      xx += n.x * n.x, yy += n.y * n.y, zz += n.z * n.z;
      xy += n.x * n.y, xz += n.x * n.z, yz += n.y * n.z;
      b += n * dot(n, k.at - mean);
    }
    const double damping = kDamping * (xx + yy + zz) + 1e-9;
    xx += damping, yy += damping, zz += damping;
    const double cxx = yy * zz - yz * yz, cxy = xz * yz - xy * zz, cxz = xy * yz - xz * yy;
    const double cyy = xx * zz - xz * xz, cyz = xy * xz - xx * yz, czz = xx * yy - xy * xy;
    const double det = xx * cxx + xy * cxy + xz * cxz;
    const Vec3 shift =
        Vec3{cxx * b.x + cxy * b.y + cxz * b.z, cxy * b.x + cyy * b.y + cyz * b.z, cxz * b.x + cyz * b.y + czz * b.z} *
        (1 / det);
    Vec3 out = mean + shift;
    for (int k = 0; k < 3; ++k)
      out[k] = std::clamp(out[k], kMargin, 1 - kMargin);
    return out;
  }

  // Middles of two discs in one cell may have fallen on one point: the later ones move towards their own rims.
  void separate() {
    std::sort(centers.begin(), centers.end(),
              [](const Center& a, const Center& b) { return a.cell != b.cell ? a.cell < b.cell : a.id < b.id; });
    const auto at = [&](std::uint32_t id) { return mesh.view().vertex(id); };
    for (std::size_t first = 0; first < centers.size();) {
      std::size_t last = first + 1;
      for (; last < centers.size() && centers[last].cell == centers[first].cell; ++last)
        for (std::size_t i = first; i < last; ++i) {
          if (!(at(centers[i].id) == at(centers[last].id))) continue;
          const Vec3 p = at(centers[last].id) * 0.75 + at(centers[last].rim) * 0.25;
          for (int k = 0; k < 3; ++k)
            mesh.positions[3 * std::size_t{centers[last].id} + static_cast<std::size_t>(k)] = p[k];
          i = first - 1; // compare with all again
        }
      first = last;
    }
  }

  MeshView input;
  // Parts far smaller than a cell, and those around a single lattice edge, go unless all are so: folds of the input,
  // and corners that were voted wrong.
  void dropDust() {
    DisjointSets sets(mesh.positions.size() / 3);
    const std::vector<std::uint32_t>& t = mesh.triangles;
    for (std::size_t i = 0; i < t.size(); i += 3) {
      cancel.pollEvery4096(i);
      sets.unite(t[i], t[i + 1]);
      sets.unite(t[i], t[i + 2]);
    }
    std::vector<double> volume(mesh.positions.size() / 3, 0); // of the part, at its root
    std::vector<std::uint32_t> size(volume.size(), 0);        // in vertices
    for (std::uint32_t i = 0; i < size.size(); ++i)
      ++size[sets.find(i)];
    const auto small = [&](std::uint32_t root) { return std::abs(volume[root]) < kDust || size[root] <= kSpeck; };
    const double cube = lattice.cell * lattice.cell * lattice.cell;
    for (std::size_t i = 0; i < t.size(); i += 3) {
      const MeshView v = mesh.view();
      const std::uint32_t root = sets.find(t[i]);
      const Vec3 o = v.vertex(root);
      volume[root] += dot(v.vertex(t[i]) - o, cross(v.vertex(t[i + 1]) - o, v.vertex(t[i + 2]) - o)) / 6 / cube;
    }
    bool dust = false, solid = false;
    for (std::uint32_t i = 0; i < volume.size(); ++i) {
      if (sets.find(i) != i) continue;
      (small(i) ? dust : solid) = true;
    }
    if (!dust || !solid) return;
    Mesh kept;
    std::vector<std::uint32_t> to(volume.size(), kNoVertex);
    for (std::uint32_t i = 0; i < volume.size(); ++i) {
      if (small(sets.find(i))) continue;
      to[i] = static_cast<std::uint32_t>(kept.positions.size() / 3);
      kept.addVertex(mesh.view().vertex(i));
    }
    for (std::size_t i = 0; i < t.size(); i += 3)
      if (to[t[i]] != kNoVertex) kept.addTriangle(to[t[i]], to[t[i + 1]], to[t[i + 2]]);
    mesh = std::move(kept);
  }

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
  struct Center {
    std::uint64_t cell;
    std::uint32_t id, rim;
  };
  std::vector<Center> centers;
  Mesh mesh;
};

} // namespace

Mesh contour(MeshView input, const Lattice& lattice, const Signs& signs, const std::array<EdgeCrossings, 3>& edges,
             const CancelToken& cancel) {
  std::size_t total = 0;
  for (const EdgeCrossings& e : edges)
    total += e.all.size();
  if (total > (std::size_t{1} << 27)) throw Error(Code::MESH_TOO_LARGE, "more than 2^27 crossings of the lattice");
  return Contour(input, lattice, signs, edges, cancel).run();
}

} // namespace simwright::lattice
