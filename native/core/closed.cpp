#include "core/closed.h"
#include <algorithm>
#include <bit>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr std::uint64_t kA = 0xff51afd7ed558ccdull, kB = 0xc4ceb9fe1a85ec53ull, kC = 0x9e3779b97f4a7c15ull;

std::uint64_t mixed(std::uint64_t h) {
  h ^= h >> 32;
  h *= kA;
  return h ^ h >> 29;
}

// Of the position's bits; + 0 turns -0 into +0.
std::uint64_t keyOf(const float* p) {
  const std::uint64_t x = std::bit_cast<std::uint32_t>(p[0] + 0.0f), y = std::bit_cast<std::uint32_t>(p[1] + 0.0f);
  const std::uint64_t z = std::bit_cast<std::uint32_t>(p[2] + 0.0f);
  return mixed(mixed((x << 32 | y) * kB) + z * kC);
}
std::uint64_t keyOf(const double* p) {
  std::uint64_t h = kC;
  for (int k = 0; k < 3; ++k)
    h = mixed((h ^ std::bit_cast<std::uint64_t>(p[k] + 0.0)) * kB);
  return h;
}

// Odd under exchange of the ends: what closes sums to zero.
std::uint64_t signedEdge(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t low = std::min(a, b), high = std::max(a, b);
  const std::uint64_t h = mixed(low + std::rotl(high, 23) * kC) * kB;
  const std::uint64_t turned = 0 - static_cast<std::uint64_t>(a > b); // all ones or none: no branch to guess
  return (h ^ turned) - turned;
}

// Exact weld over keys known beforehand.
template <class Real> struct Points {
  std::vector<std::uint64_t> key;   // per position
  std::vector<std::uint32_t> of;    // per vertex; empty if no two vertices share a position
  std::vector<std::uint32_t> first; // per position: its vertex

  // False if a coordinate is not usable.
  bool read(std::span<const Real> positions, const CancelToken& cancel) {
    const std::size_t n = positions.size() / 3;
    key.resize(n);
    bool good = true;
    for (std::size_t v = 0; v < n; ++v) {
      cancel.pollEvery4096(v);
      const Real* p = positions.data() + 3 * v;
      for (int k = 0; k < 3; ++k)
        good &= p[k] >= Real(-1e15) && p[k] <= Real(1e15);
      key[v] = keyOf(p);
    }
    if (!good) return false;
    const auto bits = std::bit_width(2 * n);
    std::vector<std::uint32_t> table(std::size_t{1} << bits, kNone);
    const std::size_t mask = table.size() - 1;
    of.resize(n);
    first.reserve(n);
    for (std::size_t v = 0; v < n; ++v) {
      cancel.pollEvery4096(v);
      const std::uint64_t k = key[v];
      const Real* p = positions.data() + 3 * v;
      for (std::size_t slot = k & mask;; slot = (slot + 1) & mask) {
        const std::uint32_t w = table[slot];
        if (w == kNone) {
          table[slot] = of[v] = static_cast<std::uint32_t>(first.size());
          key[first.size()] = k; // never ahead of v
          first.push_back(static_cast<std::uint32_t>(v));
          break;
        }
        const Real* q = positions.data() + 3 * std::size_t{first[w]};
        if (key[w] == k && p[0] == q[0] && p[1] == q[1] && p[2] == q[2]) {
          of[v] = w;
          break;
        }
      }
    }
    key.resize(first.size());
    return true;
  }
};

std::uint32_t rootOf(std::vector<std::uint32_t>& parent, std::uint32_t x) {
  while (parent[x] != x)
    x = parent[x] = parent[parent[x]];
  return x;
}

} // namespace

