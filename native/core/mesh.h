// What every verb takes: a borrowed view of an indexed triangle mesh. Metres, any frame.
//   positions  3 doubles per vertex (x y z)
//   triangles  3 indices per triangle, counter-clockwise seen from outside
// A view owns nothing and must not outlive its arrays.
#pragma once
#include "core/vec.h"
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace simwright {

using Triangle = std::array<std::uint32_t, 3>;

struct MeshView {
  std::span<const double> positions;
  std::span<const std::uint32_t> triangles;

  std::size_t vertexCount() const { return positions.size() / 3; }
  std::size_t triangleCount() const { return triangles.size() / 3; }
  Vec3 vertex(std::size_t v) const { return {positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]}; }
  Triangle triangle(std::size_t t) const { return {triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]}; }
  Vec3 corner(std::size_t t, int c) const { return vertex(triangles[3 * t + static_cast<std::size_t>(c)]); }
};

struct Mesh {
  std::vector<double> positions;
  std::vector<std::uint32_t> triangles;

  MeshView view() const { return {positions, triangles}; }
  void addVertex(Vec3 p) {
    for (int k = 0; k < 3; ++k)
      positions.push_back(p[k]);
  }
  void addTriangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) { triangles.insert(triangles.end(), {a, b, c}); }
};

// Throws MESH_EMPTY, MESH_INDEX, MESH_NOT_FINITE or MESH_TOO_LARGE; returns if every verb may trust the view. O(n).
// Coordinates must stay below 1e15 in size, so that squares and products of three stay finite.
void validate(MeshView mesh);
// Points alone: as above, without indices.
void validatePoints(std::span<const double> positions);

// Bounds of all vertices, also of those that no triangle uses. Empty box for no vertices. O(n).
Box bounds(std::span<const double> positions);
// Bounds of the vertices that triangles use. O(n).
Box usedBounds(MeshView mesh);

// Twice-area vector of a triangle: (b-a) x (c-a). Length = 2 area, direction = outward normal.
inline Vec3 areaVector(Vec3 a, Vec3 b, Vec3 c) {
  return cross(b - a, c - a);
}

// Three corners on a line, relative to the triangle's own size: area <= 1e-12 of the longest side squared.
inline bool zeroArea(Vec3 a, Vec3 b, Vec3 c) {
  const Vec3 ab = b - a, bc = c - b, ca = a - c;
  const double ab2 = dot(ab, ab), bc2 = dot(bc, bc), ca2 = dot(ca, ca);
  const double longest = ab2 > bc2 ? (ab2 > ca2 ? ab2 : ca2) : (bc2 > ca2 ? bc2 : ca2);
  return length(areaVector(a, b, c)) <= 2e-12 * longest;
}

} // namespace simwright
