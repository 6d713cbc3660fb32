#include "core/convex.h"
#include "core/enclosing.h"
#include "core/error.h"
#include "core/fit.h"
#include "hull_checks.h"
#include "random.h"
#include "shapes.h"
#include <algorithm>
#include <doctest/doctest.h>

using namespace simwright;

namespace {

constexpr double kPi = std::numbers::pi;
void add(std::vector<double>& points, Vec3 p) {
  points.insert(points.end(), {p.x, p.y, p.z});
}
const Primitive& of(const Fit& fit, PrimitiveKind kind) {
  return fit.primitives[static_cast<std::size_t>(kind)];
}

Vec3 turned(const std::array<double, 4>& q, Vec3 p) {
  const Vec3 u{q[0], q[1], q[2]};
  return p + cross(u, cross(u, p) + p * q[3]) * 2;
}

template <class Map> std::vector<double> mapped(const std::vector<double>& points, Map map) {
  std::vector<double> out;
  for (std::size_t i = 0; i < points.size(); i += 3)
    add(out, map(Vec3{points[i], points[i + 1], points[i + 2]}));
  return out;
}

// A random point of the primitive's surface, often on an edge or corner where it is farthest from the hull.
Vec3 surfacePoint(const Primitive& p, test::Random& random) {
  const Vec3 d = random.direction();
  Vec3 local;
  switch (p.kind) {
  case PrimitiveKind::sphere:
    local = d * p.radius;
    break;
  case PrimitiveKind::capsule:
    local = d * p.radius + Vec3{0, 0, (d.z < 0 ? -0.5 : 0.5) * p.height};
    break;
  case PrimitiveKind::box:
    for (int k = 0; k < 3; ++k)
      local[k] = p.size[k] * (random.below(2) ? 0.5 : -0.5);
    if (random.below(2)) local[static_cast<int>(random.below(3))] *= random.between(-1, 1);
    break;
  case PrimitiveKind::cylinder: {
    const Vec3 flat = normalized({d.x, d.y, 0});
    local = flat * (p.radius * (random.below(2) ? 1 : random.unit())) + Vec3{0, 0, (d.z < 0 ? -0.5 : 0.5) * p.height};
    break;
  }
  }
  return p.center + turned(p.rotation, local);
}

double distanceOutside(const Primitive& p, Vec3 point) {
  const std::array<double, 4> back{-p.rotation[0], -p.rotation[1], -p.rotation[2], p.rotation[3]};
  const Vec3 q = turned(back, point - p.center);
  switch (p.kind) {
  case PrimitiveKind::sphere:
    return std::max(0.0, length(q) - p.radius);
  case PrimitiveKind::capsule:
    return std::max(0.0, length(q - Vec3{0, 0, std::clamp(q.z, -0.5 * p.height, 0.5 * p.height)}) - p.radius);
  case PrimitiveKind::box: {
    Vec3 out;
    for (int k = 0; k < 3; ++k)
      out[k] = std::max(0.0, std::fabs(q[k]) - 0.5 * p.size[k]);
    return length(out);
  }
  case PrimitiveKind::cylinder: {
    const double away = std::max(0.0, std::sqrt(q.x * q.x + q.y * q.y) - p.radius);
    return length({away, std::max(0.0, std::fabs(q.z) - 0.5 * p.height), 0});
  }
  }
  return 0;
}

// Everything contained; errors at least what samples find, and not much more.
void check(const Fit& fit, const std::vector<double>& points, test::Random& random) {
  const double diagonal = bounds(points).diagonal();
  const Hull hull = hullOfPoints(points);
  const ConvexBody body(hull.mesh.view());
  for (const Primitive& p : fit.primitives) {
    CAPTURE(primitiveName(p.kind));
    double in = 0, out = 0;
    for (std::size_t i = 0; i < points.size(); i += 3)
      in = std::max(in, distanceOutside(p, {points[i], points[i + 1], points[i + 2]}));
    CHECK(in <= 1e-12 * diagonal);
    CHECK(p.errorIn <= 1e-12 * diagonal);
    for (int i = 0; i < 3000; ++i)
      out = std::max(out, body.signedDistance(surfacePoint(p, random)));
    CHECK(out <= p.errorOut + 1e-12 * diagonal);
    CHECK(out >= 0.93 * p.errorOut - 0.01 * diagonal);
    CHECK(p.volume >= hull.volume * (1 - 1e-12));
    CHECK(p.volumeRatio == doctest::Approx(p.volume / hull.volume));
  }
}

} // namespace

