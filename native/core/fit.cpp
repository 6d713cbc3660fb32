#include "core/fit.h"
#include "core/convex.h"
#include "core/directions.h"
#include "core/enclosing.h"
#include "core/fit_box.h"
#include "core/inertia.h"
#include "core/quickhull.h"
#include <algorithm>
#include <numbers>

namespace simwright {

const char* primitiveName(PrimitiveKind kind) {
  switch (kind) {
  case PrimitiveKind::sphere:
    return "sphere";
  case PrimitiveKind::capsule:
    return "capsule";
  case PrimitiveKind::box:
    return "box";
  case PrimitiveKind::cylinder:
    return "cylinder";
  }
  return "box";
}

namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::size_t kFaceAxes = 8; // largest faces whose normals are tried for the cylinder

// What is fitted: a hull, or what is left of one in fewer dimensions, as a surface without volume.
struct Shape {
  Mesh mesh;
  int dimension = 3;
  double volume = 0, area = 0;
};

Shape flatShape(std::span<const double> positions, int dimension) {
  Shape out;
  out.dimension = dimension;
  const std::size_t n = positions.size() / 3;
  const auto at = [&](std::size_t i) { return Vec3{positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]}; };
  const auto farthest = [&](auto measure) {
    std::size_t best = 0;
    double most = -1;
    for (std::size_t i = 0; i < n; ++i)
      if (const double m = measure(at(i)); m > most) most = m, best = i;
    return at(best);
  };
  // two ends: the farthest from the first point, and the farthest from that
  const Vec3 a = farthest([&](Vec3 p) { return dot(p - at(0), p - at(0)); });
  const Vec3 b = farthest([&](Vec3 p) { return dot(p - a, p - a); });
  if (dimension < 2) {
    out.mesh.addVertex(a);
    out.mesh.addVertex(b);
    out.mesh.addTriangle(0, 1, 0);
    return out;
  }
  const Vec3 x = normalized(b - a);
  const Vec3 c = farthest([&](Vec3 p) {
    const Vec3 away = cross(x, p - a);
    return dot(away, away);
  });
  const Vec3 normal = normalized(cross(x, c - a)), y = cross(normal, x);
  // The polygon's corners: the points of a prism's hull over them, both levels.
  std::vector<double> prism;
  const double thickness = length(b - a);
  for (std::size_t i = 0; i < n; ++i)
    for (const double z : {0.0, thickness}) {
      const Vec3 p = at(i) - a;
      prism.insert(prism.end(), {dot(p, x), dot(p, y), z});
    }
  Quickhull quick;
  if (quick.run(prism) < 3) return flatShape(positions, 1);
  std::vector<std::uint32_t> number(n, 0xffffffffu);
  for (const Triangle& t : quick.triangles()) {
    if (t[0] % 2 || t[1] % 2 || t[2] % 2) continue; // the lower level only
    Triangle of{};
    for (std::size_t k = 0; k < 3; ++k) {
      std::uint32_t& v = number[t[k] / 2];
      if (v == 0xffffffffu) {
        v = static_cast<std::uint32_t>(out.mesh.view().vertexCount());
        out.mesh.addVertex(at(t[k] / 2));
      }
      of[k] = v;
    }
    out.mesh.addTriangle(of[0], of[1], of[2]);
    out.mesh.addTriangle(of[0], of[2], of[1]);
    out.area +=
        length(areaVector(out.mesh.view().vertex(of[0]), out.mesh.view().vertex(of[1]), out.mesh.view().vertex(of[2])));
  }
  return out;
}

class Fitter {
public:
  Fitter(const Shape& fittedShape, const CancelToken& cancelToken)
      : shape(fittedShape), cancel(cancelToken), body(shape.mesh.view(), shape.dimension < 3),
        points(verticesOf(shape.mesh.view())), sketch(sketchOf(points)),
        diagonal(bounds(shape.mesh.positions).diagonal()) {}