template <class Real>
std::optional<std::vector<ClosedPart>> provenClosed(std::span<const Real> positions,
                                                    std::span<const std::uint32_t> triangles, Vec3 origin,
                                                    const CancelToken& cancel) {
  const std::size_t vertices = positions.size() / 3, n = triangles.size() / 3;
  if (vertices < 4 || n < 4 || positions.size() % 3 != 0 || triangles.size() % 3 != 0 || vertices >= kNone ||
      n >= 0x55555555u)
    return std::nullopt;
  std::uint32_t largest = 0;
  for (const std::uint32_t v : triangles)
    largest = std::max(largest, v);
  if (largest >= vertices) return std::nullopt;

  Points<Real> points;
  if (!points.read(positions, cancel)) return std::nullopt;
  const std::size_t count = points.first.size();

  std::vector<std::uint32_t> parent(count);
  for (std::size_t v = 0; v < count; ++v)
    parent[v] = static_cast<std::uint32_t>(v);
  std::vector<std::uint8_t> used(count, 0);
  // Triangles by the hash of their corner set: a tag met again may be the same three corners.
  std::vector<std::uint32_t> tags(std::size_t{1} << std::bit_width(2 * n), 0);
  const std::size_t mask = tags.size() - 1;
  std::uint64_t boundary = 0;
  std::size_t kept = 0;
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const std::uint32_t a = points.of[triangles[3 * t]], b = points.of[triangles[3 * t + 1]];
    const std::uint32_t c = points.of[triangles[3 * t + 2]];
    if (a == b || b == c || c == a) continue;
    ++kept;
    const std::uint64_t ka = points.key[a], kb = points.key[b], kc = points.key[c];
    boundary += signedEdge(ka, kb) + signedEdge(kb, kc) + signedEdge(kc, ka);
    const std::uint64_t set = mixed((ka + kb + kc) * kC);
    const auto tag = static_cast<std::uint32_t>(set >> 32) | 1u;
    std::size_t slot = set & mask;
    for (; tags[slot] != 0; slot = (slot + 1) & mask)
      if (tags[slot] == tag) return std::nullopt;
    tags[slot] = tag;
    used[a] = used[b] = used[c] = 1;
    const std::uint32_t ra = rootOf(parent, a), rb = rootOf(parent, b), rc = rootOf(parent, c);
    if (ra == rb && rb == rc) continue;
    const std::uint32_t root = std::min({ra, rb, rc});
    parent[ra] = parent[rb] = parent[rc] = root;
  }
  if (boundary != 0 || kept == 0) return std::nullopt;

  std::vector<ClosedPart> parts;
  std::vector<std::uint32_t> partOf(count, kNone);
  for (std::uint32_t v = 0; v < count; ++v) {
    if (!used[v]) continue;
    const std::uint32_t root = rootOf(parent, v); // the smallest of its part: numbered before its members
    if (root == v) {
      partOf[v] = static_cast<std::uint32_t>(parts.size());
      parts.emplace_back();
    }
    partOf[v] = partOf[root];
    const Real* p = positions.data() + 3 * std::size_t{points.first[v]};
    parts[partOf[v]].box.add({p[0], p[1], p[2]});
  }
  if (parts.size() > 1)
    for (std::size_t t = 0; t < n; ++t) {
      cancel.pollEvery4096(t);
      Vec3 corner[3];
      for (std::size_t k = 0; k < 3; ++k) {
        const Real* p = positions.data() + 3 * std::size_t{triangles[3 * t + k]};
        corner[k] = Vec3{p[0], p[1], p[2]} - origin;
      }
      const std::uint32_t part = partOf[points.of[triangles[3 * t]]];
      if (part == kNone) continue; // only collapsed triangles there
      parts[part].volume += dot(corner[0], cross(corner[1] - corner[0], corner[2] - corner[0])) / 6;
    }
  return parts;
}

template std::optional<std::vector<ClosedPart>> provenClosed(std::span<const float>, std::span<const std::uint32_t>,
                                                             Vec3, const CancelToken&);
template std::optional<std::vector<ClosedPart>> provenClosed(std::span<const double>, std::span<const std::uint32_t>,
                                                             Vec3, const CancelToken&);

} // namespace simwright
