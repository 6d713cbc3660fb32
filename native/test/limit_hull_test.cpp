#include "core/convex.h"
#include "core/distance.h"
#include "core/error.h"
#include "core/limit_hull.h"
#include "hull_checks.h"
#include "random.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;

namespace {

void add(std::vector<double>& points, Vec3 p) {
  points.insert(points.end(), {p.x, p.y, p.z});
}

std::vector<double> cloud(test::Random& random, int n, int kind) {
  std::vector<double> points;
  const test::Rotation turn(random);
  for (int i = 0; i < n; ++i) {
    Vec3 p = random.inBall();
    if (kind == 0) p = normalized(p);                                                         // sphere
    if (kind == 1) p = {p.x, 0.3 * p.y, 0.02 * p.z};                                          // flat
    if (kind == 2) p = turn({std::round(3 * p.x), std::round(3 * p.y), std::round(3 * p.z)}); // many noisy planes
    if (kind == 3) p = normalized({p.x, p.y, 0}) + Vec3{0, 0, p.z > 0 ? 0.5 : -0.5};          // disk with many sides
    if (kind == 4) p = normalized(p) + Vec3{1e6, -1e6, 1e6};                                  // far away
    if (kind == 5) p = normalized(p) * 1e-9;
    add(points, p);
  }
  return points;
}

// The budget, convexity, and both errors against dense samples of both surfaces.
void check(const LimitedHull& l, const Hull& full, const LimitOptions& options) {
  const MeshView view = l.mesh.view();
  const double diagonal = bounds(full.mesh.positions).diagonal();
  CHECK(view.vertexCount() <= options.maxVertices);
  CHECK(l.faces <= options.maxFaces);
  CHECK(l.largestFace <= options.maxFaceVertices);
  const MergedFaces faces = mergedFaces(view, 0.99985, 2e-4 * diagonal);
  CHECK(faces.count <= options.maxFaces);
  CHECK(faces.largest <= options.maxFaceVertices);
  const Hull again = hull(view); // convex: its hull is itself
  CHECK(again.mesh.view().vertexCount() <= view.vertexCount());
  CHECK(again.volume == doctest::Approx(l.volume).epsilon(1e-9));
  const double slack = 1e-12 * diagonal + 1e-15 * length(bounds(full.mesh.positions).center());
  if (options.mode == LimitMode::contain) CHECK(l.errorIn == 0);
  if (options.mode == LimitMode::inside) CHECK(l.errorOut == 0);
  const MeshDistance d = meshDistance(view, full.mesh.view(), {4000, true});
  CHECK(d.max <= std::max(l.errorIn, l.errorOut) + slack);
  CHECK(d.max >= 0.9 * std::max(l.errorIn, l.errorOut) - slack);
  const ConvexBody outer(full.mesh.view()), inner(view);
  double out = 0, in = 0;
  for (const double* p = l.mesh.positions.data(); p != l.mesh.positions.data() + l.mesh.positions.size(); p += 3)
    out = std::max(out, outer.signedDistance({p[0], p[1], p[2]}));
  for (std::size_t v = 0; v < full.mesh.view().vertexCount(); ++v)
    in = std::max(in, inner.signedDistance(full.mesh.view().vertex(v)));
  CHECK(std::fabs(out - l.errorOut) <= slack);
  CHECK(std::fabs(in - l.errorIn) <= slack);
}

} // namespace

TEST_CASE("limitHull: a hull under the budget is unchanged") {
  const Mesh box = test::box({0, 0, 0}, {1, 2, 3});
  const LimitedHull l = limitHull(box.view());
  CHECK_FALSE(l.limited);
  CHECK(l.mesh.positions == box.positions);
  CHECK(l.faces == 6);
  CHECK(l.largestFace == 4);
  CHECK(l.errorIn == 0);
  CHECK(l.errorOut == 0);
  CHECK(l.volume == doctest::Approx(6));
  CHECK(l.aspect == doctest::Approx(3));
  const LimitedHull prism = [] { // 31 sides pass whole
    std::vector<double> points;
    for (int i = 0; i < 31; ++i)
      for (const double z : {0.0, 1.0})
        add(points, {std::cos(i * 2 * std::numbers::pi / 31), std::sin(i * 2 * std::numbers::pi / 31), z});
    return limitHullOfPoints(points);
  }();
  CHECK_FALSE(prism.limited);
  CHECK(prism.faces == 33);
  CHECK(prism.largestFace == 31);
}

TEST_CASE("limitHull: every budget and mode holds, with true errors") {
  test::Random random(3);
  for (int kind = 0; kind < 6; ++kind)
    for (const LimitMode mode : {LimitMode::contain, LimitMode::inside, LimitMode::balance})
      for (const LimitOptions& budget : {LimitOptions{}, LimitOptions{12, 12, 6}, LimitOptions{4, 4, 3},
                                         LimitOptions{32, 255, 255}, LimitOptions{255, 20, 31}}) {
        LimitOptions options = budget;
        options.mode = mode;
        const std::vector<double> points = cloud(random, 600, kind);
        CAPTURE(kind);
        CAPTURE(static_cast<int>(mode));
        CAPTURE(options.maxVertices);
        check(limitHullOfPoints(points, options), hullOfPoints(points), options);
      }
}

TEST_CASE("limitHull: a sphere keeps its size within a few percent, and balance is best") {
  const Mesh sphere = test::sphere(1, 30, 60);
  LimitOptions options;
  double error[3];
  for (const LimitMode mode : {LimitMode::contain, LimitMode::inside, LimitMode::balance}) {
    options.mode = mode;
    const LimitedHull l = limitHull(sphere.view(), options);
    error[static_cast<int>(mode)] = std::max(l.errorIn, l.errorOut);
    CHECK(l.mesh.view().vertexCount() >= 30);
    CHECK(error[static_cast<int>(mode)] < 0.25);
    MESSAGE("mode " << static_cast<int>(mode) << " out " << l.errorOut << " in " << l.errorIn << " volume "
                    << l.volume);
  }
  CHECK(error[2] < error[0]);
  CHECK(error[2] < error[1]);
}

TEST_CASE("limitHull: a finely turned cube is a cube again") {
  test::Random random(5);
  const test::Rotation turn(random);
  std::vector<double> points;
  for (int i = 0; i < 20; ++i)
    for (int j = 0; j < 20; ++j)
      for (int k = 0; k < 20; ++k)
        add(points, turn({0.1 * i, 0.1 * j, 0.1 * k}));
  LimitOptions options;
  options.maxVertices = 8;
  const LimitedHull l = limitHullOfPoints(points, options);
  CHECK(l.mesh.view().vertexCount() == 8);
  CHECK(l.faces == 6);
  CHECK(l.volume == doctest::Approx(1.9 * 1.9 * 1.9).epsilon(1e-12));
}

TEST_CASE("limitHull: refusals") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  CHECK_THROWS_AS(limitHull(box.view(), {3, 64, 31}), Error);
  CHECK_THROWS_AS(limitHull(box.view(), {64, 3, 31}), Error);
  CHECK_THROWS_AS(limitHull(box.view(), {64, 64, 2}), Error);
  CHECK_THROWS_AS(limitHullOfPoints(std::vector<double>{0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0}), Error);
}