  Primitive sphere() const;
  Primitive box();
  Primitive capsule() const;
  Primitive cylinder() const;
  void findAxes();

private:
  Primitive capsuleAlong(Vec3 axis, std::span<const Vec3> around) const;
  Primitive cylinderAlong(Vec3 axis, std::span<const Vec3> around) const;
  Ball circle(const Frame& frame, std::span<const Vec3> around) const;
  double rimError(Vec3 center, const Frame& frame, double radius) const;
  template <class Along> Primitive bestAlong(const std::vector<Vec3>& directions, Along along) const;
  void rate(Primitive& p) const {
    p.volumeRatio = shape.volume > 0 ? p.volume / shape.volume : INFINITY;
    p.errorOut = std::max(p.errorOut, 0.0);
    p.errorIn = std::max(p.errorIn, 0.0);
  }

  const Shape& shape;
  const CancelToken& cancel;
  ConvexBody body;
  std::vector<Vec3> points, sketch, axes, roundAxes;
  double diagonal;
  Frame boxFrame{};
};

Primitive Fitter::sphere() const {
  const Ball ball = enclosingBall(points);
  Primitive out;
  out.kind = PrimitiveKind::sphere;
  out.center = ball.center;
  out.radius = ball.radius;
  out.volume = 4.0 / 3 * kPi * ball.radius * ball.radius * ball.radius;
  out.errorOut = ball.radius + body.signedDistance(ball.center); // least support about the centre = nearest face
  rate(out);
  return out;
}

Primitive Fitter::box() {
  const OrientedBox best = bestBox(shape.mesh.view(), shape.dimension);
  boxFrame = best.frame;
  Primitive out;
  out.kind = PrimitiveKind::box;
  out.center = best.center;
  out.rotation = quaternionOf(best.frame);
  out.size = best.size;
  out.volume = best.volume();
  for (int i = 0; i < 8; ++i) {
    Vec3 corner = best.center;
    for (int k = 0; k < 3; ++k)
      corner += best.frame[k] * ((i >> k & 1 ? 0.5 : -0.5) * best.size[k]);
    out.errorOut = std::max(out.errorOut, body.signedDistance(corner));
  }
  rate(out);
  return out;
}

void Fitter::findAxes() {
  axes.assign(boxFrame.begin(), boxFrame.end());
  const Vec3 middle = bounds(shape.mesh.positions).center();
  if (shape.dimension == 3) {
    if (const auto inertia = inertiaOf(solidMoments(shape.mesh.view(), middle).moments)) {
      const auto& q = inertia->axes; // columns of the rotation
      const double x = q[0], y = q[1], z = q[2], w = q[3];
      axes.push_back({1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)});
      axes.push_back({2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)});
      axes.push_back({2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)});
    }
  }
  Vec3 longest;
  for (const Vec3 a : sketch)
    for (const Vec3 b : sketch)
      if (dot(b - a, b - a) > dot(longest, longest)) longest = b - a;
  if (dot(longest, longest) > 0) axes.push_back(longest);
  axes.insert(axes.end(), {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
  for (Vec3& axis : axes)
    axis = normalized(axis);
  roundAxes = axes;
  if (shape.dimension > 1)
    for (const Vec3 n : faceDirections(shape.mesh.view(), kFaceAxes))
      roundAxes.push_back(n);
}

// The smallest over the directions, judged on the sketch, then made around everything. Near ties go to the first.
template <class Along> Primitive Fitter::bestAlong(const std::vector<Vec3>& directions, Along along) const {
  Vec3 best = directions[0];
  double least = INFINITY;
  for (const Vec3 d : directions) {
    cancel.poll();
    const Primitive p = along(d, std::span<const Vec3>(sketch));
    const double size = p.volume > 0 ? p.volume : 0;
    if (size < least * (1 - 1e-9)) least = size, best = d;
  }
  return along(best, std::span<const Vec3>(points));
}

// Smallest circle around the projection along the frame's z axis; z of its centre is 0, x and y from points[0].
Ball Fitter::circle(const Frame& frame, std::span<const Vec3> around) const {
  std::vector<Vec3> flat;
  flat.reserve(around.size());
  for (const Vec3 p : around)
    flat.push_back({dot(p - points[0], frame[0]), dot(p - points[0], frame[1]), 0});
  return enclosingBall(flat);
}

Primitive Fitter::capsuleAlong(Vec3 axis, std::span<const Vec3> around) const {
  const Frame frame = frameAround(axis);
  const Ball disk = circle(frame, around);
  double low = INFINITY, high = -INFINITY;
  for (const Vec3 p : around) {
    const Vec3 q = p - points[0];
    const double x = dot(q, frame[0]) - disk.center.x, y = dot(q, frame[1]) - disk.center.y, z = dot(q, frame[2]);
    const double reach = std::sqrt(std::max(0.0, disk.radius * disk.radius - x * x - y * y));
    low = std::min(low, z + reach);
    high = std::max(high, z - reach);
  }
  if (high < low) low = high = 0.5 * (low + high); // a sphere holds everything
  Primitive out;
  out.kind = PrimitiveKind::capsule;
  out.radius = disk.radius;
  out.height = high - low;
  out.center = points[0] + frame[0] * disk.center.x + frame[1] * disk.center.y + frame[2] * (0.5 * (low + high));
  out.rotation = quaternionOf(frame);
  out.volume = kPi * disk.radius * disk.radius * (out.height + 4.0 / 3 * disk.radius);
  return out;
}

Primitive Fitter::capsule() const {
  Primitive out = bestAlong(axes, [&](Vec3 d, std::span<const Vec3> around) { return capsuleAlong(d, around); });
  const double x = out.rotation[0], y = out.rotation[1], z = out.rotation[2], w = out.rotation[3];
  const Vec3 axis{2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)};
  const Vec3 half = axis * (0.5 * out.height);
  for (const Vec3 end : {out.center - half, out.center + half})
    out.errorOut = std::max(out.errorOut, out.radius + body.signedDistance(end));
  for (const Vec3 p : points) {
    const double along = std::clamp(dot(p - out.center, axis), -0.5 * out.height, 0.5 * out.height);
    out.errorIn = std::max(out.errorIn, length(p - out.center - axis * along) - out.radius);
  }
  rate(out);
  return out;
}

