#include "core/mass.h"
#include "core/bvh.h"
#include "core/closed.h"
#include "core/edges.h"
#include "core/error.h"
#include "core/holes.h"
#include "core/hull.h"
#include "core/mass_confidence.h"
#include "core/thickness.h"
#include "core/weld.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr int kResolution = 256;        // columns along each side, where they give the volume
constexpr int kCheckResolution = 96;    // ... and where they only check it
constexpr double kMostBad = 0.25;       // of the columns
constexpr double kMostSpread = 0.15;    // of the volume
constexpr double kMostCap = 0.12;       // of the area: larger openings are meant
constexpr std::size_t kTriangleRim = 7; // sides; more are no missing triangle or two
constexpr std::size_t kScattered = 16;  // so many holes are damage, not openings
constexpr double kMostScattered = 0.3;
constexpr double kCrumb = 0.01; // of the area: open bits and pieces below are left out beside a solid
constexpr double kLeastOverlap = 1e-9;
constexpr std::size_t kMostHullPoints = 8192; // of meshes whose hull is not too dear for a signal
constexpr std::size_t kThicknessRays = 512;
constexpr double kMostThickness = 0.1; // of the diagonal: what is thicker is no wall
constexpr double kLeastWalls = 0.5;    // of the rays: what has fewer far sides is one sheet

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

// Flat as paper: closed in name only.
bool hasContent(double volume, double area) {
  return volume > 1e-12 * area * std::sqrt(area);
}

bool apart(const Box& a, const Box& b) {
  for (int k = 0; k < 3; ++k)
    if (a.max[k] < b.min[k] || b.max[k] < a.min[k]) return true;
  return false;
}

// Any two boxes that meet? Sorted along x; gives up with "yes" after a million pairs.
bool anyMeet(std::vector<Box>& boxes) {
  std::sort(boxes.begin(), boxes.end(), [](const Box& a, const Box& b) { return a.min.x < b.min.x; });
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (std::size_t j = i + 1; j < boxes.size() && boxes[j].min.x <= boxes[i].max.x; ++j)
      if (!apart(boxes[i], boxes[j]) || ++pairs > 1000000) return true;
  return false;
}

// ---- the fast way: closed as it stands ----

// A point amid the surface from 64 of its triangles: as good an origin as the box centre, without a pass over the mesh.
template <class Real> Vec3 middle(std::span<const Real> positions, std::span<const std::uint32_t> triangles) {
  Box box;
  const std::size_t n = triangles.size() / 3, step = n / 64 + 1;
  for (std::size_t t = 0; t < n; t += step)
    for (std::size_t k = 0; k < 3; ++k) {
      const Real* p = positions.data() + 3 * std::size_t{triangles[3 * t + k]};
      box.add({p[0], p[1], p[2]});
    }
  return box.center();
}

bool indexed(std::size_t vertices, std::span<const std::uint32_t> triangles) {
  std::uint32_t largest = 0;
  for (const std::uint32_t v : triangles)
    largest = std::max(largest, v);
  return triangles.size() >= 3 && largest < vertices;
}

// False if the surface is not proven closed, or its bodies meet, face both ways or hold nothing.
template <class Real>
bool fast(MassProperties& out, std::span<const Real> positions, std::span<const std::uint32_t> triangles,
          const MassOptions& options, const CancelToken& cancel) {
  if (!indexed(positions.size() / 3, triangles)) return false;
  const Vec3 origin = middle(positions, triangles);
  if (!(std::abs(origin.x) <= 1e15 && std::abs(origin.y) <= 1e15 && std::abs(origin.z) <= 1e15)) return false;
  const auto parts = provenClosed(positions, triangles, origin, cancel);
  if (!parts) return false;
  Box box;
  std::vector<Box> boxes;
  std::size_t inward = 0;
  for (const ClosedPart& part : *parts) {
    box.add(part.box.min);
    box.add(part.box.max);
    boxes.push_back(part.box);
    inward += part.volume < 0 ? 1 : 0;
  }
  if (!(box.diagonal() > 1e-30) || (inward > 0 && inward < parts->size()) || anyMeet(boxes)) return false;
  SolidMoments solid = solidMoments(positions, triangles, origin, cancel);
  out.area = solid.area;
  out.insideOut = solid.moments.volume < 0;
  if (out.insideOut) solid.moments *= -1;
  if (!hasContent(solid.moments.volume, out.area) || !finish(out, solid.moments, options, box)) return false;
  out.bodies = out.closedBodies = parts->size();
  return true;
}

