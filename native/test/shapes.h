// Meshes with known answers, for every test of the core. Closed ones are wound outward.
#pragma once
#include "core/mesh.h"
#include <cmath>
#include <numbers>

namespace simwright::test {

// Axis-aligned box from `low` to `high`, 12 triangles.
inline Mesh box(Vec3 low, Vec3 high) {
  Mesh m;
  for (int i = 0; i < 8; ++i)
    m.addVertex({i & 1 ? high.x : low.x, i & 2 ? high.y : low.y, i & 4 ? high.z : low.z});
  const std::uint32_t quads[6][4] = {{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4},
                                     {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}};
  for (const auto& q : quads) {
    m.addTriangle(q[0], q[1], q[2]);
    m.addTriangle(q[0], q[2], q[3]);
  }
  return m;
}

// L-shape: the square [0,2]^2 less [1,2]^2, height 1. Volume 3.
inline Mesh lShape() {
  const double xs[6] = {0, 2, 2, 1, 1, 0}, ys[6] = {0, 0, 1, 1, 2, 2};
  Mesh m;
  for (int z = 0; z < 2; ++z)
    for (int i = 0; i < 6; ++i)
      m.addVertex({xs[i], ys[i], static_cast<double>(z)});
  const std::uint32_t caps[4][3] = {{0, 1, 2}, {0, 2, 3}, {0, 3, 4}, {0, 4, 5}};
  for (const auto& c : caps) {
    m.addTriangle(c[0], c[2], c[1]);
    m.addTriangle(c[0] + 6, c[1] + 6, c[2] + 6);
  }
  for (std::uint32_t i = 0; i < 6; ++i) {
    const std::uint32_t j = (i + 1) % 6;
    m.addTriangle(i, j, j + 6);
    m.addTriangle(i, j + 6, i + 6);
  }
  return m;
}

// Sphere of radius r: rings x segments, poles as single vertices.
inline Mesh sphere(double r, std::uint32_t rings, std::uint32_t segments) {
  Mesh m;
  m.addVertex({0, 0, -r});
  for (std::uint32_t i = 1; i < rings; ++i) {
    const double latitude = std::numbers::pi * (static_cast<double>(i) / rings - 0.5);
    for (std::uint32_t j = 0; j < segments; ++j) {
      const double longitude = 2 * std::numbers::pi * j / segments;
      m.addVertex({r * std::cos(latitude) * std::cos(longitude), r * std::cos(latitude) * std::sin(longitude),
                   r * std::sin(latitude)});
    }
  }
  m.addVertex({0, 0, r});
  const std::uint32_t top = 1 + (rings - 1) * segments;
  for (std::uint32_t j = 0; j < segments; ++j) {
    const std::uint32_t k = (j + 1) % segments;
    m.addTriangle(0, 1 + k, 1 + j);
    m.addTriangle(top, top - segments + j, top - segments + k);
    for (std::uint32_t i = 0; i + 2 < rings; ++i) {
      const std::uint32_t a = 1 + i * segments;
      m.addTriangle(a + j, a + k, a + segments + k);
      m.addTriangle(a + j, a + segments + k, a + segments + j);
    }
  }
  return m;
}

// Torus about z: ring radius R, tube radius r.
inline Mesh torus(double R, double r, std::uint32_t around, std::uint32_t tube) {
  Mesh m;
  for (std::uint32_t i = 0; i < around; ++i)
    for (std::uint32_t j = 0; j < tube; ++j) {
      const double u = 2 * std::numbers::pi * i / around, v = 2 * std::numbers::pi * j / tube;
      m.addVertex({(R + r * std::cos(v)) * std::cos(u), (R + r * std::cos(v)) * std::sin(u), r * std::sin(v)});
    }
  for (std::uint32_t i = 0; i < around; ++i)
    for (std::uint32_t j = 0; j < tube; ++j) {
      const std::uint32_t a = i * tube + j, b = ((i + 1) % around) * tube + j;
      const std::uint32_t c = ((i + 1) % around) * tube + (j + 1) % tube, d = i * tube + (j + 1) % tube;
      m.addTriangle(a, b, c);
      m.addTriangle(a, c, d);
    }
  return m;
}

inline Mesh moved(Mesh m, Vec3 by) {
  for (std::size_t i = 0; i < m.positions.size(); i += 3) {
    m.positions[i] += by.x;
    m.positions[i + 1] += by.y;
    m.positions[i + 2] += by.z;
  }
  return m;
}

inline Mesh flipped(Mesh m) {
  for (std::size_t i = 0; i < m.triangles.size(); i += 3)
    std::swap(m.triangles[i + 1], m.triangles[i + 2]);
  return m;
}

inline Mesh joined(Mesh a, const Mesh& b) {
  const auto base = static_cast<std::uint32_t>(a.positions.size() / 3);
  a.positions.insert(a.positions.end(), b.positions.begin(), b.positions.end());
  for (const std::uint32_t v : b.triangles)
    a.triangles.push_back(v + base);
  return a;
}

} // namespace simwright::test