Primitive Fitter::cylinderAlong(Vec3 axis, std::span<const Vec3> around) const {
  const Frame frame = frameAround(axis);
  const Ball disk = circle(frame, around);
  double low = INFINITY, high = -INFINITY;
  for (const Vec3 p : around) {
    const double z = dot(p - points[0], frame[2]);
    low = std::min(low, z);
    high = std::max(high, z);
  }
  Primitive out;
  out.kind = PrimitiveKind::cylinder;
  out.radius = disk.radius;
  out.height = high - low;
  out.center = points[0] + frame[0] * disk.center.x + frame[1] * disk.center.y + frame[2] * (0.5 * (low + high));
  out.rotation = quaternionOf(frame);
  out.volume = kPi * disk.radius * disk.radius * out.height;
  return out;
}

// Upper bound of the largest distance from a circle to the hull: distance changes at most as fast as one moves, so
// between two points of known distance it stays below their mean plus half the way between.
double Fitter::rimError(Vec3 center, const Frame& frame, double radius) const {
  struct Arc {
    double x0, y0, d0, x1, y1, d1, bound;
    bool operator<(const Arc& o) const { return bound < o.bound; }
  };
  double found = 0;
  const auto distance = [&](double x, double y) {
    const double d = std::max(0.0, body.signedDistance(center + frame[0] * (radius * x) + frame[1] * (radius * y)));
    found = std::max(found, d);
    return d;
  };
  const auto arc = [&](double x0, double y0, double d0, double x1, double y1, double d1) {
    const double chord = radius * std::sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    return Arc{x0, y0, d0, x1, y1, d1, 0.5 * (d0 + d1 + 1.12 * chord)}; // an arc of up to 90 degrees: < 1.112 chords
  };
  std::vector<Arc> heap;
  heap.reserve(64);
  static constexpr double kStart[5][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}};
  double d[5];
  for (int i = 0; i < 5; ++i)
    d[i] = distance(kStart[i][0], kStart[i][1]);
  for (int i = 0; i < 4; ++i)
    heap.push_back(arc(kStart[i][0], kStart[i][1], d[i], kStart[i + 1][0], kStart[i + 1][1], d[i + 1]));
  std::make_heap(heap.begin(), heap.end());
  for (int round = 0; round < 4000 && heap.front().bound > found + 1e-3 * radius; ++round) {
    std::pop_heap(heap.begin(), heap.end());
    const Arc a = heap.back();
    heap.pop_back();
    const double l = std::sqrt((a.x0 + a.x1) * (a.x0 + a.x1) + (a.y0 + a.y1) * (a.y0 + a.y1));
    const double x = (a.x0 + a.x1) / l, y = (a.y0 + a.y1) / l, middle = distance(x, y);
    heap.push_back(arc(a.x0, a.y0, a.d0, x, y, middle));
    std::push_heap(heap.begin(), heap.end());
    heap.push_back(arc(x, y, middle, a.x1, a.y1, a.d1));
    std::push_heap(heap.begin(), heap.end());
  }
  return std::max(found, heap.front().bound);
}

