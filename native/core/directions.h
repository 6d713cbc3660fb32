// Which few directions and points of a convex shape are worth trying.
#pragma once
#include "core/mesh.h"

namespace simwright {

inline constexpr std::size_t kSketchAbove = 200;

std::vector<Vec3> verticesOf(MeshView mesh);
// Up to 200 points: all of them, if they are so few, else the farthest ones along 162 even directions. O(162 n).
std::vector<Vec3> sketchOf(const std::vector<Vec3>& points);
// Unit normals of the shape's faces (nearly coplanar triangles joined), largest first, opposite ones once, at most
// `most`. None for more than 200,000 triangles: such a shape is round.
std::vector<Vec3> faceDirections(MeshView mesh, std::size_t most);

} // namespace simwright