// ---- the careful way: after clean() ----

// A set of open bodies that share rims.
struct Group {
  std::vector<std::uint32_t> bodies;
  Box box;
  double area = 0, capArea = 0, bulge = 0, volume = 0;
  double wideArea = 0; // of caps on rims of many sides
  std::size_t holes = 0, wideHoles = 0;
  bool filled = false;
};

struct Careful {
  MassProperties& out;
  const MassOptions& options;
  const CancelToken& cancel;
  const Cleaned c;
  Vec3 centre;
  Box box;

  std::vector<std::uint32_t> chain{}; // triangles over `positions` that enclose the solid, caps included
  std::vector<double> positions{};
  std::vector<std::uint32_t> wide{}; // triangles of the mesh that enclose nothing certain
  std::vector<Box> boxes{};          // of what may overlap
  double exactVolume = 0, cappedVolume = 0;
  double chainArea = 0, wideArea = 0, capArea = 0, bulge = 0;

  MeshView mesh() const { return c.mesh.view(); }

  void append(std::vector<std::uint32_t>& to, std::span<const std::uint32_t> from, bool turned) {
    for (std::size_t i = 0; i + 2 < from.size(); i += 3)
      to.insert(to.end(), {from[i], from[i + (turned ? 2 : 1)], from[i + (turned ? 1 : 2)]});
  }

  // Closed bodies, without solids inside solids.
  void takeClosed() {
    std::vector<Box> boxOf(c.bodies.size());
    for (std::size_t t = 0; t < c.bodyOf.size(); ++t) {
      const Body& body = c.bodies[c.bodyOf[t]];
      if (!body.closed || (body.surrounding > 0 && body.volume > 0)) continue;
      append(chain, mesh().triangles.subspan(3 * t, 3), false);
      for (int k = 0; k < 3; ++k)
        boxOf[c.bodyOf[t]].add(mesh().corner(t, k));
    }
    for (std::size_t b = 0; b < c.bodies.size(); ++b) {
      const Body& body = c.bodies[b];
      if (!body.closed) continue;
      chainArea += body.area;
      if (body.surrounding > 0 && body.volume > 0) {
        ++out.nestedIgnored;
        continue;
      }
      exactVolume += body.volume;
      if (!(body.surrounding > 0)) boxes.push_back(boxOf[b]);
    }
  }

  // Does any edge of the chain serve more than two triangles? Then one body may be two that overlap.
  bool shared() const {
    bool found = false;
    EdgeTable(MeshView{mesh().positions, chain}, cancel)
        .forEach([&](std::uint32_t, std::uint32_t, std::span<const EdgeUse> uses) { found |= uses.size() > 2; });
    return found;
  }

