#include "core/moments.h"
#include <algorithm>

// Vector instructions where the machine has them. Every lane does the same operations in the same order whatever the
// width, and nothing is fused, so results are equal bit for bit; a test compares the variants.
#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define SIMWRIGHT_X86_VARIANTS 1
#define SIMWRIGHT_INLINE inline __attribute__((always_inline))
#define SIMWRIGHT_KEEP_SCALAR __asm__ volatile("") // in a loop: gathering by vector inserts is slower than plain moves
#else
#define SIMWRIGHT_X86_VARIANTS 0
#define SIMWRIGHT_INLINE inline
#define SIMWRIGHT_KEEP_SCALAR
#endif

namespace simwright {

namespace {

constexpr int kLanes = 16;   // triangles side by side
constexpr int kBatch = 64;   // triangles gathered at a time: their stores are done when the vector loads come
constexpr int kSums = 11;    // volume, area, first and second moments
constexpr int kChunk = 4096; // triangles between two polls
using Lanes = double[kLanes];
using Sums = Lanes[kSums];

template <class Real> struct Block {
  Real v[9][kBatch];
};

template <class Real>
SIMWRIGHT_INLINE void load(Block<Real>& block, int i, const Real* a, const Real* b, const Real* c) {
  for (int k = 0; k < 3; ++k) {
    block.v[k][i] = a[k];
    block.v[3 + k][i] = b[k];
    block.v[6 + k][i] = c[k];
  }
}

template <class Real> SIMWRIGHT_INLINE void addBlock(const Block<Real>& block, int at, Vec3 origin, Sums& sums) {
  const double ox = origin.x, oy = origin.y, oz = origin.z;
  for (int i = 0; i < kLanes; ++i) {
    const double a0 = block.v[0][at + i] - ox, a1 = block.v[1][at + i] - oy, a2 = block.v[2][at + i] - oz;
    const double b0 = block.v[3][at + i] - ox, b1 = block.v[4][at + i] - oy, b2 = block.v[5][at + i] - oz;
    const double c0 = block.v[6][at + i] - ox, c1 = block.v[7][at + i] - oy, c2 = block.v[8][at + i] - oz;
    const double e0 = b0 - a0, e1 = b1 - a1, e2 = b2 - a2, f0 = c0 - a0, f1 = c1 - a1, f2 = c2 - a2;
    const double n0 = e1 * f2 - e2 * f1, n1 = e2 * f0 - e0 * f2, n2 = e0 * f1 - e1 * f0;
    const double d = a0 * n0 + a1 * n1 + a2 * n2; // a.(b x c) = a.((b - a) x (c - a))
    const double s0 = a0 + b0 + c0, s1 = a1 + b1 + c1, s2 = a2 + b2 + c2;
    // s_k s_l + a_k a_l + b_k b_l + c_k c_l = a_k (a_l + s_l) + b_k (b_l + s_l) + c_k (c_l + s_l)
    const double p0 = a0 + s0, p1 = a1 + s1, p2 = a2 + s2, q0 = b0 + s0, q1 = b1 + s1, q2 = b2 + s2;
    const double r0 = c0 + s0, r1 = c1 + s1, r2 = c2 + s2;
    sums[0][i] += d;
    sums[1][i] += d * s0;
    sums[2][i] += d * s1;
    sums[3][i] += d * s2;
    sums[4][i] += d * (a0 * p0 + b0 * q0 + c0 * r0);
    sums[5][i] += d * (a1 * p1 + b1 * q1 + c1 * r1);
    sums[6][i] += d * (a2 * p2 + b2 * q2 + c2 * r2);
    sums[7][i] += d * (a0 * p1 + b0 * q1 + c0 * r1);
    sums[8][i] += d * (a0 * p2 + b0 * q2 + c0 * r2);
    sums[9][i] += d * (a1 * p2 + b1 * q2 + c1 * r2);
    sums[10][i] += std::sqrt(n0 * n0 + n1 * n1 + n2 * n2);
  }
}

// Adds `count` triangles to the sums; the rest of the last block are triangles without extent.
template <class Real>
SIMWRIGHT_INLINE void add(const Real* p, const std::uint32_t* corner, std::size_t count, Vec3 origin, Sums& sums) {
  // filled before it is read, and clearing it costs time
  Block<Real> block; // NOLINT(cppcoreguidelines-pro-type-member-init)
  for (std::size_t first = 0; first < count; first += kBatch) {
    const int filled = static_cast<int>(std::min<std::size_t>(kBatch, count - first));
    const std::uint32_t* end = corner + std::ptrdiff_t{3} * filled;
    const Real* point = p + 3 * std::size_t{*corner};
    int i = 0;
    for (; corner != end; corner += 3, ++i) {
      load(block, i, p + 3 * std::size_t{corner[0]}, p + 3 * std::size_t{corner[1]}, p + 3 * std::size_t{corner[2]});
      SIMWRIGHT_KEEP_SCALAR;
    }
    for (; i % kLanes != 0; ++i)
      load(block, i, point, point, point);
    for (int at = 0; at < i; at += kLanes)
      addBlock(block, at, origin, sums);
  }
}

template <class Real> using Adder = void (*)(const Real*, const std::uint32_t*, std::size_t, Vec3, Sums&);

template <class Real>
void addPlain(const Real* p, const std::uint32_t* corner, std::size_t count, Vec3 origin, Sums& sums) {
  add(p, corner, count, origin, sums);
}
#if SIMWRIGHT_X86_VARIANTS
template <class Real>
__attribute__((target("avx2"))) void addAvx2(const Real* p, const std::uint32_t* corner, std::size_t count, Vec3 origin,
                                             Sums& sums) {
  add(p, corner, count, origin, sums);
}
#ifdef __clang__
#define SIMWRIGHT_WIDEST "avx512f"
#else
#define SIMWRIGHT_WIDEST "avx512f,prefer-vector-width=512"
#endif
template <class Real>
__attribute__((target(SIMWRIGHT_WIDEST))) void addAvx512(const Real* p, const std::uint32_t* corner, std::size_t count,
                                                         Vec3 origin, Sums& sums) {
  add(p, corner, count, origin, sums);
}
#endif

template <class Real> Adder<Real> best(SimdLevel level) {
#if SIMWRIGHT_X86_VARIANTS
  if (level == SimdLevel::best && __builtin_cpu_supports("avx512f")) return addAvx512<Real>;
  if (level == SimdLevel::best && __builtin_cpu_supports("avx2")) return addAvx2<Real>;
#endif
  static_cast<void>(level);
  return addPlain<Real>;
}

} // namespace

template <class Real>
SolidMoments solidMoments(std::span<const Real> positions, std::span<const std::uint32_t> triangles, Vec3 origin,
                          const CancelToken& cancel, SimdLevel level) {
  const Adder<Real> adder = best<Real>(level);
  Sums sums = {};
  const std::size_t n = triangles.size() / 3;
  for (std::size_t first = 0; first < n; first += kChunk) {
    cancel.poll();
    adder(positions.data(), triangles.data() + 3 * first, std::min<std::size_t>(kChunk, n - first), origin, sums);
  }
  const auto sum = [&](int k) {
    double total = 0;
    for (const double v : sums[k])
      total += v;
    return total;
  };
  SolidMoments out;
  out.area = sum(10) / 2;
  out.moments.origin = origin;
  out.moments.volume = sum(0) / 6;
  out.moments.first = {sum(1) / 24, sum(2) / 24, sum(3) / 24};
  for (std::size_t k = 0; k < 6; ++k)
    out.moments.second[k] = sum(4 + static_cast<int>(k)) / 120;
  return out;
}

template SolidMoments solidMoments(std::span<const float>, std::span<const std::uint32_t>, Vec3, const CancelToken&,
                                   SimdLevel);
template SolidMoments solidMoments(std::span<const double>, std::span<const std::uint32_t>, Vec3, const CancelToken&,
                                   SimdLevel);

} // namespace simwright
