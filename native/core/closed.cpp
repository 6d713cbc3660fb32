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

  // Sides in a list per smaller end. Met ones stay, marked, so that a third use is seen.
  struct Side {
    std::uint32_t high, use, next; // use: the triangle, and its direction in the top bit; kNone once met
  };
  constexpr std::uint32_t kForward = 0x80000000u;
  std::vector<std::uint32_t> list(count, kNone);
  std::vector<Side> pool;
  pool.reserve(n + n / 2 + 2);
  std::size_t kept = 0, waiting = 0;
  std::vector<std::uint32_t> parent(n); // disjoint sets of triangles, the smallest of each is its root
  for (std::uint32_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    parent[t] = t;
    const std::uint32_t* v = triangles.data() + 3 * std::size_t{t};
    const std::uint32_t corner[3] = {points.of[v[0]], points.of[v[1]], points.of[v[2]]};
    if (corner[0] == corner[1] || corner[1] == corner[2] || corner[2] == corner[0]) {
      parent[t] = kNone;
      continue;
    }
    ++kept;
    std::uint32_t root = t;
    for (int k = 0; k < 3; ++k) {
      const std::uint32_t a = corner[k], b = corner[k == 2 ? 0 : k + 1];
      const std::uint32_t low = std::min(a, b), high = std::max(a, b), direction = a < b ? kForward : 0;
      std::uint32_t slot = list[low];
      while (slot != kNone && pool[slot].high != high)
        slot = pool[slot].next;
      if (slot == kNone) {
        pool.push_back({high, t | direction, list[low]});
        list[low] = static_cast<std::uint32_t>(pool.size() - 1);
        ++waiting;
        continue;
      }
      const std::uint32_t use = pool[slot].use;
      if (use == kNone || ((use ^ direction) & kForward) == 0) return std::nullopt;
      pool[slot].use = kNone;
      --waiting;
      const std::uint32_t other = rootOf(parent, use & ~kForward);
      if (other == root) continue;
      parent[std::max(root, other)] = std::min(root, other);
      root = std::min(root, other);
    }
  }
  if (waiting != 0 || kept == 0) return std::nullopt;

  std::vector<ClosedPart> parts;
  std::vector<std::uint32_t>& partOf = list; // no longer needed; per triangle now
  partOf.assign(n, kNone);
  const auto corner = [&](std::uint32_t vertex) {
    const Real* p = positions.data() + 3 * std::size_t{vertex};
    return Vec3{p[0], p[1], p[2]};
  };
  bool single = true;
  for (std::uint32_t t = 0; t < n; ++t)
    if (parent[t] != kNone) {
      const std::uint32_t root = rootOf(parent, t);
      if (root == t) {
        partOf[t] = static_cast<std::uint32_t>(parts.size());
        parts.emplace_back();
        single = parts.size() == 1;
      }
      partOf[t] = partOf[root];
    }
  if (single) { // every position that a triangle uses: mostly all of them
    std::vector<std::uint8_t> used(positions.size() / 3, 0);
    for (const std::uint32_t v : triangles)
      used[v] = 1;
    for (std::uint32_t v = 0; v < used.size(); ++v)
      if (used[v]) parts[0].box.add(corner(v));
    return parts;
  }
  for (std::uint32_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    if (partOf[t] == kNone) continue;
    const std::uint32_t* v = triangles.data() + 3 * std::size_t{t};
    const Vec3 a = corner(v[0]), b = corner(v[1]), c = corner(v[2]);
    ClosedPart& part = parts[partOf[t]];
    for (const Vec3 p : {a, b, c})
      part.box.add(p);
    part.volume += dot(a - origin, cross(b - a, c - a)) / 6;
  }
  return parts;
}

bool balancedByPosition(MeshView mesh, const CancelToken& cancel) {
  std::uint64_t sum = 0;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    std::uint64_t key[3];
    for (std::size_t k = 0; k < 3; ++k)
      key[k] = keyOf(mesh.positions.data() + 3 * std::size_t{tri[k]});
    if (key[0] == key[1] || key[1] == key[2] || key[2] == key[0]) continue;
    sum += signedEdge(key[0], key[1]) + signedEdge(key[1], key[2]) + signedEdge(key[2], key[0]);
  }
  return sum == 0;
}

template std::optional<std::vector<ClosedPart>> provenClosed(std::span<const float>, std::span<const std::uint32_t>,
                                                             Vec3, const CancelToken&);
template std::optional<std::vector<ClosedPart>> provenClosed(std::span<const double>, std::span<const std::uint32_t>,
                                                             Vec3, const CancelToken&);

} // namespace simwright
