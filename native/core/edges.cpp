#include "core/edges.h"
#include <algorithm>

namespace simwright {

EdgeTable::EdgeTable(MeshView mesh, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  start.assign(mesh.vertexCount() + 1, 0);
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    for (int c = 0; c < 3; ++c)
      ++start[std::min(tri[c], tri[(c + 1) % 3]) + 1];
  }
  for (std::size_t v = 1; v < start.size(); ++v)
    start[v] += start[v - 1];
  uses.resize(3 * n);
  std::vector<std::size_t> next(start.begin(), start.end() - 1);
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    for (int c = 0; c < 3; ++c) {
      const std::uint32_t a = tri[c], b = tri[(c + 1) % 3];
      uses[next[std::min(a, b)]++] = {std::max(a, b), static_cast<std::uint32_t>(t), a < b};
    }
  }
  for (std::size_t v = 0; v + 1 < start.size(); ++v) {
    cancel.pollEvery4096(v);
    std::sort(uses.begin() + static_cast<std::ptrdiff_t>(start[v]),
              uses.begin() + static_cast<std::ptrdiff_t>(start[v + 1]), [](const EdgeUse& a, const EdgeUse& b) {
                if (a.high != b.high) return a.high < b.high;
                if (a.triangle != b.triangle) return a.triangle < b.triangle;
                return a.forward > b.forward;
              });
  }
}

DisjointSets::DisjointSets(std::size_t n) : parent(n) {
  for (std::size_t i = 0; i < n; ++i)
    parent[i] = static_cast<std::uint32_t>(i);
}

std::uint32_t DisjointSets::find(std::uint32_t x) {
  while (parent[x] != x)
    x = parent[x] = parent[parent[x]];
  return x;
}

void DisjointSets::unite(std::uint32_t a, std::uint32_t b) {
  a = find(a);
  b = find(b);
  if (a < b)
    parent[b] = a;
  else
    parent[a] = b;
}

Components components(MeshView mesh, const CancelToken& cancel) {
  DisjointSets sets(mesh.vertexCount());
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    sets.unite(tri[0], tri[1]);
    sets.unite(tri[0], tri[2]);
  }
  constexpr std::uint32_t kNone = 0xffffffffu;
  std::vector<std::uint32_t> number(mesh.vertexCount(), kNone);
  Components out;
  out.of.resize(mesh.triangleCount());
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    std::uint32_t& id = number[sets.find(mesh.triangle(t)[0])];
    if (id == kNone) id = static_cast<std::uint32_t>(out.count++);
    out.of[t] = id;
  }
  return out;
}

} // namespace simwright
