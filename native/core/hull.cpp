#include "core/hull.h"
#include "core/quickhull.h"

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

void measure(Hull& hull) {
  const MeshView view = hull.mesh.view();
  const Vec3 centre = bounds(view.positions).center();
  for (std::size_t t = 0; t < view.triangleCount(); ++t) {
    const Vec3 a = view.corner(t, 0) - centre, b = view.corner(t, 1) - centre, c = view.corner(t, 2) - centre;
    const Vec3 normal = areaVector(a, b, c);
    hull.volume += dot(a, normal);
    hull.area += length(normal);
  }
  hull.volume = hull.volume > 0 ? hull.volume / 6 : 0; // a needle's may be lost in rounding
  hull.area /= 2;
}

} // namespace

Hull hullOfPoints(std::span<const double> positions, const CancelToken& cancel) {
  validatePoints(positions);
  if (positions.empty()) throw Error(Code::MESH_EMPTY, "the mesh has no vertices");
  Quickhull quick;
  const int dimension = quick.run(positions, cancel);
  if (dimension < 3) {
    static constexpr const char* kFound[3] = {"all points are at one place: length, width and height are missing",
                                              "all points are on a line: width and height are missing",
                                              "all points are in a plane: the thickness is missing"};
    throw Error(Code::MESH_DEGENERATE, std::string("a hull needs three dimensions, found ") +
                                           std::to_string(dimension) + "; " + kFound[dimension]);
  }
  Hull out;
  std::vector<std::uint32_t> number(positions.size() / 3, kNone);
  for (const Triangle& t : quick.triangles())
    for (const std::uint32_t v : t)
      number[v] = 0;
  for (std::uint32_t v = 0; v < number.size(); ++v) {
    if (number[v] == kNone) continue;
    number[v] = static_cast<std::uint32_t>(out.source.size());
    out.source.push_back(v);
    const double* p = positions.data() + 3 * static_cast<std::size_t>(v);
    out.mesh.addVertex({p[0], p[1], p[2]});
  }
  out.mesh.triangles.reserve(3 * quick.triangles().size());
  for (const Triangle& t : quick.triangles())
    out.mesh.addTriangle(number[t[0]], number[t[1]], number[t[2]]);
  measure(out);
  return out;
}

Hull hull(MeshView mesh, const CancelToken& cancel) {
  validate(mesh);
  std::vector<std::uint8_t> used(mesh.vertexCount(), 0);
  for (const std::uint32_t v : mesh.triangles)
    used[v] = 1;
  std::vector<double> points;
  std::vector<std::uint32_t> original;
  points.reserve(mesh.positions.size());
  for (std::size_t v = 0; v < used.size(); ++v) {
    if (!used[v]) continue;
    original.push_back(static_cast<std::uint32_t>(v));
    points.insert(points.end(), {mesh.positions[3 * v], mesh.positions[3 * v + 1], mesh.positions[3 * v + 2]});
  }
  Hull out = hullOfPoints(points, cancel);
  for (std::uint32_t& v : out.source)
    v = original[v];
  return out;
}

} // namespace simwright