  // Open bodies: with caps where their holes are small, else `wide`.
  void takeOpen() {
    std::vector<std::uint32_t> open, bodyOf;
    for (std::size_t t = 0; t < c.bodyOf.size(); ++t) {
      if (c.bodies[c.bodyOf[t]].closed) continue;
      append(open, mesh().triangles.subspan(3 * t, 3), false);
      bodyOf.push_back(c.bodyOf[t]);
    }
    if (open.empty()) return;
    const MeshView surface{mesh().positions, open};
    Caps caps = closeHoles(surface, cancel);
    positions = std::move(caps.positions);
    DisjointSets sets(c.bodies.size());
    for (const Hole& hole : caps.holes)
      for (const std::uint32_t t : hole.beside)
        sets.unite(bodyOf[hole.beside[0]], bodyOf[t]);
    std::vector<std::uint32_t> groupOf(c.bodies.size(), kNone);
    std::vector<Group> groups;
    for (std::uint32_t b = 0; b < c.bodies.size(); ++b) {
      if (c.bodies[b].closed) continue;
      std::uint32_t& number = groupOf[sets.find(b)];
      if (number == kNone) {
        number = static_cast<std::uint32_t>(groups.size());
        groups.emplace_back();
      }
      groupOf[b] = number;
      groups[number].area += c.bodies[b].area;
    }
    const MeshView all{positions, caps.triangles};
    for (std::size_t t = 0; t < bodyOf.size(); ++t) {
      Group& g = groups[groupOf[bodyOf[t]]];
      const Vec3 p = surface.corner(t, 0), q = surface.corner(t, 1), r = surface.corner(t, 2);
      g.volume += dot(p - centre, cross(q - p, r - p)) / 6;
      for (const Vec3 v : {p, q, r})
        g.box.add(v);
    }
    for (const Hole& hole : caps.holes) {
      Group& g = groups[groupOf[bodyOf[hole.beside[0]]]];
      g.capArea += hole.flatArea;
      ++g.holes;
      if (hole.beside.size() > kTriangleRim) {
        g.wideArea += hole.flatArea;
        ++g.wideHoles;
      }
      g.bulge += std::abs(hole.bulge);
      for (std::size_t t = hole.firstTriangle; t < hole.firstTriangle + std::size_t{hole.triangles}; ++t) {
        const Vec3 p = all.corner(t, 0), q = all.corner(t, 1), r = all.corner(t, 2);
        g.volume += dot(p - centre, cross(q - p, r - p)) / 6;
      }
    }
    for (Group& g : groups)
      g.filled = (g.holes >= kScattered ? g.wideArea <= kMostCap * g.area && g.capArea <= kMostScattered * g.area
                                        : g.capArea <= kMostCap * g.area) &&
                 hasContent(std::abs(g.volume), g.area);
    for (std::size_t t = 0; t < bodyOf.size(); ++t) {
      const Group& g = groups[groupOf[bodyOf[t]]];
      append(g.filled ? chain : wide, surface.triangles.subspan(3 * t, 3), g.filled && g.volume < 0);
    }
    for (const Hole& hole : caps.holes) {
      const Group& g = groups[groupOf[bodyOf[hole.beside[0]]]];
      if (!g.filled) continue;
      ++out.holes;
      append(chain,
             std::span(caps.triangles).subspan(3 * std::size_t{hole.firstTriangle}, 3 * std::size_t{hole.triangles}),
             g.volume < 0);
    }
    for (const Group& g : groups) {
      if (!g.filled) {
        wideArea += g.area;
        continue;
      }
      chainArea += g.area;
      capArea += g.capArea;
      bulge += g.bulge;
      out.wideHoles += g.wideHoles;
      cappedVolume += std::abs(g.volume);
      boxes.push_back(g.box);
    }
  }

