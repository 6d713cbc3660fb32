#include "core/quickhull.h"
#include "core/bvh.h"
#include "core/predicates.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr std::uint32_t kDead = 0xffffffffu;
constexpr double kTolerance = 5e-15; // of the diagonal
const double kSmallest = std::ldexp(1.0, -280);

[[noreturn]] void broken(const char* what) {
  throw Error(Code::INTERNAL, std::string("hull: ") + what);
}

} // namespace

int Quickhull::run(std::span<const double> positions, const CancelToken& cancel) {
  const std::size_t n = positions.size() / 3;
  points.clear();
  faces.clear();
  freeFaces.clear();
  pending.clear();
  limbo.clear();
  result.clear();
  eyes = 0;
  if (n == 0) return 0;

  // 1. Scale by a power of two (exact). What is smaller than 2^-280 of the largest coordinate becomes 0, which keeps
  //    the exact predicates in range and moves nothing that a double could show.
  double size = 0;
  for (const double c : positions)
    size = std::max(size, std::fabs(c));
  int exponent = 0;
  std::frexp(size, &exponent);
  const double scale = std::ldexp(1.0, -exponent / 2), scaleRest = std::ldexp(1.0, -exponent - (-exponent / 2));
  const auto scaled = [&](double c) {
    const double s = c * scale * scaleRest;
    return std::fabs(s) < kSmallest ? 0.0 : s;
  };
  points.resize(n);
  Box box;
  for (std::size_t i = 0; i < n; ++i) {
    cancel.pollEvery4096(i);
    const double* p = positions.data() + 3 * i;
    points[i] = {scaled(p[0]), scaled(p[1]), scaled(p[2]), kNone, kNone};
    box.add(points[i].at());
  }
  extent = box.size();
  largest = size == 0 ? 0 : 1;
  tolerance = kTolerance * box.diagonal();

  // 2. A tetrahedron of far points.
  std::uint32_t corner[4];
  const int dimension = initialSimplex(corner);
  if (dimension < 3) return dimension;
  const auto [a, b, c, d] = corner;
  addFace(a, b, c);
  addFace(a, d, b);
  addFace(b, d, c);
  addFace(c, d, a);
  const std::uint32_t neighbours[4][3] = {{1, 2, 3}, {3, 2, 0}, {1, 3, 0}, {2, 1, 0}};
  for (std::size_t f = 0; f < 4; ++f)
    std::copy_n(neighbours[f], 3, faces[f].across);

  // 3. Every point into the outside set of the first face that it is above.
  fresh.clear();
  for (std::uint32_t f = 0; f < 4; ++f)
    fresh.push_back(plane(f));
  for (std::size_t i = 0; i < n; ++i) {
    cancel.pollEvery4096(i);
    const auto p = static_cast<std::uint32_t>(i);
    if (p != a && p != b && p != c && p != d) place(p);
  }

  // 4. The farthest point of a face with points outside becomes a vertex, until there is none.
  for (std::uint32_t f = 0; f < 4; ++f)
    pending.push_back(f);
  do {
    while (!pending.empty()) {
      const std::uint32_t f = pending.back();
      pending.pop_back();
      if (faces[f].stamp != kDead && faces[f].first != kNone) addEye(f, cancel);
    }
  } while (releaseLimbo(cancel));
  collect();
  return 3;
}

