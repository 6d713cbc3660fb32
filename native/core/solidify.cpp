#include "core/solidify.h"
#include "core/clean.h"
#include "core/error.h"
#include "core/moments.h"
#include "core/solidify_lattice.h"
#include <algorithm>

namespace simwright {

namespace {

using namespace lattice;

constexpr double kMostMeetings = 16e6;
constexpr double kFolds = 0.02; // of the length inside, may be wound the other way; of the walls, may be without length

// Expected meetings of triangles and lattice lines, for cells of 1: each triangle's projections on the three planes.
double expectedMeetings(MeshView mesh, const CancelToken& cancel) {
  double sum = 0;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Vec3 a = areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2));
    sum += 0.5 * (std::abs(a.x) + std::abs(a.y) + std::abs(a.z));
  }
  return sum;
}

Lattice latticeFor(MeshView mesh, std::uint32_t resolution, const CancelToken& cancel) {
  const Box box = usedBounds(mesh);
  const Vec3 size = box.size();
  const double longest = std::max({size.x, size.y, size.z});
  double largest = 0;
  for (int k = 0; k < 3; ++k)
    largest = std::max({largest, std::abs(box.min[k]), std::abs(box.max[k])});
  if (!(longest > 1e-100)) throw Error(Code::MESH_DEGENERATE, "all triangles lie on one point: no solid is near");
  Lattice l;
  l.cell = std::max(longest / resolution, largest * 0x1p-40);
  // In units of the box, so that nothing under- or overflows.
  const double expected = expectedMeetings(mesh, cancel) / l.cell / l.cell;
  if (expected > kMostMeetings) l.cell *= std::sqrt(expected / kMostMeetings);
  // More than one cell of free space all around; irrational shares of a cell, so that corners miss regular models.
  const Vec3 share{1.3819660112501051, 1.7236067977499790, 1.5278640450004206};
  l.origin = box.min - share * l.cell;
  for (int k = 0; k < 3; ++k)
    l.corners[static_cast<std::size_t>(k)] = static_cast<std::uint32_t>((box.max[k] - l.origin[k]) / l.cell) + 3;
  return l;
}

} // namespace

const char* signMethodName(SignMethod method) {
  return method == SignMethod::winding ? "winding" : "votes";
}

Solidified solidify(MeshView given, const SolidifyOptions& options, const CancelToken& cancel) {
  validate(given);
  if (options.resolution < 4 || options.resolution > 512)
    throw Error(Code::ARGUMENT, "expected a resolution from 4 to 512");
  if (!(options.thickness >= 0 && options.thickness <= 1e15))
    throw Error(Code::ARGUMENT, "expected a thickness >= 0 and <= 1e15 m");

  Solidified out;
  const Lattice l = latticeFor(given, options.resolution, cancel);
  out.cell = l.cell;
  out.lattice = l.corners;
  out.thickness = options.thickness > 0 ? options.thickness : 0.5 * l.cell;

  MeshView mesh = given;
  std::array<Meetings, 3> met = meetings(mesh, l, cancel);
  cancel.progress(0.2);
  // Trusted as it is: closed, no part of it wound against another (folds aside; inside out as a whole is fine), and not
  // doubled with opposite windings.
  const auto trusted = [&] {
    Winding all;
    for (const Meetings& m : met) {
      const Winding w = winding(m);
      all.balanced &= w.balanced;
      all.positive += w.positive;
      all.negative += w.negative;
      all.walls += w.walls;
      all.thin += w.thin;
    }
    return all.balanced && std::min(all.positive, all.negative) <= kFolds * (all.positive + all.negative) &&
           static_cast<double>(all.thin) <= kFolds * static_cast<double>(all.walls);
  };
  Cleaned cleaned;
  bool byWinding = trusted();
  if (!byWinding) {
    out.cleaned = true;
    cleaned = clean(mesh, cancel);
    mesh = cleaned.mesh.view();
    met = meetings(mesh, l, cancel);
    byWinding = winding(met[0]).balanced && winding(met[1]).balanced && winding(met[2]).balanced;
  }
  cancel.progress(0.4);
  Votes votes;
  if (byWinding) {
    votes.signs = signsByWinding(l, met[0]);
  } else {
    out.sign = SignMethod::votes;
    votes = signsByVotes(l, met, cancel);
  }
  cancel.progress(0.5);
  std::array<EdgeCrossings, 3> edges;
  for (std::size_t a = 0; a < 3; ++a) {
    edges[a] = edgeCrossings(static_cast<int>(a), mesh, l, met[a], votes.signs, votes.field, out.thickness, cancel);
    out.sheetEdges += edges[a].sheets;
    out.bridgedEdges += edges[a].bridged;
    met[a] = {};
  }
  votes.field = {};
  cancel.progress(0.7);
  out.mesh = contour(mesh, l, votes.signs, edges, cancel);
  if (out.mesh.triangles.empty())
    throw Error(Code::MESH_DEGENERATE, "no surface meets the lattice: the mesh has no area, or only far below a cell");
  const SolidMoments solid = solidMoments(out.mesh.view(), bounds(out.mesh.positions).center(), cancel);
  out.volume = solid.moments.volume;
  out.area = solid.area;
  cancel.progress(0.9);
  if (options.samples > 0) {
    DistanceOptions measure;
    measure.samples = options.samples;
    measure.vertices = false;
    out.distance = meshDistance(given, out.mesh.view(), measure, cancel);
  }
  cancel.progress(1);
  return out;
}

} // namespace simwright
