#include "core/error.h"
#include "core/solidify_lattice.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr std::uint32_t kNoVertex = 0xffffffffu;
constexpr double kSharp = 0.85;    // cosine between normals below which a chord may get a corner
constexpr double kFlat = 0.94;     // cosine to the mean normal above which a disc needs no middle
constexpr double kDamping = 0.005; // of the quadric of a disc's middle, towards its mean

// A chord's own vertex, besides its two ends.
struct Middle {
  std::array<std::uint16_t, 3> face; // its lower corner
  std::uint8_t normal;               // axis across the face
  double x[2];                       // in the face, 0..1 along the axes after `normal`
};

// Around an edge along axis e, with u and v the axes after e, lie four faces and four cells: slot 0 is the face towards
// +u, 1 towards +v, 2 towards -u, 3 towards -v; quadrant q is the cell between slots q and q + 1.
class Contour {
public:
  Contour(const Lattice& l, const std::array<EdgeCrossings, 3>& e, const CancelToken& c)
      : lattice(l), edges(e), cancel(c) {
    for (std::size_t a = 0; a < 3; ++a)
      base[a + 1] = base[a] + static_cast<std::uint32_t>(edges[a].all.size());
    for (const EdgeCrossings& ec : edges)
      all.insert(all.end(), ec.all.begin(), ec.all.end());
    std::array<std::uint32_t, 4> none;
    none.fill(kNoVertex);
    partner.assign(all.size(), none);
    middle.assign(all.size(), none);
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
    place();
    for (std::uint32_t c = 0; c < all.size(); ++c) {
      if ((c & 4095u) == 0) cancel.poll();
      for (unsigned q = 0; q < 4; ++q)
        if (!(visited[c] >> q & 1)) loop(c, q);
    }
    separate();
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
    Middle m;
    if (a.slot == b.slot) {
      // Both ends on one edge: without a vertex in the face this chord would be no different from that in the next
      // face. Low triangles over nested chords do not touch.
      const int along = a.slot % 2 == 0 ? 0 : 1;
      const double reach = 0.45 * std::abs(a.x[along] - b.x[along]);
      m.x[along] = 0.5 * (a.x[along] + b.x[along]);
      m.x[1 - along] = a.slot < 2 ? reach : 1 - reach;
    } else if (!alone || !sharp(a, b, normal, m)) {
      return;
    }
    m.face = at;
    m.normal = static_cast<std::uint8_t>(normal);
    const auto id = static_cast<std::uint32_t>(all.size() + middles.size());
    middles.push_back(m);
    middle[a.id][a.slot] = middle[b.id][b.slot] = id;
  }

  // Where the two surfaces at the ends of a chord meet in the face, if that is inside it.
  bool sharp(const Rim& a, const Rim& b, std::size_t normal, Middle& out) const {
    const float *m = all[a.id].normal, *n = all[b.id].normal;
    if (m[0] * n[0] + m[1] * n[1] + m[2] * n[2] >= kSharp) return false;
    const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
    const double det = m[U] * n[V] - m[V] * n[U];
    const double sizes = (m[U] * m[U] + m[V] * m[V]) * (n[U] * n[U] + n[V] * n[V]);
    if (!(det * det > 0.1 * sizes)) return false;
    const double p = m[U] * a.x[0] + m[V] * a.x[1], q = n[U] * b.x[0] + n[V] * b.x[1];
    out.x[0] = (p * n[V] - q * m[V]) / det;
    out.x[1] = (q * m[U] - p * n[U]) / det;
    for (const double x : out.x)
      if (!(x > kMargin && x < 1 - kMargin)) return false;
    return true;
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
      if (const std::uint32_t m = middle[c][slot]; m != kNoVertex) {
        const Middle& mid = middles[m - all.size()];
        Node k;
        k.id = m;
        const bool far = mid.face[mid.normal] != cell[mid.normal];
        k.faces = static_cast<std::uint8_t>(1u << (2 * mid.normal + (far ? 1 : 0)));
        k.at[mid.normal] = far ? 1 : 0;
        k.at[(mid.normal + 1) % 3] = mid.x[0];
        k.at[(mid.normal + 2) % 3] = mid.x[1];
        nodes.push_back(k);
      }
      c = partner[c][slot];
    } while (c != start);
    fill(cell);
  }

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
    centers.push_back({(std::uint64_t{cell[2]} << 32) | (std::uint64_t{cell[1]} << 16) | cell[0], id, nodes[0].id});
    for (std::size_t i = 0; i < n; ++i)
      mesh.addTriangle(id, nodes[i].id, nodes[(i + 1) % n].id);
  }

  // The point nearest to all tangent planes, drawn a little towards the mean of the rim (Ju et al. 2002).
  Vec3 center() const {
    Vec3 mean;
    for (const Node& k : nodes)
      mean += k.at;
    mean = mean * (1.0 / static_cast<double>(nodes.size()));
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

  const Lattice& lattice;
  const std::array<EdgeCrossings, 3>& edges;
  const CancelToken& cancel;
  std::array<std::uint32_t, 4> base{};
  std::vector<Crossing> all;
  std::vector<std::array<std::uint32_t, 4>> partner, middle; // per crossing and slot
  std::vector<std::uint8_t> visited;                         // per crossing: bit per quadrant
  std::vector<Middle> middles;
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

Mesh contour(const Lattice& lattice, const std::array<EdgeCrossings, 3>& edges, const CancelToken& cancel) {
  std::size_t total = 0;
  for (const EdgeCrossings& e : edges)
    total += e.all.size();
  if (total > (std::size_t{1} << 27)) throw Error(Code::MESH_TOO_LARGE, "more than 2^27 crossings of the lattice");
  return Contour(lattice, edges, cancel).run();
}

} // namespace simwright::lattice
