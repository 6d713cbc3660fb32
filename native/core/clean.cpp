#include "core/clean.h"
#include "core/edges.h"
#include "core/error.h"
#include "core/weld.h"
#include <algorithm>
#include <bit>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

// Triangles of the welded mesh that are still in, with the input triangle each came from.
struct Working {
  std::vector<double> positions;
  std::vector<std::uint32_t> triangles;
  std::vector<std::uint32_t> source;

  MeshView view() const { return {positions, triangles}; }
  // Keeps the triangles whose mark is 0.
  void drop(const std::vector<std::uint8_t>& marks) {
    std::size_t kept = 0;
    for (std::size_t t = 0; t < source.size(); ++t) {
      if (marks[t]) continue;
      std::copy_n(triangles.begin() + static_cast<std::ptrdiff_t>(3 * t), 3,
                  triangles.begin() + static_cast<std::ptrdiff_t>(3 * kept));
      source[kept++] = source[t];
    }
    triangles.resize(3 * kept);
    source.resize(kept);
  }
};

bool evenPermutation(Triangle a, Triangle b) {
  return a == b || a == Triangle{b[1], b[2], b[0]} || a == Triangle{b[2], b[0], b[1]};
}

// Triangles on the same three corners, as groups of two or more in order of their first member.
std::vector<std::vector<std::uint32_t>> coincident(MeshView mesh, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  const std::size_t slots = std::bit_ceil(n + n / 2 + 1);
  std::vector<std::uint32_t> table(slots, kNone), groupOf(n, kNone);
  std::vector<std::vector<std::uint32_t>> groups;
  const auto key = [&](std::size_t t) {
    Triangle tri = mesh.triangle(t);
    std::sort(tri.begin(), tri.end());
    return tri;
  };
  for (std::uint32_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const Triangle k = key(t);
    std::uint64_t h = 0x9e3779b97f4a7c15ull;
    for (const std::uint32_t v : k) {
      h = (h ^ v) * 0xff51afd7ed558ccdull;
      h ^= h >> 32;
    }
    std::size_t slot = h & (slots - 1);
    while (table[slot] != kNone && key(table[slot]) != k)
      slot = (slot + 1) & (slots - 1);
    if (table[slot] == kNone) {
      table[slot] = t;
      continue;
    }
    std::uint32_t& group = groupOf[table[slot]];
    if (group == kNone) {
      group = static_cast<std::uint32_t>(groups.size());
      groups.push_back({table[slot]});
    }
    groups[group].push_back(t);
  }
  return groups;
}

void dropCoincident(Working& work, CleanRecord& record, const CancelToken& cancel) {
  const MeshView mesh = work.view();
  std::vector<std::uint8_t> gone(mesh.triangleCount(), 0);
  std::vector<std::array<std::uint32_t, 2>> twins;
  for (const auto& group : coincident(mesh, cancel)) {
    std::vector<std::uint32_t> sides[2];
    for (const std::uint32_t t : group)
      sides[evenPermutation(mesh.triangle(t), mesh.triangle(group[0])) ? 0 : 1].push_back(t);
    const std::size_t pairs = std::min(sides[0].size(), sides[1].size());
    for (std::size_t i = 0; i < pairs; ++i)
      twins.push_back({sides[0][i], sides[1][i]});
    for (const auto& side : sides)
      for (std::size_t i = pairs + 1; i < side.size(); ++i) {
        gone[side[i]] = 1;
        ++record.duplicateTriangles;
      }
  }
  // Twins go, unless nothing else would be left of what they are connected to: then they are a sheet seen from both
  // sides, and one side stays.
  std::vector<std::uint8_t> twin(mesh.triangleCount(), 0);
  for (const auto& pair : twins)
    twin[pair[0]] = twin[pair[1]] = 1;
  if (!twins.empty()) {
    const Components parts = components(mesh);
    std::vector<std::uint8_t> solid(parts.count, 0);
    for (std::size_t t = 0; t < twin.size(); ++t)
      if (!twin[t] && !gone[t]) solid[parts.of[t]] = 1;
    Triangle lastKept{kNone, kNone, kNone};
    for (const auto& [front, back] : twins) {
      gone[back] = 1;
      if (solid[parts.of[front]]) {
        gone[front] = 1;
        ++record.oppositeTwins;
        continue;
      }
      // Several pairs on the same corners: one triangle is enough.
      Triangle key = mesh.triangle(front);
      std::sort(key.begin(), key.end());
      if (key == lastKept) {
        gone[front] = 1;
        ++record.oppositeTwins;
      } else {
        ++record.doubleSidedTriangles;
      }
      lastKept = key;
    }
  }
  work.drop(gone);
}