int Quickhull::initialSimplex(std::uint32_t corners[4]) const {
  const auto n = static_cast<std::uint32_t>(points.size());
  // flat at the rounding of the coordinates themselves is flat
  const double flat = std::max(tolerance, largest * 0x1p-52);

  // two ends of the box that are farthest apart
  std::uint32_t ends[6] = {0, 0, 0, 0, 0, 0};
  for (std::uint32_t i = 1; i < n; ++i)
    for (int k = 0; k < 3; ++k) {
      std::uint32_t& low = ends[static_cast<std::size_t>(k) * 2];
      std::uint32_t& high = ends[static_cast<std::size_t>(k) * 2 + 1];
      if (points[i].at()[k] < points[low].at()[k]) low = i;
      if (points[i].at()[k] > points[high].at()[k]) high = i;
    }
  std::uint32_t a = 0, b = 0;
  double best = 0;
  for (int i = 0; i < 6; ++i)
    for (int j = i + 1; j < 6; ++j) {
      const double distance = length(points[ends[i]].at() - points[ends[j]].at());
      if (distance > best) best = distance, a = ends[i], b = ends[j];
    }
  if (best == 0) return 0;
  const Vec3 origin = points[a].at();
  const Vec3 axis = normalized(points[b].at() - origin);

  // the point farthest from their line
  std::uint32_t c = a;
  best = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const Vec3 away = cross(axis, points[i].at() - origin);
    const double distance = dot(away, away);
    if (distance > best) best = distance, c = i;
  }
  if (std::sqrt(best) <= flat) return 1;

  // the point farthest from their plane
  const Vec3 normal = normalized(cross(axis, points[c].at() - origin));
  std::uint32_t d = a;
  best = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double distance = std::fabs(dot(normal, points[i].at() - origin));
    if (distance > best) best = distance, d = i;
  }
  if (best <= flat) return 2;
  const int side = orient3d(origin, points[b].at(), points[c].at(), points[d].at());
  if (side == 0) return 2;
  corners[0] = a;
  corners[1] = side < 0 ? b : c; // the first three face away from the fourth
  corners[2] = side < 0 ? c : b;
  corners[3] = d;
  return 3;
}

std::uint32_t Quickhull::addFace(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::uint32_t f;
  if (freeFaces.empty()) {
    f = static_cast<std::uint32_t>(faces.size());
    faces.emplace_back();
  } else {
    f = freeFaces.back();
    freeFaces.pop_back();
  }
  Face& face = faces[f];
  face.v[0] = a;
  face.v[1] = b;
  face.v[2] = c;
  const Vec3 u = points[b].at() - points[a].at(), v = points[c].at() - points[a].at();
  const double yz = u.y * v.z, zy = u.z * v.y, zx = u.z * v.x, xz = u.x * v.z, xy = u.x * v.y, yx = u.y * v.x;
  face.normal = {yz - zy, zx - xz, xy - yx};
  // Shewchuk's bound, with the extent of the cloud in place of |p - a|.
  face.bound =
      kOrient3dBound * ((std::fabs(yz) + std::fabs(zy)) * extent.x + (std::fabs(zx) + std::fabs(xz)) * extent.y +
                        (std::fabs(xy) + std::fabs(yx)) * extent.z);
  face.outside = std::max(face.bound, tolerance * length(face.normal));
  face.first = face.farthest = kNone;
  face.farthestHeight = -1;
  face.stamp = 0;
  return f;
}

Quickhull::Plane Quickhull::plane(std::uint32_t f) const {
  const Face& face = faces[f];
  return {face.normal, points[face.v[0]].at(), face.bound, face.outside, f, face.outside <= face.bound};
}

// Puts a point into the outside set of the first fresh face that it is above. A point that was above a face that went
// is above a new face or inside; with a tolerance that is certain only for points clearly below every new face, or over
// the middle of one. What is left, at sharp edges, waits in limbo for the whole hull.
void Quickhull::place(std::uint32_t p) {
  const Vec3 at = points[p].at();
  bool inside = true, covered = false;
  for (const Plane& plane : fresh) {
    const double height = dot(plane.normal, at - plane.origin);
    if (height < -plane.bound) continue;
    if (height > plane.outside || (plane.sliver && aboveExactly(faces[plane.face], at))) {
      putOutside(p, plane.face, height);
      return;
    }
    inside = false;
    covered = covered || covers(faces[plane.face], at);
  }
  if (!inside && !covered) limbo.push_back(p);
}

// Is the point within tolerance of the face itself (not only of its plane)? Then it stays so whatever the hull becomes.
bool Quickhull::covers(const Face& face, Vec3 p) const {
  const Vec3 nearest = nearestOnTriangle(p, points[face.v[0]].at(), points[face.v[1]].at(), points[face.v[2]].at());
  return length(p - nearest) <= 2 * tolerance;
}