TEST_CASE("enclosing ball: known answers") {
  CHECK(enclosingBall({}).radius == 0);
  const std::vector<Vec3> pair{{1, 0, 0}, {-1, 0, 0}, {0, 0.5, 0}};
  CHECK(enclosingBall(pair).radius == doctest::Approx(1));
  const std::vector<Vec3> triangle{{1, 0, 0}, {-0.5, std::sqrt(0.75), 0}, {-0.5, -std::sqrt(0.75), 0}};
  CHECK(enclosingBall(triangle).radius == doctest::Approx(1));
  CHECK(length(enclosingBall(triangle).center) < 1e-15);
  std::vector<Vec3> cube;
  for (int i = 0; i < 8; ++i)
    cube.push_back({1.0 * (i & 1), 1.0 * (i >> 1 & 1), 1.0 * (i >> 2)});
  CHECK(enclosingBall(cube).radius == doctest::Approx(std::sqrt(0.75)).epsilon(1e-14));
  cube.insert(cube.end(), cube.begin(), cube.end());
  CHECK(enclosingBall(cube).radius == doctest::Approx(std::sqrt(0.75)).epsilon(1e-14));
}

TEST_CASE("enclosing ball: minimal, by the condition that its centre is in the hull of the points on it") {
  test::Random random(17);
  for (int round = 0; round < 200; ++round) {
    std::vector<Vec3> points;
    for (int i = 0; i < 300; ++i)
      points.push_back(round % 2 ? random.direction() : random.inBall());
    const Ball ball = enclosingBall(points);
    std::vector<Vec3> on;
    for (const Vec3 p : points) {
      CHECK(length(p - ball.center) <= ball.radius * (1 + 1e-14));
      if (length(p - ball.center) >= ball.radius * (1 - 1e-10)) on.push_back(p);
    }
    // moving the centre in any direction brings some touching point no closer
    for (int i = 0; i < 300; ++i) {
      const Vec3 d = random.direction();
      double least = 1;
      for (const Vec3 p : on)
        least = std::min(least, dot(d, p - ball.center));
      CHECK(least <= 1e-9);
    }
  }
}

TEST_CASE("fit: a turned box is found exactly and chosen") {
  test::Random random(19);
  for (int round = 0; round < 50; ++round) {
    const test::Rotation turn(random);
    const Vec3 size{random.between(0.1, 1), random.between(1, 2), random.between(2, 3)}, at = random.inBall() * 10.0;
    const Mesh box = test::box({0, 0, 0}, size);
    const std::vector<double> points = mapped(box.positions, [&](Vec3 p) { return turn(p) + at; });
    const Fit f = fitPoints(points);
    const Primitive& p = of(f, PrimitiveKind::box);
    CHECK(p.volumeRatio == doctest::Approx(1).epsilon(0.0301)); // an upright box may be kept
    if (p.volumeRatio < 1 + 1e-9) CHECK(p.errorOut < 1e-12);
    CHECK(f.choice >= 0);
    check(f, points, random);
  }
}

TEST_CASE("fit: axis-aligned shapes keep the mesh axes") {
  const Fit f = fit(test::box({1, 2, 3}, {2, 4, 6}).view());
  const Primitive& p = of(f, PrimitiveKind::box);
  CHECK(f.choice == static_cast<int>(PrimitiveKind::box));
  CHECK(p.rotation == std::array<double, 4>{0, 0, 0, 1});
  CHECK(length(p.size - Vec3{1, 2, 3}) < 1e-14);
  CHECK(length(p.center - Vec3{1.5, 3, 4.5}) < 1e-14);
  CHECK(p.errorOut < 1e-14);
}

TEST_CASE("fit: sphere, capsule and cylinder are recognised") {
  test::Random random(23);
  const Mesh ball = test::sphere(0.5, 24, 48);
  const Fit b = fit(ball.view());
  CHECK(b.choice == static_cast<int>(PrimitiveKind::sphere));
  CHECK(of(b, PrimitiveKind::sphere).radius == doctest::Approx(0.5).epsilon(1e-12));
  check(b, ball.positions, random);
  for (int round = 0; round < 10; ++round) {
    const test::Rotation turn(random);
    std::vector<double> rod, can;
    for (int i = 0; i < 64; ++i) {
      const Vec3 around{std::cos(2 * kPi * i / 64), std::sin(2 * kPi * i / 64), 0};
      for (int j = 0; j <= 16; ++j) {
        const double latitude = kPi / 2 * j / 16;
        for (const double s : {-1.0, 1.0})
          add(rod, turn(around * (0.2 * std::cos(latitude)) + Vec3{0, 0, s * (0.5 + 0.2 * std::sin(latitude))}));
      }
      for (const double z : {0.0, 0.8})
        add(can, turn(around * 0.3 + Vec3{0, 0, z}) + Vec3{1, 2, 3});
    }
    const Fit r = fitPoints(rod), c = fitPoints(can);
    CHECK(r.choice == static_cast<int>(PrimitiveKind::capsule));
    CHECK(of(r, PrimitiveKind::capsule).radius == doctest::Approx(0.2).epsilon(1e-3));
    CHECK(of(r, PrimitiveKind::capsule).height == doctest::Approx(1).epsilon(1e-2));
    check(r, rod, random);
    CHECK(c.choice == static_cast<int>(PrimitiveKind::cylinder));
    CHECK(of(c, PrimitiveKind::cylinder).radius == doctest::Approx(0.3).epsilon(1e-6));
    CHECK(of(c, PrimitiveKind::cylinder).height == doctest::Approx(0.8).epsilon(1e-6));
    check(c, can, random);
  }
}

