#include "core/solidify_contour.h"
#include "core/edges.h"
#include "core/error.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr double kDust = 1.0 / 64;   // of a cell's volume
constexpr std::uint32_t kSpeck = 14; // vertices around one lattice edge: 2 crossings, 4 chords of 2, 4 discs

} // namespace

// Tried and lost, on the development objects (not tried: one vertex per loop and quads, as in dual contouring, since
// two loops that meet in two chords would share an edge of four triangles):
//   - straight chords only: rims half a cell short, rods of one cell 29 % short (11 % with bent ones);
//   - joining the crossings of doubtful faces by following the input's section in the face: 15 to 25 % slower, rods no
//     better;
//   - pairing the ends of three and more wires in a cell: no wire more in one piece.
Mesh Contour::run() {
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

void Contour::place() {
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

void Contour::separate() {
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

void Contour::dropDust() {
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

Mesh contour(MeshView input, const Lattice& lattice, const Signs& signs, const std::array<EdgeCrossings, 3>& edges,
             const CancelToken& cancel) {
  std::size_t total = 0;
  for (const EdgeCrossings& e : edges)
    total += e.all.size();
  if (total > (std::size_t{1} << 27)) throw Error(Code::MESH_TOO_LARGE, "more than 2^27 crossings of the lattice");
  return Contour(input, lattice, signs, edges, cancel).run();
}

} // namespace simwright::lattice
