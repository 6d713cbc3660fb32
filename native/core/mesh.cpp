#include "core/mesh.h"
#include "core/error.h"

namespace simwright {

namespace {
constexpr double kLargest = 1e15;
}

void validatePoints(std::span<const double> positions) {
  if (positions.size() % 3 != 0)
    throw Error(Code::ARGUMENT, "positions: expected 3 numbers per vertex, found " + std::to_string(positions.size()));
  if (positions.size() / 3 >= 0xffffffffu) throw Error(Code::MESH_TOO_LARGE, "more than 2^32 - 2 vertices");
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const double v = positions[i];
    if (!(v >= -kLargest && v <= kLargest)) // false for NaN too
      throw Error(Code::MESH_NOT_FINITE, "vertex " + std::to_string(i / 3) + " has coordinate " + std::to_string(v) +
                                             "; expected finite values below 1e15");
  }
}

void validate(MeshView mesh) {
  if (mesh.positions.empty()) throw Error(Code::MESH_EMPTY, "the mesh has no vertices");
  if (mesh.triangles.empty()) throw Error(Code::MESH_EMPTY, "the mesh has no triangles");
  validatePoints(mesh.positions);
  if (mesh.triangles.size() % 3 != 0)
    throw Error(Code::MESH_INDEX, "index count " + std::to_string(mesh.triangles.size()) + " is not a multiple of 3");
  if (mesh.triangleCount() >= 0x55555555u) throw Error(Code::MESH_TOO_LARGE, "more than 2^32 / 3 triangles");
  const std::size_t vertices = mesh.vertexCount();
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i)
    if (mesh.triangles[i] >= vertices)
      throw Error(Code::MESH_INDEX, "triangle " + std::to_string(i / 3) + " uses vertex " +
                                        std::to_string(mesh.triangles[i]) + " of " + std::to_string(vertices));
}

Box bounds(std::span<const double> positions) {
  Box box;
  for (std::size_t v = 0; v + 2 < positions.size(); v += 3)
    box.add({positions[v], positions[v + 1], positions[v + 2]});
  return box;
}

Box usedBounds(MeshView mesh) {
  Box box;
  for (const std::uint32_t v : mesh.triangles)
    box.add(mesh.vertex(v));
  return box;
}

} // namespace simwright
