#include "core/mass.h"
#include "core/error.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr int kResolution = 256;     // columns along each side
constexpr double kMostBad = 0.25;    // of the columns
constexpr double kMostSpread = 0.15; // of the volume

// How far to trust each method. Exact ones are wrong only if the surface is not what it seems. Columns lose what the
// bad columns and the disagreement of the axes suggest. A shell rests on a guessed thickness.
constexpr double kExact = 1, kRepaired = 0.95, kAmbiguous = 0.85, kColumns = 0.85, kLeastColumns = 0.4, kShell = 0.25;

void check(const MassOptions& o) {
  const bool density = o.density > 0 && o.density <= 1e6 && o.mass == 0;
  const bool mass = o.mass > 0 && o.mass <= 1e12 && o.density == 0;
  if (!density && !mass)
    throw Error(Code::ARGUMENT, "expected either a density in (0, 1e6] kg/m3 or a mass in (0, 1e12] kg");
  if (o.plates && o.assumeClosed) throw Error(Code::ARGUMENT, "plates and assumeClosed exclude each other");
  if (!(o.thickness > 0 && o.thickness <= 1e3)) throw Error(Code::ARGUMENT, "expected a thickness in (0, 1000] m");
}

// Scales the unit-density figures to the wanted mass. False if no body has these moments.
bool finish(MassProperties& out, const Moments& moments, const MassOptions& options, const Box& box) {
  const std::optional<Inertia> inertia = inertiaOf(moments);
  if (!inertia) return false;
  const Vec3 com = inertia->centerOfMass, slack = box.size() * 1e-9 + Vec3{1, 1, 1} * (1e-12 * box.diagonal());
  for (int k = 0; k < 3; ++k) // a centre of mass outside the box: not a solid
    if (!(com[k] >= box.min[k] - slack[k] && com[k] <= box.max[k] + slack[k])) return false;
  out.volume = moments.volume;
  out.mass = options.mass > 0 ? options.mass : options.density * out.volume;
  out.density = options.mass > 0 ? options.mass / out.volume : options.density;
  out.inertia = *inertia;
  for (double& v : out.inertia.tensor)
    v *= out.density;
  out.inertia.principal = out.inertia.principal * out.density;
  const Vec3 moment = out.inertia.principal;
  return std::isfinite(out.density) && std::isfinite(moment.z) && moment.x > 0 && out.mass > 0;
}

double closureGap(MeshView mesh, double area) {
  Vec3 sum;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t)
    sum += areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2));
  return 0.5 * length(sum) / area;
}

// A point amid the surface from 64 of its triangles: as good an origin as the box centre, without a pass over the mesh.
Vec3 middle(MeshView mesh) {
  Box box;
  const std::size_t n = mesh.triangleCount(), step = n / 64 + 1;
  for (std::size_t t = 0; t < n; t += step)
    for (int k = 0; k < 3; ++k)
      box.add(mesh.corner(t, k));
  return box.center();
}

// Triangles of the bodies that count once: without solids inside solids.
std::vector<std::uint32_t> unionOf(const Cleaned& c) {
  std::vector<std::uint32_t> out;
  for (std::size_t t = 0; t < c.bodyOf.size(); ++t) {
    const Body& body = c.bodies[c.bodyOf[t]];
    if (body.surrounding > 0 && body.volume > 0) continue;
    for (const std::uint32_t v : c.mesh.view().triangle(t))
      out.push_back(v);
  }
  return out;
}

bool exact(MassProperties& out, const Cleaned& c, const MassOptions& options, Vec3 centre, const Box& box,
           const CancelToken& cancel) {
  const CleanRecord& r = c.record;
  if (r.closedBodies != r.bodies) return false;
  Moments moments;
  if (r.nestedBodies > 0) {
    const std::vector<std::uint32_t> outer = unionOf(c);
    moments = solidMoments({c.mesh.positions, outer}, centre, cancel).moments;
  } else {
    moments = solidMoments(c.mesh.view(), centre, cancel).moments;
  }
  // Flat as paper: closed in name only.
  if (!(moments.volume > 1e-12 * out.area * std::sqrt(out.area))) return false;
  if (!finish(out, moments, options, box)) return false;
  out.nestedIgnored = r.nestedBodies;
  out.insideOut = r.turnedBodyTriangles == c.sourceTriangle.size();
  const bool repaired = r.duplicateTriangles + r.oppositeTwins + r.doubleSidedTriangles + r.turnedTriangles > 0 ||
                        (r.turnedBodies > 0 && !out.insideOut) || r.nestedBodies > 0;
  out.method = repaired ? MassMethod::exactAfterRepair : MassMethod::exact;
  out.confidence = repaired ? kRepaired : kExact;
  if (out.insideOut || r.nestedBodies > 0) out.confidence = std::min(out.confidence, kAmbiguous);
  return true;
}