// Tests what is in limbo against every face. True if a point turned out to be outside.
bool Quickhull::releaseLimbo(const CancelToken& cancel) {
  bool found = false;
  std::size_t kept = 0;
  for (const std::uint32_t p : limbo) {
    cancel.poll();
    const Vec3 at = points[p].at();
    bool done = false;
    for (std::uint32_t f = 0; f < faces.size() && !done; ++f) {
      if (faces[f].stamp == kDead) continue;
      const double height = dot(faces[f].normal, at - points[faces[f].v[0]].at());
      if (height < -faces[f].bound) continue;
      if (height > faces[f].outside || (faces[f].outside <= faces[f].bound && aboveExactly(faces[f], at))) {
        if (faces[f].first == kNone) pending.push_back(f);
        putOutside(p, f, height);
        done = found = true;
      } else {
        done = covers(faces[f], at);
      }
    }
    if (!done) limbo[kept++] = p;
  }
  limbo.resize(kept);
  return found;
}

void Quickhull::putOutside(std::uint32_t p, std::uint32_t f, double height) {
  Face& face = faces[f];
  points[p].next = face.first;
  face.first = p;
  if (face.farthest == kNone || height > face.farthestHeight) {
    face.farthestHeight = height;
    face.farthest = p;
  }
}

bool Quickhull::aboveExactly(const Face& face, Vec3 p) const {
  return orient3dExact(points[face.v[0]].at(), points[face.v[1]].at(), points[face.v[2]].at(), p) > 0;
}

bool Quickhull::sees(std::uint32_t p, const Face& face) const {
  const double height = dot(face.normal, points[p].at() - points[face.v[0]].at());
  if (height > face.bound) return true;
  if (height < -face.bound) return false;
  return aboveExactly(face, points[p].at());
}

void Quickhull::addEye(std::uint32_t start, const CancelToken& cancel) {
  const std::uint32_t eye = faces[start].farthest;
  const std::uint32_t hidden = 2 * ++eyes, visible = hidden + 1;
  if ((eyes & 255u) == 0) cancel.poll();

  // 1. The faces that the eye sees, from the start outwards; they are a disk, its rim is the horizon.
  seen.assign(1, start);
  horizon.clear();
  faces[start].stamp = visible;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Face& face = faces[seen[i]];
    for (int e = 0; e < 3; ++e) {
      Face& other = faces[face.across[e]];
      if (other.stamp != visible && other.stamp != hidden) {
        other.stamp = sees(eye, other) ? visible : hidden;
        if (other.stamp == visible) seen.push_back(face.across[e]);
      }
      if (other.stamp == hidden) horizon.push_back({face.v[e], face.v[(e + 1) % 3], face.across[e]});
    }
  }

  // 2. A cone from the eye to the horizon, sewn by the vertex where each new face starts.
  fresh.clear();
  for (const HorizonEdge& edge : horizon) {
    const std::uint32_t f = addFace(edge.from, edge.to, eye);
    points[edge.from].newFace = f;
    Face& beyond = faces[edge.beyond];
    int e = 0;
    while (e < 3 && beyond.v[e] != edge.to)
      ++e;
    if (e == 3 || beyond.v[(e + 1) % 3] != edge.from) broken("horizon edge without its twin");
    beyond.across[e] = f;
    faces[f].across[0] = edge.beyond;
    fresh.push_back(plane(f));
  }
  for (std::size_t i = 0; i < horizon.size(); ++i) {
    const std::uint32_t f = fresh[i].face, g = points[horizon[i].to].newFace;
    if (g == kNone || faces[g].v[0] != horizon[i].to || faces[g].v[2] != eye) broken("horizon is not one loop");
    faces[f].across[1] = g;
    faces[g].across[2] = f;
  }
  for (const HorizonEdge& edge : horizon)
    points[edge.from].newFace = kNone;

  // 3. Points of the faces that went are above a new face or inside.
  std::size_t moved = 0;
  for (const std::uint32_t f : seen) {
    for (std::uint32_t p = faces[f].first; p != kNone;) {
      cancel.pollEvery4096(moved++);
      const std::uint32_t next = points[p].next;
      if (p != eye) place(p);
      p = next;
    }
    faces[f].stamp = kDead;
    freeFaces.push_back(f);
  }
  for (const Plane& plane : fresh)
    if (faces[plane.face].first != kNone) pending.push_back(plane.face);
}

