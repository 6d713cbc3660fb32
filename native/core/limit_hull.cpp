#include "core/limit_hull.h"
#include "core/convex.h"
#include "core/fit_box.h"
#include "core/quickhull.h"
#include <algorithm>
#include <optional>
#include <queue>

namespace simwright {

namespace {

// Faces are counted as few only when they are clearly one plane, and as large also when an engine may join more.
constexpr double kSamePlane = 1 - 5e-7, kSamePlaneOffset = 1e-5;    // 0.06 degrees; of the diagonal
constexpr double kJoinedPlane = 0.99985, kJoinedPlaneOffset = 2e-4; // 1 degree
constexpr double kExact = 1e-12;                                    // of the diagonal: nothing left to gain
constexpr double kSamePlace = 1e-9;                                 // of the diagonal: corners that are one
constexpr std::size_t kFailures = 16;                               // vertices or planes tried in vain before giving up

// Triangles of points that are a hull already; empty when they have no volume.
Mesh compactHull(std::span<const double> points) {
  Mesh out;
  Quickhull quick;
  if (quick.run(points) < 3) return out;
  std::vector<std::uint32_t> number(points.size() / 3, 0);
  for (const Triangle& t : quick.triangles())
    for (const std::uint32_t v : t)
      number[v] = 1;
  std::uint32_t next = 0;
  for (std::size_t v = 0; v < number.size(); ++v) {
    if (!number[v]) continue;
    number[v] = next++;
    out.addVertex({points[3 * v], points[3 * v + 1], points[3 * v + 2]});
  }
  for (const Triangle& t : quick.triangles())
    out.addTriangle(number[t[0]], number[t[1]], number[t[2]]);
  return out;
}

struct Count {
  std::size_t faces = 0, largest = 0;
};

class Limiter {
public:
  Limiter(const Hull& hull, const LimitOptions& limitOptions, const CancelToken& cancelToken)
      : full(hull.mesh.view()), body(full), options(limitOptions), cancel(cancelToken),
        diagonal(bounds(full.positions).diagonal()), centre(centreOfMass(full)) {
    double largest = 0;
    for (const double c : full.positions)
      largest = std::max(largest, std::fabs(c));
    resolution = std::max(4e-15 * diagonal, 0x1p-51 * largest);
  }

  bool fits(const Mesh& mesh, Count& count) const {
    if (mesh.triangles.empty() || mesh.view().vertexCount() > options.maxVertices) return false;
    const MergedFaces faces = mergedFaces(mesh.view(), kSamePlane, kSamePlaneOffset * diagonal);
    if (faces.count > options.maxFaces || faces.largest > options.maxFaceVertices) return false;
    const MergedFaces joined = mergedFaces(mesh.view(), kJoinedPlane, kJoinedPlaneOffset * diagonal);
    count = {faces.count, std::max(faces.largest, joined.largest)};
    return joined.largest <= options.maxFaceVertices;
  }
  bool fits(const Mesh& mesh) const {
    Count ignored;
    return fits(mesh, ignored);
  }

  // Vertices of the hull, farthest first, from a tetrahedron on.
  Mesh fromInside() const;

  struct Plane {
    Vec3 normal;
    double offset; // distance from `centre`
  };
  // Supporting planes: a box, then cut off the corner that is farthest from the hull.
  std::vector<Plane> fromOutside() const;
  // The shape within the planes; empty if numbers do not allow it.
  Mesh within(const std::vector<Plane>& planes) const;
  // The same, grown about the centre until nothing of the hull is outside.
  Mesh grown(Mesh mesh) const;
  Mesh roughContainer() const;

  LimitedHull finished(Mesh mesh) const;

  MeshView full;
  ConvexBody body;

private:
  static Vec3 centreOfMass(MeshView mesh);
  double riseOver(MeshView mesh) const; // how far the hull rises over a convex mesh
  Plane supporting(Vec3 normal) const { return {normal, dot(body.support(normal) - centre, normal)}; }

  const LimitOptions& options;
  const CancelToken& cancel;
  bool boxFits() const { return options.maxVertices >= 8 && options.maxFaces >= 6 && options.maxFaceVertices >= 4; }

