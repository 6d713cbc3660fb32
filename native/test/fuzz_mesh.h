// Bytes to a mesh for the fuzz targets: small integer grid, raw doubles or noise, so that degenerate shapes are common
// and every bit pattern is possible. Layout: mode, vertex count, options..., then coordinates and indices as they come.
#pragma once
#include "core/mesh.h"
#include <cstring>

namespace simwright::test {

class Bytes {
public:
  Bytes(const std::uint8_t* d, std::size_t n) : data(d), size(n) {}
  bool empty() const { return at >= size; }
  std::uint8_t u8() { return empty() ? std::uint8_t{0} : data[at++]; }
  std::uint32_t u32() {
    std::uint32_t v = 0;
    for (int i = 0; i < 4; ++i)
      v = v << 8 | u8();
    return v;
  }
  double f64() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i)
      bits = bits << 8 | u8();
    double v;
    std::memcpy(&v, &bits, 8);
    return v;
  }
  // 0..1
  double share() { return u8() / 255.0; }

private:
  const std::uint8_t* data;
  std::size_t size, at = 0;
};

inline Mesh meshFrom(Bytes& in) {
  Mesh m;
  const std::uint8_t mode = in.u8();
  const std::uint32_t vertices = in.u8();
  for (std::uint32_t v = 0; v < 3 * vertices; ++v) {
    double c = 0;
    switch (mode % 4) {
    case 0:
      c = in.u8() % 4;
      break; // coarse grid: many coincidences
    case 1:
      c = in.u8() / 16.0 - 8;
      break; // fine grid
    case 2:
      c = in.f64();
      break; // any bit pattern
    default:
      c = 1e6 + static_cast<double>(in.u8()) * 1e-9; // far away and tiny
    }
    m.positions.push_back(c);
  }
  while (!in.empty() && m.triangles.size() < 3 * 512)
    m.triangles.push_back(mode & 64 ? in.u8() : (vertices ? in.u8() % vertices : 0)); // bit 64 allows bad indices
  if (!(mode & 128)) m.triangles.resize(m.triangles.size() / 3 * 3);
  return m;
}

} // namespace simwright::test