  // Columns through these triangles on three axes; the middle one by volume.
  ColumnMoments crossCheck(std::span<const std::uint32_t> triangles, int resolution) {
    ColumnMoments axes[3];
    for (int a = 0; a < 3; ++a)
      axes[a] = columnMoments({mesh().positions, triangles}, centre, a, resolution, cancel);
    std::array<int, 3> order{0, 1, 2};
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return axes[a].moments.volume < axes[b].moments.volume; });
    const ColumnMoments& median = axes[order[1]];
    if (median.moments.volume > 0) {
      out.badColumns = median.badShare;
      out.axisSpread = (axes[order[2]].moments.volume - axes[order[0]].moments.volume) / median.moments.volume;
      out.columnVolume = median.moments.volume;
    }
    return median;
  }

  // What the chain counts more than once.
  Moments overlap() {
    Moments sum;
    sum.origin = centre;
    if (!anyMeet(boxes)) return sum;
    double least = INFINITY, most = -INFINITY;
    for (int a = 0; a < 3; ++a) {
      ColumnMoments columns = columnMoments({positions, chain}, centre, a, kResolution, cancel);
      least = std::min(least, columns.excess.volume);
      most = std::max(most, columns.excess.volume);
      columns.excess *= 1.0 / 3;
      sum += columns.excess;
    }
    out.overlapSpread = most - least;
    return sum;
  }

  // The triangles as thin plates.
  Moments plates(std::span<const std::uint32_t> triangles, bool doubled) {
    const MeshView sheet{mesh().positions, triangles};
    // Two sheets face to face are one wall: its thickness can be measured, and each holds half of it.
    out.thickness = doubled ? options.thickness / 2 : options.thickness;
    if (options.plates) {
      out.thickness = options.thickness;
      return plateMoments(sheet, centre, out.thickness, cancel);
    }
    const Thickness walls = simwright::thickness(sheet, Bvh(sheet, cancel), kThicknessRays, false, cancel);
    if (!doubled && static_cast<double>(walls.walls) >= kLeastWalls * static_cast<double>(walls.samples) &&
        walls.median > 0 && walls.median <= kMostThickness * box.diagonal()) {
      out.thickness = walls.median / 2;
      out.thicknessMeasured = true;
    }
    return plateMoments(sheet, centre, out.thickness, cancel);
  }

  void signals() {
    Vec3 sum;
    for (std::size_t t = 0; t < mesh().triangleCount(); ++t)
      sum += areaVector(mesh().corner(t, 0), mesh().corner(t, 1), mesh().corner(t, 2));
    out.closureGap = 0.5 * length(sum) / out.area;
    if (mesh().vertexCount() > kMostHullPoints) return;
    try {
      out.hullRatio = out.volume / hull(mesh(), cancel).volume;
    } catch (const Error& e) {
      if (e.code != Code::MESH_DEGENERATE) throw;
    }
  }

  // Bodies that stand partly on the same triangles lose them in clean() and come out open, though the surface as given
  // was balanced: then it stays as it was, and the columns see to what it covers more than once.
  bool takeRaw(MeshView given) {
    if (out.bodies == out.closedBodies || !balancedByPosition(given, cancel)) return false;
    const Weld weld = weldExact(given.positions, cancel);
    for (std::size_t t = 0; t < given.triangleCount(); ++t) {
      const Triangle tri = given.triangle(t);
      const std::uint32_t a = weld.of[tri[0]], b = weld.of[tri[1]], d = weld.of[tri[2]];
      if (a != b && b != d && d != a) chain.insert(chain.end(), {a, b, d});
    }
    positions = welded(given, weld).positions;
    const Moments m = solidMoments(MeshView{positions, chain}, centre, cancel).moments;
    if (!hasContent(std::abs(m.volume), out.area)) {
      chain.clear();
      positions.clear();
      return false;
    }
    if (m.volume < 0)
      for (std::size_t i = 0; i + 2 < chain.size(); i += 3)
        std::swap(chain[i + 1], chain[i + 2]);
    boxes.assign(2, box);
    exactVolume = std::abs(m.volume);
    chainArea = out.area;
    return true;
  }

  bool run(MeshView given) {
    if (!takeRaw(given)) {
      takeClosed();
      if (boxes.size() == 1 && shared()) boxes.push_back(boxes[0]);
      takeOpen();
    }
    if (positions.empty()) positions.assign(mesh().positions.begin(), mesh().positions.end());
    cancel.progress(0.6);
    Moments total;
    total.origin = centre;
    bool solid = false;
    if (!chain.empty()) {
      const Moments m = solidMoments(MeshView{positions, chain}, centre, cancel).moments;
      solid = hasContent(m.volume, chainArea);
      if (solid) total = m;
    }
    if (solid) {
      const Moments twice = overlap();
      if (std::abs(twice.volume) > kLeastOverlap * total.volume && twice.volume < total.volume) {
        Moments less = twice;
        less *= -1;
        total += less;
        out.overlapShare = twice.volume / total.volume;
        out.overlapSpread /= total.volume;
      } else {
        out.overlapSpread = 0;
      }
      out.capShare = capArea / chainArea;
      out.capBulge = bulge / total.volume;
    } else {
      exactVolume = cappedVolume = 0;
      wide = c.mesh.triangles; // closed, but flat: its two sides
      wideArea = out.area;
    }
    cancel.progress(0.7);
    double columnsVolume = 0, platesVolume = 0;
    if (!wide.empty() && solid && wideArea <= kCrumb * out.area) {
      out.looseShare = wideArea / out.area;
    } else if (!wide.empty()) {
      const ColumnMoments columns = crossCheck(wide, kResolution);
      const bool agree = columns.moments.volume > 0 && out.badColumns <= kMostBad && out.axisSpread <= kMostSpread &&
                         out.bodies != out.closedBodies;
      const Moments rest = agree ? columns.moments : plates(wide, out.bodies == out.closedBodies);
      (agree ? columnsVolume : platesVolume) = rest.volume;
      if (!agree) out.badColumns = out.axisSpread = out.columnVolume = 0;
      total += rest;
    } else if (out.holes > 0) {
      crossCheck(c.mesh.triangles, kCheckResolution);
    }
    if (!finish(out, total, options, box)) return false;
    const double whole = exactVolume + cappedVolume + columnsVolume + platesVolume;
    out.shares = {exactVolume / whole, cappedVolume / whole, columnsVolume / whole, platesVolume / whole};
    name();
    if (out.method != MassMethod::exact && out.method != MassMethod::exactAfterRepair) signals();
    return true;
  }

  void name() {
    const CleanRecord& r = c.record;
    const MassShares& s = out.shares;
    out.insideOut = r.turnedBodyTriangles == c.sourceTriangle.size();
    const double most = std::max({s.exact, s.capped, s.columns, s.plates});
    if (s.plates == most)
      out.method = MassMethod::shell;
    else if (s.columns == most)
      out.method = MassMethod::columns;
    else if (s.capped == most)
      out.method = MassMethod::holesClosed;
    else if (out.overlapShare > 0)
      out.method = MassMethod::joined;
    else if (s.exact < 1 || out.looseShare > 0 ||
             r.duplicateTriangles + r.oppositeTwins + r.doubleSidedTriangles + r.turnedTriangles > 0 ||
             (r.turnedBodies > 0 && !out.insideOut) || r.nestedBodies > 0)
      out.method = MassMethod::exactAfterRepair;
    else
      out.method = MassMethod::exact;
  }
};