  double diagonal;
  Vec3 centre;
  double resolution = 0; // metres that rounding of the coordinates may cost
};

Vec3 Limiter::centreOfMass(MeshView mesh) {
  const Vec3 origin = bounds(mesh.positions).center();
  Vec3 moment;
  double volume = 0;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    const Vec3 a = mesh.corner(t, 0) - origin, b = mesh.corner(t, 1) - origin, c = mesh.corner(t, 2) - origin;
    const double v = dot(a, cross(b, c));
    volume += v;
    moment += (a + b + c) * (v / 4);
  }
  return volume > 0 ? origin + moment * (1 / volume) : origin;
}

double Limiter::riseOver(MeshView mesh) const {
  const ConvexBody other(mesh);
  double most = 0;
  for (std::size_t v = 0; v < full.vertexCount(); ++v) {
    cancel.pollEvery4096(v);
    most = std::max(most, other.signedDistance(full.vertex(v)));
  }
  return most;
}

Mesh Limiter::fromInside() const {
  // A tetrahedron of far vertices.
  const auto farthest = [&](auto measure) {
    std::uint32_t best = 0;
    double most = -1;
    for (std::uint32_t v = 0; v < full.vertexCount(); ++v)
      if (const double m = measure(full.vertex(v)); m > most) most = m, best = v;
    return best;
  };
  std::vector<std::uint32_t> chosen;
  const Vec3 size = bounds(full.positions).size();
  const int longest = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
  const Vec3 a =
      full.vertex(chosen.emplace_back(farthest([&](Vec3 p) { return p[longest] - centre[longest] + diagonal; })));
  const Vec3 b = full.vertex(chosen.emplace_back(farthest([&](Vec3 p) { return dot(p - a, p - a); })));
  const Vec3 c = full.vertex(chosen.emplace_back(farthest([&](Vec3 p) {
    const Vec3 away = cross(normalized(b - a), p - a);
    return dot(away, away);
  })));
  const Vec3 normal = normalized(cross(b - a, c - a));
  chosen.push_back(farthest([&](Vec3 p) { return std::fabs(dot(normal, p - a)); }));

  const auto hullOfChosen = [&] {
    std::vector<double> points;
    for (const std::uint32_t v : chosen) {
      const Vec3 p = full.vertex(v);
      points.insert(points.end(), {p.x, p.y, p.z});
    }
    return compactHull(points);
  };
  Mesh best = hullOfChosen();
  if (best.triangles.empty()) return best;

  // Distances only shrink while the hull grows: look at a vertex again only when its old distance is the largest.
  struct Waiting {
    double distance;
    std::uint32_t vertex;
    bool operator<(const Waiting& o) const {
      return distance != o.distance ? distance < o.distance : vertex > o.vertex;
    }
  };
  std::priority_queue<Waiting> queue;
  std::optional<ConvexBody> inner(std::in_place, best.view());
  for (std::uint32_t v = 0; v < full.vertexCount(); ++v)
    queue.push({inner->signedDistance(full.vertex(v)), v});
  for (std::size_t failures = 0; failures < kFailures && !queue.empty();) {
    cancel.poll();
    Waiting top = queue.top();
    queue.pop();
    top.distance = inner->signedDistance(full.vertex(top.vertex));
    if (!queue.empty() && top < queue.top()) {
      if (top.distance > kExact * diagonal) queue.push(top);
      continue;
    }
    if (top.distance <= kExact * diagonal) break;
    const std::vector<std::uint32_t> before = chosen;
    chosen.push_back(top.vertex);
    Mesh next = hullOfChosen();
    if (!fits(next)) { // earlier choices in the middle of a flat face or edge may be superfluous by now
      for (std::size_t i = chosen.size() - 1; i-- > 0;) {
        const std::uint32_t v = chosen[i];
        chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(i));
        Mesh without = hullOfChosen();
        if (!without.triangles.empty() &&
            ConvexBody(without.view()).signedDistance(full.vertex(v)) <= kExact * diagonal)
          next = std::move(without);
        else
          chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(i), v);
      }
    }
    if (fits(next)) {
      best = std::move(next);
      inner.emplace(best.view());
    } else {
      chosen = before;
      ++failures;
    }
  }
  return best;
}

