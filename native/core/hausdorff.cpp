#include "core/hausdorff.h"
#include <algorithm>

namespace simwright {

namespace {

struct Point {
  Vec3 at;
  double distance = 0;
  std::uint32_t nearest = kNoTriangle;
};

struct Piece {
  Point corner[3];
  std::uint32_t hint = kNoTriangle; // a triangle of the other surface that the piece lies over
  double bound = 0;
  bool operator<(const Piece& o) const { return bound < o.bound; }
};

double distanceTo(Vec3 p, MeshView to, std::uint32_t triangle) {
  return length(p - nearestOnTriangle(p, to.corner(triangle, 0), to.corner(triangle, 1), to.corner(triangle, 2)));
}

// The best of the triangles that are nearest to a corner, and of the hint, for the whole piece.
double bound(const Piece& piece, MeshView to) {
  double best = INFINITY;
  const auto consider = [&](std::uint32_t triangle, int known) {
    double most = known < 0 ? 0 : piece.corner[known].distance;
    for (int j = 0; j < 3 && most < best; ++j)
      if (j != known) most = std::max(most, distanceTo(piece.corner[j].at, to, triangle));
    best = std::min(best, most);
  };
  for (int i = 0; i < 3; ++i)
    consider(piece.corner[i].nearest, i);
  if (piece.hint != kNoTriangle) consider(piece.hint, -1);
  return best;
}

// A triangle cut by up to three planes.
struct Polygon {
  Vec3 corner[24]; // each cut at most doubles, whatever rounding does
  std::size_t count = 0;
  void push(Vec3 p) { corner[count++] = p; }
};

// Cuts a convex polygon by a plane: what is in front stays in `polygon`, what is behind comes back.
Polygon cut(Polygon& polygon, Vec3 origin, Vec3 normal, double same) {
  Polygon front, behind;
  const std::size_t n = polygon.count;
  bool anyFront = false, anyBehind = false;
  double height[24];
  for (std::size_t i = 0; i < n; ++i) {
    height[i] = dot(polygon.corner[i] - origin, normal);
    anyFront = anyFront || height[i] > same;
    anyBehind = anyBehind || height[i] < -same;
  }
  if (!anyBehind) return {};
  if (!anyFront) {
    std::swap(behind, polygon);
    return behind;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    const Vec3 p = polygon.corner[i];
    if (height[i] >= -same) front.push(p);
    if (height[i] <= same) behind.push(p);
    if ((height[i] > same && height[j] < -same) || (height[i] < -same && height[j] > same)) {
      const Vec3 x = p + (polygon.corner[j] - p) * (height[i] / (height[i] - height[j]));
      front.push(x);
      behind.push(x);
    }
  }
  polygon = front;
  return behind;
}

// The piece cut along the sides of one triangle of the other surface: what lies over it is settled there, also where
// two triangles of that surface meet in one plane.
void split(const Piece& piece, MeshView to, std::uint32_t over, double same, std::vector<Piece>& out) {
  out.clear();
  const auto emit = [&](const Polygon& polygon, std::uint32_t hint) {
    for (std::size_t i = 2; i < polygon.count; ++i)
      out.push_back({{{polygon.corner[0], 0, kNoTriangle},
                      {polygon.corner[i - 1], 0, kNoTriangle},
                      {polygon.corner[i], 0, kNoTriangle}},
                     hint,
                     0});
  };
  Polygon rest{{piece.corner[0].at, piece.corner[1].at, piece.corner[2].at}, 3};
  const Vec3 twice = areaVector(to.corner(over, 0), to.corner(over, 1), to.corner(over, 2)), normal = normalized(twice);
  const double ratio = length(areaVector(rest.corner[0], rest.corner[1], rest.corner[2])) / length(twice);
  const bool cutting = over != piece.hint && ratio < 4; // much larger pieces are quartered first; false for no area
  if (cutting)
    for (int c = 0; c < 3 && rest.count > 0; ++c) {
      const Vec3 from = to.corner(over, c);
      emit(cut(rest, from, normalized(cross(normal, to.corner(over, (c + 1) % 3) - from)), same), kNoTriangle);
    }
  const bool whole = out.empty() || (rest.count == 0 && out.size() == 1);
  if (!whole) {
    emit(rest, over);
    return;
  }
  // All of it is over the triangle or beside it: four quarters.
  const Vec3 a = piece.corner[0].at, b = piece.corner[1].at, c = piece.corner[2].at;
  const Vec3 ab = (a + b) * 0.5, bc = (b + c) * 0.5, ca = (c + a) * 0.5;
  out.clear();
  for (const auto& [p, q, r] :
       {std::array{a, ab, ca}, std::array{ab, b, bc}, std::array{ca, bc, c}, std::array{ab, bc, ca}})
    emit({{p, q, r}, 3}, cutting && rest.count > 0 ? over : piece.hint);
}

} // namespace

HausdorffBounds hausdorff(MeshView from, MeshView to, const Bvh& tree, double enough, double slack,
                          std::size_t evaluations, const CancelToken& cancel) {
  HausdorffBounds out;
  const auto query = [&](Vec3 p) {
    const Nearest found = tree.nearest(p);
    out.lower = std::max(out.lower, found.distance);
    return Point{p, found.distance, found.triangle};
  };
  // 1. Every vertex once.
  std::vector<std::uint8_t> used(from.vertexCount(), 0);
  for (const std::uint32_t v : from.triangles)
    used[v] = 1;
  std::vector<Point> points(from.vertexCount());
  for (std::size_t v = 0; v < used.size(); ++v) {
    if ((v & 511u) == 0) cancel.poll();
    if (used[v]) points[v] = query(from.vertex(v));
  }
  // 2. Every triangle: most are settled by their corners.
  std::vector<Piece> heap;
  const double rounding = 1e-13 * usedBounds(from).diagonal();
  const auto settled = [&](double b) { return b <= std::max(enough, out.lower * (1 + slack) + rounding); };
  for (std::size_t t = 0; t < from.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = from.triangle(t);
    Piece piece{{points[tri[0]], points[tri[1]], points[tri[2]]}};
    piece.bound = bound(piece, to);
    if (settled(piece.bound))
      out.upper = std::max(out.upper, piece.bound);
    else
      heap.push_back(piece);
  }
  // 3. Split the rest, worst first.
  std::vector<Piece> children;
  std::make_heap(heap.begin(), heap.end());
  std::size_t spent = 0;
  for (std::size_t round = 0; !heap.empty() && spent < evaluations; ++round) {
    if ((round & 63u) == 0) cancel.poll();
    if (settled(heap.front().bound) || (enough > 0 && out.lower > enough)) break;
    std::pop_heap(heap.begin(), heap.end());
    const Piece p = heap.back();
    heap.pop_back();
    const Vec3 middle = (p.corner[0].at + p.corner[1].at + p.corner[2].at) * (1.0 / 3);
    ++spent;
    const std::uint32_t over = query(middle).nearest;
    split(p, to, over, rounding, children);
    for (Piece& child : children) {
      // Cheap first: over the triangles that the whole was near to.
      child.bound = p.bound;
      for (const std::uint32_t t : {over, p.corner[0].nearest, p.corner[1].nearest, p.corner[2].nearest}) {
        double most = 0;
        for (int j = 0; j < 3 && most < child.bound; ++j)
          most = std::max(most, distanceTo(child.corner[j].at, to, t));
        child.bound = std::min(child.bound, most);
      }
      if (settled(child.bound)) {
        out.upper = std::max(out.upper, child.bound);
        continue;
      }
      for (Point& corner : child.corner) {
        const Point* known = std::find_if(p.corner, p.corner + 3, [&](const Point& o) { return o.at == corner.at; });
        spent += known == p.corner + 3;
        corner = known == p.corner + 3 ? query(corner.at) : *known;
      }
      child.bound = std::min(child.bound, bound(child, to));
      heap.push_back(child);
      std::push_heap(heap.begin(), heap.end());
    }
  }
  if (!heap.empty()) out.upper = std::max(out.upper, heap.front().bound);
  out.upper = std::max(out.upper, out.lower);
  return out;
}

} // namespace simwright
