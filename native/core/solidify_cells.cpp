#include "core/solidify_contour.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr double kFlat = 0.94;     // cosine to the mean normal above which a disc needs no middle
constexpr double kDamping = 0.005; // of the quadric of a disc's middle, towards its mean

} // namespace

void Contour::loop(std::uint32_t start, unsigned startQuadrant) {
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

Contour::Node Contour::middleNode(std::uint32_t m, const Corner& cell) const {
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

void Contour::islandEnd(const Island& island, bool above) {
  Corner cell = island.face;
  if (!above) --cell[island.normal];
  End end{cellKey(cell), {}};
  for (std::uint32_t k = 0; k < 4; ++k)
    end.nodes.push_back(middleNode(island.first + (above ? k : 3 - k), cell));
  ends.push_back(std::move(end));
}

void Contour::joinEnds() {
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

Vec3 Contour::meanOf(const std::vector<Node>& loop) {
  Vec3 sum;
  for (const Node& n : loop)
    sum += n.at;
  return sum * (1.0 / static_cast<double>(loop.size()));
}

bool Contour::faceEachOther(const std::vector<Node>& a, const std::vector<Node>& b) {
  const Vec3 p = meanOf(a), q = meanOf(b);
  Vec3 m, n;
  for (std::size_t i = 0; i < a.size(); ++i)
    m += cross(a[i].at - p, a[(i + 1) % a.size()].at - p);
  for (std::size_t i = 0; i < b.size(); ++i)
    n += cross(b[i].at - q, b[(i + 1) % b.size()].at - q);
  return dot(m, q - p) > 0 && dot(n, p - q) > 0;
}

void Contour::tube(const std::vector<Node>& a, const std::vector<Node>& b) {
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
    const bool onA = i < n && 3 * (i + 1) * m <= 3 * k * n + n * m, onB = k < m && 3 * (k + 1) * n <= 3 * i * m + n * m;
    if (!onB || (onA && apart(i + 1, here) <= apart(i, before))) {
      mesh.addTriangle(a[i % n].id, a[(i + 1) % n].id, b[here % m].id);
      ++i;
    } else {
      mesh.addTriangle(b[before % m].id, b[here % m].id, a[i % n].id);
      ++k;
    }
  }
}

void Contour::fill(const Corner& cell) {
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

Vec3 Contour::center() const {
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

} // namespace simwright::lattice
