#include "core/weld.h"
#include <bit>

namespace simwright {

namespace {

std::uint64_t bits(double v) {
  return std::bit_cast<std::uint64_t>(v + 0.0);
} // + 0.0 turns -0 into +0

std::uint64_t hash(const double* p) {
  std::uint64_t h = 0x9e3779b97f4a7c15ull;
  for (int i = 0; i < 3; ++i) {
    h ^= bits(p[i]);
    h *= 0xff51afd7ed558ccdull;
    h ^= h >> 32;
  }
  return h;
}

} // namespace

Weld weldExact(std::span<const double> positions, const CancelToken& cancel) {
  constexpr std::uint32_t kFree = 0xffffffffu;
  const std::size_t n = positions.size() / 3;
  Weld weld;
  weld.of.resize(n);
  const std::size_t slots = std::bit_ceil(n + n / 2 + 1);
  std::vector<std::uint32_t> table(slots, kFree);
  for (std::size_t v = 0; v < n; ++v) {
    cancel.pollEvery4096(v);
    const double* p = positions.data() + 3 * v;
    std::size_t slot = hash(p) & (slots - 1);
    for (;; slot = (slot + 1) & (slots - 1)) {
      const std::uint32_t w = table[slot];
      if (w == kFree) {
        table[slot] = weld.of[v] = static_cast<std::uint32_t>(weld.first.size());
        weld.first.push_back(static_cast<std::uint32_t>(v));
        break;
      }
      const double* q = positions.data() + 3 * static_cast<std::size_t>(weld.first[w]);
      if (p[0] == q[0] && p[1] == q[1] && p[2] == q[2]) {
        weld.of[v] = w;
        break;
      }
    }
  }
  return weld;
}

Mesh welded(MeshView mesh, const Weld& weld) {
  Mesh out;
  out.positions.reserve(3 * weld.count());
  for (const std::uint32_t v : weld.first)
    out.addVertex(mesh.vertex(v));
  out.triangles.reserve(mesh.triangles.size());
  for (const std::uint32_t v : mesh.triangles)
    out.triangles.push_back(weld.of[v]);
  return out;
}

} // namespace simwright