void Quickhull::emit(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  if (b < a && b < c)
    result.push_back({b, c, a});
  else if (c < a && c < b)
    result.push_back({c, a, b});
  else
    result.push_back({a, b, c});
}

// Joins exactly coplanar triangles to polygons, drops vertices that are not corners, checks convexity on the way.
void Quickhull::collect() {
  // 1. Creases per vertex: a corner of the hull has three or more.
  std::vector<std::uint32_t> creases(points.size(), 0);
  std::vector<std::uint8_t> crease(3 * faces.size(), 0);
  std::size_t live = 0, creaseCount = 0;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const Face& face = faces[f];
    if (face.stamp == kDead) continue;
    ++live;
    for (int e = 0; e < 3; ++e) {
      const std::uint32_t g = face.across[e];
      if (g < f) continue; // each edge once
      const Face& other = faces[g];
      int back = 0;
      while (back < 3 && other.v[back] != face.v[(e + 1) % 3])
        ++back;
      if (other.stamp == kDead || back == 3 || other.across[back] != f) broken("faces are not sewn together");
      const std::uint32_t opposite = other.v[(back + 2) % 3];
      const int side =
          orient3d(points[face.v[0]].at(), points[face.v[1]].at(), points[face.v[2]].at(), points[opposite].at());
      if (side > 0) broken("the result is not convex");
      if (side == 0) continue;
      crease[std::size_t{3} * f + static_cast<std::size_t>(e)] =
          crease[std::size_t{3} * g + static_cast<std::size_t>(back)] = 1;
      ++creases[face.v[e]];
      ++creases[face.v[(e + 1) % 3]];
      ++creaseCount;
    }
  }

  // 2. Nothing coplanar: the triangles are the answer. Else walk each polygon's rim.
  result.reserve(live);
  if (2 * creaseCount == 3 * live) {
    for (const Face& face : faces)
      if (face.stamp != kDead) emit(face.v[0], face.v[1], face.v[2]);
  } else {
    std::vector<std::uint8_t> done(faces.size(), 0);
    std::vector<std::uint32_t> rimNext(points.size(), kNone), rim;
    for (std::size_t f = 0; f < faces.size(); ++f) {
      if (faces[f].stamp == kDead || done[f]) continue;
      std::uint32_t start = kNone;
      seen.assign(1, static_cast<std::uint32_t>(f));
      done[f] = 1;
      for (std::size_t i = 0; i < seen.size(); ++i) {
        const Face& face = faces[seen[i]];
        for (int e = 0; e < 3; ++e) {
          if (crease[3 * static_cast<std::size_t>(seen[i]) + static_cast<std::size_t>(e)]) {
            rimNext[face.v[e]] = face.v[(e + 1) % 3];
            start = face.v[e];
          } else if (!done[face.across[e]]) {
            done[face.across[e]] = 1;
            seen.push_back(face.across[e]);
          }
        }
      }
      if (start == kNone) broken("a polygon without a rim");
      rim.clear();
      for (std::uint32_t v = start;;) {
        if (creases[v] >= 3) rim.push_back(v);
        const std::uint32_t next = rimNext[v];
        if (next == kNone) broken("a polygon's rim is not closed");
        rimNext[v] = kNone;
        v = next;
        if (v == start) break;
      }
      if (rim.size() < 3) broken("a polygon with fewer than three corners");
      std::rotate(rim.begin(), std::min_element(rim.begin(), rim.end()), rim.end());
      for (std::size_t i = 2; i < rim.size(); ++i)
        emit(rim[0], rim[i - 1], rim[i]);
    }
  }

  // 3. Order that does not depend on how we got here, and Euler's formula.
  std::sort(result.begin(), result.end());
  std::size_t corners = 0;
  for (const std::uint32_t c : creases)
    corners += c >= 3;
  if (corners * 2 != result.size() + 4) broken("V - E + F is not 2");
}

} // namespace simwright
