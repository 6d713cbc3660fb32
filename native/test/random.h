// Fixed pseudo-random numbers for tests: the same on every machine.
#pragma once
#include "core/vec.h"
#include <cstdint>

namespace simwright::test {

class Random {
public:
  explicit Random(std::uint64_t seed) : state(seed) {}
  std::uint64_t next() { // SplitMix64
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(next() % n); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; } // [0, 1)
  double between(double low, double high) { return low + (high - low) * unit(); }
  Vec3 inBall() {
    for (;;) {
      const Vec3 p{between(-1, 1), between(-1, 1), between(-1, 1)};
      if (dot(p, p) <= 1) return p;
    }
  }
  Vec3 direction() { return normalized(inBall()); }

private:
  std::uint64_t state;
};

// Three orthonormal rows.
struct Rotation {
  Vec3 x, y, z;
  explicit Rotation(Random& random) : x(random.direction()) {
    y = normalized(cross(x, random.direction()));
    z = cross(x, y);
  }
  Vec3 operator()(Vec3 p) const { return {dot(x, p), dot(y, p), dot(z, p)}; }
};

} // namespace simwright::test