Primitive Fitter::cylinder() const {
  Primitive out = bestAlong(roundAxes, [&](Vec3 d, std::span<const Vec3> around) { return cylinderAlong(d, around); });
  const double x = out.rotation[0], y = out.rotation[1], z = out.rotation[2], w = out.rotation[3];
  const Vec3 axis{2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)};
  const Frame frame = frameAround(axis);
  for (const double s : {-0.5, 0.5})
    out.errorOut = std::max(out.errorOut, rimError(out.center + axis * (s * out.height), frame, out.radius));
  for (const Vec3 p : points) {
    const double along = dot(p - out.center, axis);
    const double beyond = std::max(0.0, std::fabs(along) - 0.5 * out.height);
    const double away = std::max(0.0, length(p - out.center - axis * along) - out.radius);
    out.errorIn = std::max(out.errorIn, std::sqrt(beyond * beyond + away * away));
  }
  rate(out);
  return out;
}

Fit fitted(const Shape& shape, const FitOptions& options, const CancelToken& cancel) {
  Fit out;
  out.dimension = shape.dimension;
  out.hullVolume = shape.volume;
  out.hullArea = shape.area;
  out.hullVertices = shape.mesh.view().vertexCount();
  out.tolerance = options.tolerance >= 0 ? options.tolerance : 0.02 * bounds(shape.mesh.positions).diagonal();
  Fitter fitter(shape, cancel);
  const Primitive box = fitter.box();
  fitter.findAxes();
  out.primitives = {fitter.sphere(), fitter.capsule(), box, fitter.cylinder()};
  if (shape.dimension < 3) {
    out.choice = static_cast<int>(PrimitiveKind::box);
    return out;
  }
  for (std::size_t i = 0; i < 4 && out.choice < 0; ++i) {
    const Primitive& p = out.primitives[i];
    if (std::max(p.errorOut, p.errorIn) <= out.tolerance && p.volumeRatio <= options.maxVolumeRatio)
      out.choice = static_cast<int>(i);
  }
  return out;
}

void checkOptions(const FitOptions& options) {
  if (!(options.maxVolumeRatio >= 1)) throw Error(Code::ARGUMENT, "expected maxVolumeRatio of at least 1");
  if (!(options.tolerance == options.tolerance)) throw Error(Code::ARGUMENT, "expected a tolerance in metres");
}

} // namespace

Fit fitPoints(std::span<const double> positions, const FitOptions& options, const CancelToken& cancel) {
  checkOptions(options);
  Shape shape;
  try {
    Hull hull = hullOfPoints(positions, cancel);
    shape.mesh = std::move(hull.mesh);
    shape.volume = hull.volume;
    shape.area = hull.area;
  } catch (const Error& error) {
    if (error.code != Code::MESH_DEGENERATE) throw;
    Quickhull quick;
    shape = flatShape(positions, quick.run(positions, cancel));
  }
  return fitted(shape, options, cancel);
}

Fit fit(MeshView mesh, const FitOptions& options, const CancelToken& cancel) {
  validate(mesh);
  std::vector<std::uint8_t> used(mesh.vertexCount(), 0);
  for (const std::uint32_t v : mesh.triangles)
    used[v] = 1;
  std::vector<double> points;
  points.reserve(mesh.positions.size());
  for (std::size_t v = 0; v < used.size(); ++v)
    if (used[v])
      points.insert(points.end(), {mesh.positions[3 * v], mesh.positions[3 * v + 1], mesh.positions[3 * v + 2]});
  return fitPoints(points, options, cancel);
}

} // namespace simwright
