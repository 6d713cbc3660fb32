#include "core/reveal_surface.h"
#include <algorithm>

namespace simwright {

namespace {

Triangle rotated(Triangle t) {
  const auto at = static_cast<std::size_t>(std::min_element(t.begin(), t.end()) - t.begin());
  return {t[at], t[(at + 1) % 3], t[(at + 2) % 3]};
}

struct Key {
  Triangle corners;
  std::uint32_t material;
  std::uint8_t transparent;
  std::uint32_t triangle; // input
  bool same(const Key& o) const {
    return corners == o.corners && material == o.material && transparent == o.transparent;
  }
};

// Numbers of the triangles (indices into `keys`) that repeat an earlier one. Buckets by smallest corner.
std::vector<std::uint8_t> repeats(const std::vector<Key>& keys, std::size_t vertices) {
  std::vector<std::uint32_t> start(vertices + 1, 0), order(keys.size());
  for (const Key& k : keys)
    ++start[k.corners[0] + 1];
  for (std::size_t v = 0; v < vertices; ++v)
    start[v + 1] += start[v];
  std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
  for (std::uint32_t i = 0; i < keys.size(); ++i)
    order[next[keys[i].corners[0]]++] = i;
  std::vector<std::uint8_t> out(keys.size(), 0);
  const auto before = [&](std::uint32_t i, std::uint32_t j) {
    const Key &a = keys[i], &b = keys[j];
    if (a.corners != b.corners) return a.corners < b.corners;
    if (a.material != b.material) return a.material < b.material;
    if (a.transparent != b.transparent) return a.transparent < b.transparent;
    return i < j;
  };
  for (std::size_t v = 0; v < vertices; ++v) {
    if (start[v + 1] - start[v] < 2) continue;
    std::sort(order.begin() + start[v], order.begin() + start[v + 1], before);
    for (std::uint32_t i = start[v] + 1; i < start[v + 1]; ++i)
      if (keys[order[i]].same(keys[order[i - 1]])) out[order[i]] = 1;
  }
  return out;
}

// Sets of triangles connected over edges, numbered by first appearance.
std::vector<std::uint32_t> edgeConnected(MeshView mesh, const EdgeTable& edges, std::size_t& count) {
  const std::size_t n = mesh.triangleCount();
  DisjointSets sets(n);
  edges.forEach([&](std::uint32_t, std::uint32_t, std::span<const EdgeUse> uses) {
    for (std::size_t i = 1; i < uses.size(); ++i)
      sets.unite(uses[0].triangle, uses[i].triangle);
  });
  std::vector<std::uint32_t> number(n, 0xffffffffu), of(n);
  count = 0;
  for (std::uint32_t t = 0; t < n; ++t) {
    std::uint32_t& id = number[sets.find(t)];
    if (id == 0xffffffffu) id = static_cast<std::uint32_t>(count++);
    of[t] = id;
  }
  return of;
}

} // namespace

RevealSurface revealSurface(MeshView mesh, std::span<const std::uint32_t> triangles,
                            std::span<const std::uint8_t> transparent, std::span<const std::uint32_t> materials,
                            const CancelToken& cancel) {
  RevealSurface out;
  out.weldOf = weldExact(mesh.positions, cancel);
  const Weld& weld = out.weldOf;
  out.mesh.positions.reserve(3 * weld.count());
  for (const std::uint32_t v : weld.first)
    out.mesh.addVertex(mesh.vertex(v));

  // 1. Collapsed and doubled triangles aside.
  std::vector<Key> keys;
  keys.reserve(triangles.size());
  for (std::size_t i = 0; i < triangles.size(); ++i) {
    cancel.pollEvery4096(i);
    const std::uint32_t t = triangles[i];
    const Triangle given = mesh.triangle(t);
    const Triangle tri{weld.of[given[0]], weld.of[given[1]], weld.of[given[2]]};
    if (tri[0] == tri[1] || tri[1] == tri[2] || tri[2] == tri[0]) {
      out.collapsed.push_back(t);
      continue;
    }
    keys.push_back({rotated(tri), materials.empty() ? 0 : materials[t],
                    static_cast<std::uint8_t>(!transparent.empty() && transparent[t] != 0), t});
  }
  const std::vector<std::uint8_t> doubled = repeats(keys, weld.count());
  Mesh copies;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Key& k = keys[i];
    if (doubled[i]) {
      out.duplicates.push_back(k.triangle);
      copies.addTriangle(k.corners[0], k.corners[1], k.corners[2]);
      continue;
    }
    out.mesh.addTriangle(k.corners[0], k.corners[1], k.corners[2]);
    out.source.push_back(k.triangle);
    out.opaque.push_back(k.transparent ? 0 : 1);
  }
  std::size_t count = 0;
  if (!out.duplicates.empty()) {
    const MeshView view{out.mesh.positions, copies.triangles};
    out.duplicateCluster = edgeConnected(view, EdgeTable(view, cancel), count);
  }

  // 2. Shells.
  const MeshView view = out.mesh.view();
  const std::size_t n = view.triangleCount();
  if (n == 0) return out;
  const EdgeTable table(view, cancel);
  out.shellOf = edgeConnected(view, table, count);
  out.shells.resize(count);
  for (std::uint32_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    RevealShell& shell = out.shells[out.shellOf[t]];
    shell.triangles.push_back(t);
    const Vec3 a = view.corner(t, 0), b = view.corner(t, 1), c = view.corner(t, 2);
    shell.box.add(a);
    shell.box.add(b);
    shell.box.add(c);
    shell.area += 0.5 * length(areaVector(a, b, c));
  }
  out.edges.reserve(n + n / 2);
  table.forEach([&](std::uint32_t low, std::uint32_t high, std::span<const EdgeUse> uses) {
    const std::uint32_t shell = out.shellOf[uses[0].triangle];
    std::size_t forward = 0, opaque = 0;
    for (const EdgeUse& u : uses)
      if (out.opaque[u.triangle]) {
        ++opaque;
        if (u.forward) ++forward;
      }
    out.edges.push_back({low, high, shell});
    if (opaque == 1) out.openEdges.push_back({low, high, shell});
    if (opaque % 2 != 0) out.shells[shell].even = false;
    if (2 * forward != opaque) out.shells[shell].balanced = false;
  });
  for (std::uint32_t s = 0; s < out.shells.size(); ++s) {
    const RevealShell& shell = out.shells[s];
    bool any = false;
    for (const std::uint32_t t : shell.triangles)
      any = any || out.opaque[t];
    if (!any) out.shells[s].even = out.shells[s].balanced = false;
    out.box.add(shell.box.min);
    out.box.add(shell.box.max);
  }
  out.diagonal = out.box.diagonal();
  const Vec3 far = max(max(out.box.max, -out.box.max), max(out.box.min, -out.box.min));
  out.margin = std::max(1e-6 * out.diagonal, 1e-14 * std::max({far.x, far.y, far.z}));
  return out;
}

} // namespace simwright