MassProperties careful(MeshView mesh, const MassOptions& options, const CancelToken& cancel) {
  validate(mesh);
  const Box box = usedBounds(mesh);
  if (!(box.diagonal() > 1e-30)) throw Error(Code::MESH_DEGENERATE, "the mesh is smaller than 1e-30 m");
  MassProperties out;
  Careful work{out, options, cancel, clean(mesh, cancel), box.center(), box};
  out.repairs = work.c.record;
  out.bodies = work.c.record.bodies;
  out.closedBodies = work.c.record.closedBodies;
  for (const Body& body : work.c.bodies)
    out.area += body.area;
  if (!(out.area > 0)) throw Error(Code::MESH_DEGENERATE, "the mesh has no area");
  if (options.plates || !work.run(mesh)) {
    // A skin, or nothing that adds up to a solid: the whole surface as plates.
    const Moments plates = work.plates(work.c.mesh.triangles, out.bodies == out.closedBodies);
    if (!finish(out, plates, options, box))
      throw Error(Code::MESH_DEGENERATE, "no solid and no shell fits the surface");
    out.shares = {0, 0, 0, 1};
    out.method = MassMethod::shell;
  }
  out.confidence = confidenceOf(out);
  return out;
}

template <class Real>
std::optional<MassProperties> quick(std::span<const Real> positions, std::span<const std::uint32_t> triangles,
                                    const MassOptions& options, const CancelToken& cancel) {
  check(options);
  MassProperties out;
  if (options.assumeClosed) {
    if (positions.size() % 3 != 0 || triangles.size() % 3 != 0 || !indexed(positions.size() / 3, triangles))
      return std::nullopt;
    Box box;
    for (std::size_t v = 0; v + 2 < positions.size(); v += 3)
      box.add({positions[v], positions[v + 1], positions[v + 2]});
    SolidMoments solid = solidMoments(positions, triangles, middle(positions, triangles), cancel);
    if (!std::isfinite(solid.area) || !(box.min.x >= -1e15 && box.min.y >= -1e15 && box.min.z >= -1e15 &&
                                        box.max.x <= 1e15 && box.max.y <= 1e15 && box.max.z <= 1e15))
      return std::nullopt;
    out.area = solid.area;
    out.insideOut = solid.moments.volume < 0;
    if (out.insideOut) solid.moments *= -1;
    if (!finish(out, solid.moments, options, box)) return std::nullopt;
  } else if (options.plates || !fast(out, positions, triangles, options, cancel)) {
    return std::nullopt;
  }
  out.shares.exact = 1;
  out.confidence = confidenceOf(out);
  return out;
}

MassProperties slow(MeshView mesh, const MassOptions& options, const CancelToken& cancel) {
  if (!options.assumeClosed) return careful(mesh, options, cancel);
  validate(mesh);
  throw Error(Code::MESH_DEGENERATE, "the surface was said to be closed, but no solid has these moments");
}

} // namespace

const char* massMethodName(MassMethod method) {
  switch (method) {
  case MassMethod::exact:
    return "exact";
  case MassMethod::exactAfterRepair:
    return "exact_after_repair";
  case MassMethod::joined:
    return "joined";
  case MassMethod::holesClosed:
    return "holes_closed";
  case MassMethod::columns:
    return "columns";
  case MassMethod::shell:
    return "shell";
  }
  return "shell";
}

MassProperties massProperties(MeshView mesh, const MassOptions& options, const CancelToken& cancel) {
  if (auto found = quick(mesh.positions, mesh.triangles, options, cancel)) return *found;
  return slow(mesh, options, cancel);
}

MassProperties massProperties(std::span<const float> positions, std::span<const std::uint32_t> triangles,
                              const MassOptions& options, const CancelToken& cancel) {
  if (auto found = quick(positions, triangles, options, cancel)) return *found;
  const std::vector<double> wide(positions.begin(), positions.end());
  return slow({wide, triangles}, options, cancel);
}

} // namespace simwright
