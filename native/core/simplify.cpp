#include "core/simplify.h"
#include "core/bvh.h"
#include "core/collapse.h"
#include "core/hausdorff.h"
#include <algorithm>

namespace simwright {

const char* simplifyStopName(SimplifyStop stop) {
  switch (stop) {
  case SimplifyStop::target:
    return "target";
  case SimplifyStop::error:
    return "error";
  case SimplifyStop::stuck:
    return "stuck";
  }
  return "stuck";
}

namespace {

void check(MeshView mesh, const SimplifyOptions& options) {
  validate(mesh);
  if (!(options.error >= 0)) throw Error(Code::ARGUMENT, "expected an error of at least 0 metres");
  if (options.attributes.size() != options.attributeCount * mesh.vertexCount())
    throw Error(Code::ARGUMENT, "expected " + std::to_string(options.attributeCount) + " attributes per vertex");
  if (options.normals && options.attributeCount < 3) throw Error(Code::ARGUMENT, "expected a normal in the attributes");
  if (!options.materials.empty() && options.materials.size() != mesh.triangleCount())
    throw Error(Code::ARGUMENT, "expected one material per triangle");
  for (const float a : options.attributes)
    if (!std::isfinite(a)) throw Error(Code::MESH_NOT_FINITE, "an attribute is not finite");
}

} // namespace

Simplified simplify(MeshView mesh, const SimplifyOptions& options, const CancelToken& cancel) {
  check(mesh, options);
  // The surface that counts: without triangles that have two corners at one place.
  std::vector<std::uint32_t> solid;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    const Vec3 a = mesh.corner(t, 0), b = mesh.corner(t, 1), c = mesh.corner(t, 2);
    if (!(a == b || b == c || c == a))
      solid.insert(solid.end(), {mesh.triangles[3 * t], mesh.triangles[3 * t + 1], mesh.triangles[3 * t + 2]});
  }
  if (solid.empty()) throw Error(Code::MESH_DEGENERATE, "every triangle has two corners at one place");
  const MeshView surface{mesh.positions, solid};
  const Bvh before(surface, cancel);
  Simplified out;
  const Box& box = before.box();
  const Vec3 far = max(box.max, -box.min);
  const double rounding =
      2e-15 * (box.diagonal() + std::max({far.x, far.y, far.z})); // of a distance between equal meshes
  // The cost only estimates the error. When the measured one is too large, again with a smaller allowance; the last
  // attempt allows nothing but what costs nothing.
  const double enough = options.error < INFINITY ? options.error : 0;
  double allowed = options.error;
  for (int attempt = 0;; ++attempt) {
    Collapser collapser(mesh, options, cancel);
    out.trianglesIn = mesh.triangleCount();
    out.collapsedTriangles = collapser.collapsedTriangles();
    const bool untouched = attempt > 8;
    const bool reached = untouched ? collapser.triangleCount() <= options.triangles
                                   : collapser.run(std::max<std::size_t>(options.triangles, 1), allowed);
    collapser.write(out);
    const MeshView after = out.mesh.view();
    const std::size_t queries =
        std::min<std::size_t>(1'000'000, 20'000 + 40 * (solid.size() + after.triangles.size()) / 3);
    const HausdorffBounds forward = hausdorff(surface, after, Bvh(after, cancel), enough, 0.05, queries, cancel);
    const HausdorffBounds backward = hausdorff(after, surface, before, enough, 0.05, queries, cancel);
    const auto measured = [&](double d) { return d <= rounding ? 0 : d; };
    out.error = measured(std::max(forward.upper, backward.upper));
    out.errorLower = measured(std::max(forward.lower, backward.lower));
    const bool limited = options.error < INFINITY;
    out.stop = reached && options.triangles > 0 ? SimplifyStop::target
               : limited                        ? SimplifyStop::error
                                                : SimplifyStop::stuck;
    if (out.error <= options.error || untouched) return out;
    allowed *= std::clamp(0.9 * options.error / std::max(out.errorLower, options.error), 0.2, 0.7);
  }
}

} // namespace simwright