Mesh Limiter::within(const std::vector<Plane>& planes) const {
  // Polar dual: planes become points, their hull's triangles become the corners where three planes meet.
  std::vector<double> dual;
  for (const Plane& p : planes) {
    if (!(p.offset > 0)) return {};
    const Vec3 m = p.normal * (diagonal / p.offset);
    dual.insert(dual.end(), {m.x, m.y, m.z});
  }
  Quickhull quick;
  if (quick.run(dual) < 3) return {};
  std::vector<Vec3> corners;
  for (const Triangle& t : quick.triangles()) {
    const Plane &a = planes[t[0]], &b = planes[t[1]], &c = planes[t[2]];
    const Vec3 bc = cross(b.normal, c.normal), ca = cross(c.normal, a.normal), ab = cross(a.normal, b.normal);
    const double determinant = dot(a.normal, bc);
    if (determinant == 0) return {};
    const Vec3 corner = (bc * a.offset + ca * b.offset + ab * c.offset) * (1 / determinant);
    if (!(length(corner) < 1e3 * diagonal)) return {};
    const bool known = std::any_of(corners.begin(), corners.end(),
                                   [&](Vec3 other) { return length(other - corner) <= kSamePlace * diagonal; });
    if (!known) corners.push_back(corner);
  }
  std::vector<double> points;
  for (const Vec3 p : corners) {
    const Vec3 q = centre + p;
    points.insert(points.end(), {q.x, q.y, q.z});
  }
  return compactHull(points);
}

std::vector<Limiter::Plane> Limiter::fromOutside() const {
  std::vector<Plane> planes;
  if (boxFits()) {
    for (const Vec3 n : bestBox(full, 3).frame) {
      planes.push_back(supporting(n));
      planes.push_back(supporting(-n));
    }
  } else { // a tetrahedron is within every budget
    for (const Vec3 n : {Vec3{1, 1, 1}, Vec3{1, -1, -1}, Vec3{-1, 1, -1}, Vec3{-1, -1, 1}})
      planes.push_back(supporting(normalized(n)));
  }
  Mesh best = within(planes);
  std::vector<Vec3> given; // corners that could not be cut within the budget
  while (!best.triangles.empty() && given.size() < kFailures && planes.size() < 4 * options.maxFaces) {
    cancel.poll();
    double most = 10 * kSamePlace * diagonal; // less than that a new plane may not separate
    std::optional<Vec3> corner;
    for (std::size_t v = 0; v < best.view().vertexCount(); ++v) {
      const Vec3 p = best.view().vertex(v);
      if (std::find(given.begin(), given.end(), p) != given.end()) continue;
      if (const double d = body.signedDistance(p); d > most) most = d, corner = p;
    }
    if (!corner) break;
    planes.push_back(supporting(normalized(*corner - body.nearest(*corner))));
    Mesh next = within(planes);
    if (fits(next)) {
      best = std::move(next);
    } else {
      planes.pop_back();
      given.push_back(*corner);
    }
  }
  return planes;
}

Mesh Limiter::grown(Mesh mesh) const {
  if (mesh.triangles.empty()) return mesh;
  const double radius = -ConvexBody(mesh.view()).signedDistance(centre);
  if (!(radius > 0)) return {};
  const double scale =
      1 + (riseOver(mesh.view()) * (1 + 1e-9) + 4 * resolution) / radius; // building the hull may cost one
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const double c = centre[static_cast<int>(i % 3)];
    mesh.positions[i] = c + (mesh.positions[i] - c) * scale;
  }
  return compactHull(mesh.positions); // rounding may have bent a face
}

// The box of the hull, or a tetrahedron around it when the budget is below a box: always possible.
Mesh Limiter::roughContainer() const {
  const Box box = bounds(full.positions);
  const Vec3 edge = Vec3{4, 4, 4} * resolution, low = box.min - edge, size = box.size() + edge * 2;
  std::vector<double> points;
  const auto add = [&](double x, double y, double z) {
    points.insert(points.end(), {low.x + x * size.x, low.y + y * size.y, low.z + z * size.z});
  };
  if (boxFits()) {
    for (int i = 0; i < 8; ++i)
      add(i & 1, i >> 1 & 1, i >> 2);
  } else {
    add(0, 0, 0);
    add(3, 0, 0);
    add(0, 3, 0);
    add(0, 0, 3);
  }
  return compactHull(points);
}