// Drops triangles without area where that opens no more edges than it closes. Winding is not settled yet, so an edge
// counts as open when an odd number of triangles use it. A few rounds, as one may free another.
void dropZeroArea(Working& work, CleanRecord& record, const CancelToken& cancel) {
  const MeshView mesh = work.view();
  std::vector<std::uint32_t> flat;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    if (zeroArea(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)))
      flat.push_back(static_cast<std::uint32_t>(t));
  }
  if (flat.empty()) return;
  std::vector<std::uint32_t> edgeOf(3 * mesh.triangleCount());
  std::vector<std::uint8_t> open; // per edge
  EdgeTable(mesh, cancel).forEach([&](std::uint32_t low, std::uint32_t, std::span<const EdgeUse> uses) {
    for (const EdgeUse& use : uses) {
      const Triangle tri = mesh.triangle(use.triangle);
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint32_t a = tri[c], b = tri[(c + 1) % 3];
        if (std::min(a, b) == low && std::max(a, b) == use.high)
          edgeOf[3 * std::size_t{use.triangle} + c] = static_cast<std::uint32_t>(open.size());
      }
    }
    open.push_back(uses.size() % 2);
  });
  std::vector<std::uint8_t> gone(mesh.triangleCount(), 0);
  for (int round = 0; round < 16; ++round) {
    bool changed = false;
    for (const std::uint32_t t : flat) {
      if (gone[t]) continue;
      const std::span<const std::uint32_t> edges(edgeOf.data() + 3 * std::size_t{t}, 3);
      if (open[edges[0]] + open[edges[1]] + open[edges[2]] < 2) continue;
      for (const std::uint32_t e : edges)
        open[e] ^= 1;
      gone[t] = 1;
      changed = true;
      ++record.zeroAreaTriangles;
    }
    if (!changed) break;
  }
  record.zeroAreaKept = flat.size() - record.zeroAreaTriangles;
  work.drop(gone);
}

} // namespace

Cleaned clean(MeshView mesh, const CancelToken& cancel) {
  validate(mesh);
  Cleaned out;
  CleanRecord& record = out.record;

  // 1. Weld, then collapsed triangles.
  const Weld weld = weldExact(mesh.positions, cancel);
  record.mergedVertices = mesh.vertexCount() - weld.count();
  Mesh solid = welded(mesh, weld);
  Working work{std::move(solid.positions), std::move(solid.triangles),
               std::vector<std::uint32_t>(mesh.triangleCount())};
  std::vector<std::uint8_t> gone(mesh.triangleCount(), 0);
  for (std::size_t t = 0; t < gone.size(); ++t) {
    work.source[t] = static_cast<std::uint32_t>(t);
    const Triangle tri = work.view().triangle(t);
    if (tri[0] != tri[1] && tri[1] != tri[2] && tri[2] != tri[0]) continue;
    gone[t] = 1;
    ++record.collapsedTriangles;
  }
  if (record.collapsedTriangles > 0) work.drop(gone);
  cancel.progress(0.2);

  // 2. Doubled triangles, triangles without area.
  dropCoincident(work, record, cancel);
  dropZeroArea(work, record, cancel);
  if (work.source.empty()) throw Error(Code::MESH_DEGENERATE, "every triangle is collapsed or has no area");
  cancel.progress(0.5);

  // 3. Winding.
  Orientation orientation = orient(work.view(), cancel);
  std::vector<std::size_t> turnedIn(orientation.bodies.size(), 0);
  for (std::size_t t = 0; t < work.source.size(); ++t) {
    if (!orientation.turned[t]) continue;
    std::swap(work.triangles[3 * t + 1], work.triangles[3 * t + 2]);
    ++turnedIn[orientation.bodyOf[t]];
  }
  record.bodies = orientation.bodies.size();
  for (std::size_t b = 0; b < orientation.bodies.size(); ++b) {
    const Body& body = orientation.bodies[b];
    if (turnedIn[b] == body.triangles) {
      ++record.turnedBodies;
      record.turnedBodyTriangles += turnedIn[b];
    } else {
      record.turnedTriangles += turnedIn[b];
    }
    if (body.unorientable) ++record.unorientableBodies;
    if (!body.closed) continue;
    ++record.closedBodies;
    if (body.surrounding > 0) ++(body.volume < 0 ? record.cavities : record.nestedBodies);
  }
  cancel.progress(0.9);

  // 4. Vertices that are still used, in their order.
  std::vector<std::uint32_t> number(weld.count(), kNone);
  for (const std::uint32_t v : work.triangles)
    number[v] = 0;
  for (std::size_t v = 0; v < number.size(); ++v) {
    if (number[v] == kNone) {
      ++record.unusedVertices;
      continue;
    }
    number[v] = static_cast<std::uint32_t>(out.sourceVertex.size());
    out.sourceVertex.push_back(weld.first[v]);
    out.mesh.addVertex(mesh.vertex(weld.first[v]));
  }
  for (std::uint32_t& v : work.triangles)
    v = number[v];
  out.mesh.triangles = std::move(work.triangles);
  out.sourceTriangle = std::move(work.source);
  out.turned = std::move(orientation.turned);
  out.bodyOf = std::move(orientation.bodyOf);
  out.bodies = std::move(orientation.bodies);
  return out;
}

} // namespace simwright