bool columns(MassProperties& out, const Cleaned& c, const MassOptions& options, Vec3 centre, const Box& box,
             const CancelToken& cancel) {
  ColumnMoments axes[3];
  for (int a = 0; a < 3; ++a) {
    axes[a] = columnMoments(c.mesh.view(), centre, a, kResolution, cancel);
    cancel.progress(0.5 + 0.15 * (a + 1));
  }
  std::array<int, 3> order{0, 1, 2};
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return axes[a].moments.volume < axes[b].moments.volume; });
  const ColumnMoments& median = axes[order[1]];
  if (!(median.moments.volume > 0)) return false;
  out.badColumns = median.badShare;
  out.axisSpread = (axes[order[2]].moments.volume - axes[order[0]].moments.volume) / median.moments.volume;
  if (out.badColumns > kMostBad || out.axisSpread > kMostSpread) return false;
  if (!finish(out, median.moments, options, box)) return false;
  out.method = MassMethod::columns;
  out.confidence = std::max(kLeastColumns, kColumns - out.badColumns - 2 * out.axisSpread);
  return true;
}

} // namespace

const char* massMethodName(MassMethod method) {
  switch (method) {
  case MassMethod::exact:
    return "exact";
  case MassMethod::exactAfterRepair:
    return "exact_after_repair";
  case MassMethod::columns:
    return "columns";
  case MassMethod::shell:
    return "shell";
  }
  return "shell";
}

MassProperties massProperties(MeshView mesh, const MassOptions& options, const CancelToken& cancel) {
  check(options);
  validate(mesh);
  MassProperties out;

  if (options.assumeClosed) {
    const Box box = bounds(mesh.positions);
    SolidMoments solid = solidMoments(mesh, middle(mesh), cancel);
    out.area = solid.area;
    out.insideOut = solid.moments.volume < 0;
    if (out.insideOut) solid.moments *= -1;
    out.confidence = out.insideOut ? kAmbiguous : kExact;
    if (!finish(out, solid.moments, options, box))
      throw Error(Code::MESH_DEGENERATE, "the surface was said to be closed, but no solid has these moments");
    return out;
  }

  const Box box = usedBounds(mesh);
  const Vec3 centre = box.center();
  if (!(box.diagonal() > 1e-30)) throw Error(Code::MESH_DEGENERATE, "the mesh is smaller than 1e-30 m");
  const Cleaned c = clean(mesh, cancel);
  out.repairs = c.record;
  out.bodies = c.record.bodies;
  out.closedBodies = c.record.closedBodies;
  for (const Body& body : c.bodies)
    out.area += body.area;
  if (!(out.area > 0)) throw Error(Code::MESH_DEGENERATE, "the mesh has no area");
  out.closureGap = closureGap(c.mesh.view(), out.area);
  if (!options.plates && exact(out, c, options, centre, box, cancel)) return out;
  if (!options.plates && columns(out, c, options, centre, box, cancel)) return out;

  // A closed surface that holds nothing has two sides on one sheet: half of the thickness on each.
  const bool doubled = !options.plates && out.bodies == out.closedBodies;
  const double thickness = doubled ? options.thickness / 2 : options.thickness;
  if (!finish(out, plateMoments(c.mesh.view(), centre, thickness, cancel), options, box))
    throw Error(Code::MESH_DEGENERATE, "no solid and no shell fits the surface");
  out.method = MassMethod::shell;
  out.confidence = kShell;
  return out;
}

} // namespace simwright