TEST_CASE("fit: nothing fits a tetrahedron") {
  const std::vector<double> points{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
  const Fit f = fitPoints(points);
  CHECK(f.choice == -1);
  test::Random random(29);
  check(f, points, random);
}

TEST_CASE("fit: random clouds, small and large, near and far") {
  test::Random random(31);
  for (int round = 0; round < 24; ++round) {
    const test::Rotation turn(random);
    const Vec3 stretch{random.between(0.01, 1), random.between(0.1, 1), 1};
    const double size = round % 4 == 1 ? 1e-6 : round % 4 == 2 ? 1e6 : 1;
    const Vec3 at = round % 4 == 3 ? Vec3{100, -200, 50} : Vec3{};
    std::vector<double> points;
    for (int i = 0; i < (round % 2 ? 60 : 3000); ++i) {
      const Vec3 p = round % 3 ? random.inBall() : random.direction();
      add(points, turn({p.x * stretch.x, p.y * stretch.y, p.z}) * size + at);
    }
    check(fitPoints(points), points, random);
  }
}

TEST_CASE("fit: the box is close to the best of many orientations") {
  test::Random random(37);
  for (int round = 0; round < 5; ++round) {
    std::vector<double> points;
    for (int i = 0; i < 40; ++i)
      add(points, random.inBall());
    const double volume = of(fitPoints(points), PrimitiveKind::box).volume;
    double best = 1e9;
    for (int i = 0; i < 20000; ++i) {
      const test::Rotation turn(random);
      const Vec3 size = bounds(mapped(points, turn)).size();
      best = std::min(best, size.x * size.y * size.z);
    }
    CHECK(volume < best * 1.031);
  }
}

TEST_CASE("fit: flat, straight and single-place input has a box") {
  test::Random random(41);
  for (int round = 0; round < 20; ++round) {
    const test::Rotation turn(random);
    std::vector<double> sheet, line;
    for (int i = 0; i < 10; ++i) {
      for (int j = 0; j < 5; ++j)
        add(sheet, turn({0.1 * i, 0.1 * j, 0}));
      add(line, turn({0.1 * i, 0, 0}));
    }
    const Fit s = fitPoints(sheet), l = fitPoints(line);
    CHECK(s.dimension == 2);
    CHECK(s.choice == static_cast<int>(PrimitiveKind::box));
    CHECK(of(s, PrimitiveKind::box).volume < 1e-12);
    const Vec3 size = of(s, PrimitiveKind::box).size;
    CHECK(size.x * size.y + size.y * size.z + size.z * size.x == doctest::Approx(0.36).epsilon(1e-9));
    CHECK(of(s, PrimitiveKind::box).errorOut < 1e-12);
    CHECK(of(s, PrimitiveKind::sphere).errorOut == doctest::Approx(of(s, PrimitiveKind::sphere).radius));
    CHECK(std::isinf(of(s, PrimitiveKind::sphere).volumeRatio));
    CHECK(l.dimension == 1);
    const Vec3 rod = of(l, PrimitiveKind::box).size;
    CHECK(rod.x + rod.y + rod.z == doctest::Approx(0.9).epsilon(1e-9));
    CHECK(of(l, PrimitiveKind::sphere).radius == doctest::Approx(0.45));
  }
  const Fit point = fitPoints(std::vector<double>{1, 2, 3, 1, 2, 3});
  CHECK(point.dimension == 0);
  CHECK(of(point, PrimitiveKind::box).size == Vec3{0, 0, 0});
  CHECK(of(point, PrimitiveKind::box).center == Vec3{1, 2, 3});
}

TEST_CASE("fit: refusals") {
  CHECK_THROWS_AS(fitPoints(std::vector<double>{}), Error);
  CHECK_THROWS_AS(fit(test::box({0, 0, 0}, {1, 1, 1}).view(), {NAN, 1.08}), Error);
  CHECK_THROWS_AS(fit(test::box({0, 0, 0}, {1, 1, 1}).view(), {1, 0.5}), Error);
}
