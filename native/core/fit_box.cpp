#include "core/fit_box.h"
#include "core/directions.h"
#include "core/quickhull.h"
#include <algorithm>
#include <vector>

namespace simwright {

namespace {

constexpr std::size_t kLargestFaces = 64; // of the hull, beside those of a sketch
constexpr std::size_t kAllFaces = 1000;

struct Point2 {
  double x, y;
};
double cross2(Point2 o, Point2 a, Point2 b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

// Convex polygon of points, counter-clockwise (Andrew's monotone chain). Fewer than three corners: a segment or a
// point.
std::vector<Point2> polygon(std::vector<Point2> points) {
  std::sort(points.begin(), points.end(), [](Point2 a, Point2 b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  std::vector<Point2> hull;
  const auto extend = [&](Point2 p, std::size_t keep) {
    while (hull.size() >= keep + 2 && cross2(hull[hull.size() - 2], hull.back(), p) <= 0)
      hull.pop_back();
    hull.push_back(p);
  };
  for (const Point2 p : points)
    extend(p, 0);
  const std::size_t lower = hull.size();
  for (std::size_t i = points.size(); i-- > 0;)
    extend(points[i], lower - 1);
  if (hull.size() > 1) hull.pop_back();
  return hull;
}

struct Rectangle {
  double area = INFINITY;
  Point2 along{1, 0}; // unit
};

// Smallest rectangle: one side is flush with a side of the polygon.
Rectangle smallestRectangle(const std::vector<Point2>& p) {
  Rectangle best;
  const std::size_t n = p.size();
  const auto dot2 = [](Point2 a, Point2 b) { return a.x * b.x + a.y * b.y; };
  std::size_t right = 0, top = 0, left = 0; // farthest along, across and against the current side
  for (std::size_t i = 0; i < n; ++i) {
    const Point2 a = p[i], b = p[(i + 1) % n];
    const double l = std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
    if (!(l > 0)) continue;
    const Point2 u{(b.x - a.x) / l, (b.y - a.y) / l}, v{-u.y, u.x};
    const auto climb = [&](std::size_t& at, Point2 d) {
      for (std::size_t steps = 0; steps < n && dot2(p[(at + 1) % n], d) >= dot2(p[at], d); ++steps)
        at = (at + 1) % n;
    };
    if (i == 0) right = 1 % n;
    climb(right, u);
    if (i == 0) top = right;
    climb(top, v);
    if (i == 0) left = top;
    climb(left, {-u.x, -u.y});
    const double width = dot2(p[right], u) - dot2(p[left], u), height = dot2(p[top], v) - dot2(a, v);
    if (width * height < best.area) best = {width * height, u};
  }
  return best;
}

// The smallest box with its z axis along `normal`.
OrientedBox boxFlush(Vec3 normal, std::span<const Vec3> points) {
  const Frame frame = frameAround(normal);
  std::vector<Point2> flat;
  flat.reserve(points.size());
  for (const Vec3 p : points)
    flat.push_back({dot(p - points[0], frame[0]), dot(p - points[0], frame[1])});
  const Point2 u = smallestRectangle(polygon(std::move(flat))).along;
  const Vec3 x = normalized(frame[0] * u.x + frame[1] * u.y);
  return boxAlong({x, cross(normal, x), normal}, points);
}

// Renames the axes so that the frame is the least turned: the largest trace of the 24 proper namings.
void standardize(OrientedBox& box) {
  static constexpr int kOrders[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}};
  double best = -4;
  Frame frame = box.frame;
  Vec3 size = box.size;
  for (const auto& order : kOrders)
    for (int signs = 0; signs < 8; ++signs) {
      Frame f;
      for (int k = 0; k < 3; ++k)
        f[k] = box.frame[order[k]] * (signs >> k & 1 ? -1.0 : 1.0);
      if (dot(cross(f[0], f[1]), f[2]) < 0) continue;
      const double trace = f[0].x + f[1].y + f[2].z;
      if (trace <= best + 1e-9) continue;
      best = trace;
      frame = f;
      size = {box.size[order[0]], box.size[order[1]], box.size[order[2]]};
    }
  box.frame = frame;
  box.size = size;
}

} // namespace

OrientedBox boxAlong(const Frame& frame, std::span<const Vec3> points) {
  OrientedBox box;
  box.frame = frame;
  box.center = points[0];
  for (int k = 0; k < 3; ++k) {
    double low = 0, high = 0;
    for (const Vec3 p : points) {
      const double along = dot(p - points[0], frame[static_cast<std::size_t>(k)]);
      low = std::min(low, along);
      high = std::max(high, along);
    }
    box.size[k] = high - low;
    box.center += frame[static_cast<std::size_t>(k)] * (0.5 * (low + high));
  }
  return box;
}

namespace {

// Volume; where that vanishes, area; where that vanishes, length.
double cost(const OrientedBox& box, double diagonal) {
  const Vec3 s = box.size;
  return s.x * s.y * s.z + 1e-7 * diagonal * (s.x * s.y + s.y * s.z + s.z * s.x) +
         1e-14 * diagonal * diagonal * (s.x + s.y + s.z);
}

// Normals of the sides that the box may be flush with.
std::vector<Vec3> sideNormals(MeshView hull, int dimension, const std::vector<Vec3>& sketch, bool sketched) {
  if (dimension == 0) return {};
  if (dimension == 1) return {normalized(hull.vertex(1) - hull.vertex(0))};
  std::vector<Vec3> normals = faceDirections(hull, sketched ? kLargestFaces : kAllFaces);
  if (!sketched || dimension < 3) return normals;
  Mesh rough;
  for (const Vec3 p : sketch)
    rough.addVertex(p);
  Quickhull quick;
  if (quick.run(rough.positions) < 3) return normals;
  for (const Triangle& t : quick.triangles())
    rough.addTriangle(t[0], t[1], t[2]);
  const std::vector<Vec3> more = faceDirections(rough.view(), kAllFaces);
  normals.insert(normals.end(), more.begin(), more.end());
  return normals;
}

} // namespace

OrientedBox bestBox(MeshView hull, int dimension) {
  constexpr double kUpright = 1.03;
  constexpr std::size_t kJudged = 6;
  const std::vector<Vec3> points = verticesOf(hull), sketch = sketchOf(points);
  const std::vector<Vec3> normals = sideNormals(hull, dimension, sketch, points.size() > kSketchAbove);
  const double diagonal = length(boxAlong({Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}, points).size);
  // 1. Directions by the volume around the sketch.
  struct Candidate {
    double cost;
    std::size_t direction;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(normals.size());
  for (std::size_t i = 0; i < normals.size(); ++i)
    candidates.push_back({cost(boxFlush(normals[i], sketch), diagonal), i});
  const std::size_t judged = std::min(kJudged, candidates.size());
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(judged), candidates.end(),
                    [](const Candidate& a, const Candidate& b) {
                      return a.cost != b.cost ? a.cost < b.cost : a.direction < b.direction;
                    });
  // 2. The best of them, and the upright box, around everything.
  OrientedBox best = boxFlush({0, 0, 1}, points);
  best.upright = true;
  const double allowed = cost(best, diagonal) / kUpright;
  double least = INFINITY;
  for (std::size_t i = 0; i < judged; ++i) {
    const OrientedBox box = boxFlush(normals[candidates[i].direction], points);
    const double c = cost(box, diagonal);
    if (c < allowed && c < least) least = c, best = box;
  }
  standardize(best);
  return best;
}

} // namespace simwright