LimitedHull Limiter::finished(Mesh mesh) const {
  LimitedHull out;
  Count count;
  if (!fits(mesh, count)) throw Error(Code::INTERNAL, "limitHull: the result is over the budget");
  out.faces = count.faces;
  out.largestFace = count.largest;
  const MeshView view = mesh.view();
  const Vec3 middle = centreOfMass(view);
  for (std::size_t t = 0; t < view.triangleCount(); ++t) {
    const Vec3 normal = areaVector(view.corner(t, 0), view.corner(t, 1), view.corner(t, 2));
    out.volume += dot(view.corner(t, 0) - middle, normal) / 6;
    out.area += length(normal) / 2;
  }
  for (std::size_t v = 0; v < view.vertexCount(); ++v)
    out.errorOut = std::max(out.errorOut, body.signedDistance(view.vertex(v)));
  out.errorIn = riseOver(view);
  const double rounding = 1e-12 * diagonal + resolution;
  if (out.errorIn <= rounding) out.errorIn = 0;
  if (out.errorOut <= rounding) out.errorOut = 0;
  const Vec3 size = bounds(view.positions).size();
  const double radius = -ConvexBody(view).signedDistance(middle);
  out.aspect = radius > 0 ? 0.5 * std::max({size.x, size.y, size.z}) / radius : INFINITY;
  out.mesh = std::move(mesh);
  out.limited = true;
  return out;
}

} // namespace

LimitedHull limitHullOf(const Hull& hull, const LimitOptions& options, const CancelToken& cancel) {
  if (options.maxVertices < 4 || options.maxFaces < 4 || options.maxFaceVertices < 3)
    throw Error(Code::ARGUMENT, "a hull needs at least 4 vertices and 4 faces of 3 vertices");
  const Limiter limiter(hull, options, cancel);
  const auto worst = [](const LimitedHull& l) { return std::max(l.errorOut, l.errorIn); };

  // 1. Under the budget already.
  if (limiter.fits(hull.mesh)) {
    LimitedHull out = limiter.finished(hull.mesh);
    out.errorOut = out.errorIn = 0;
    out.limited = false;
    return out;
  }

  // 2. From the inside.
  std::optional<LimitedHull> best;
  if (options.mode != LimitMode::contain) {
    Mesh inside = limiter.fromInside();
    if (limiter.fits(inside)) best = limiter.finished(std::move(inside));
    if (options.mode == LimitMode::inside) {
      if (!best) throw Error(Code::MESH_DEGENERATE, "the hull is too thin to choose a tetrahedron of its vertices");
      return *best;
    }
  }

  // 3. From the outside, as it is or with every plane pulled in by a share of the error.
  std::vector<Limiter::Plane> planes = limiter.fromOutside();
  Mesh outside = limiter.grown(limiter.within(planes));
  if (!limiter.fits(outside)) outside = limiter.roughContainer();
  if (limiter.fits(outside)) {
    LimitedHull contained = limiter.finished(std::move(outside));
    if (options.mode == LimitMode::contain) {
      // far from the origin the coordinates round more than the shape can bear: a box then
      if (contained.errorIn > 0) contained = limiter.finished(limiter.roughContainer());
      return contained;
    }
    const double error = contained.errorOut;
    if (!best || worst(contained) < worst(*best)) best = std::move(contained);
    for (const double share : {0.5, 0.4, 0.3, 0.2}) {
      std::vector<Limiter::Plane> pulled = planes;
      for (Limiter::Plane& p : pulled)
        p.offset -= std::min(share * error, 0.5 * p.offset);
      Mesh mesh = limiter.within(pulled);
      if (!limiter.fits(mesh)) continue;
      LimitedHull candidate = limiter.finished(std::move(mesh));
      if (worst(candidate) < worst(*best)) best = std::move(candidate);
    }
  }
  if (!best) throw Error(Code::MESH_DEGENERATE, "the hull is too thin for planes in double precision");
  return *best;
}

LimitedHull limitHull(MeshView mesh, const LimitOptions& options, const CancelToken& cancel) {
  return limitHullOf(hull(mesh, cancel), options, cancel);
}

LimitedHull limitHullOfPoints(std::span<const double> positions, const LimitOptions& options,
                              const CancelToken& cancel) {
  return limitHullOf(hullOfPoints(positions, cancel), options, cancel);
}

} // namespace simwright
