#include "core/error.h"
#include "core/hull.h"
#include "hull_checks.h"
#include "random.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;
using test::checkHull;

namespace {

using Points = std::vector<double>;
void add(Points& points, Vec3 p) {
  points.insert(points.end(), {p.x, p.y, p.z});
}

Points grid(int n, double step = 1, Vec3 from = {}) {
  Points points;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k)
        add(points, from + Vec3{i * step, j * step, k * step});
  return points;
}

template <class Map> Points mapped(const Points& points, Map map) {
  Points out;
  for (std::size_t i = 0; i < points.size(); i += 3)
    add(out, map(Vec3{points[i], points[i + 1], points[i + 2]}));
  return out;
}

std::string refusal(const Points& points) {
  try {
    hullOfPoints(points);
  } catch (const Error& e) {
    return std::string(codeName(e.code)) + ": " + e.what();
  }
  return "accepted";
}

} // namespace

TEST_CASE("hull: refuses what has no volume and says what is missing") {
  Points flat, line, same;
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 10; ++j)
      add(flat, {1.0 * i, 1.0 * j, 0.5 * i + 0.25 * j});
    add(line, {1.0 * i, 2.0 * i, -3.0 * i});
    add(same, {1, 2, 3});
  }
  CHECK(refusal(flat).find("MESH_DEGENERATE: a hull needs three dimensions, found 2") == 0);
  CHECK(refusal(line).find("MESH_DEGENERATE: a hull needs three dimensions, found 1") == 0);
  CHECK(refusal(same).find("MESH_DEGENERATE: a hull needs three dimensions, found 0") == 0);
  CHECK(refusal({}).find("MESH_EMPTY") == 0);
  CHECK(refusal({1, 2}).find("ARGUMENT") == 0);
  CHECK(refusal({1, 2, NAN, 1, 2, 3}).find("MESH_NOT_FINITE") == 0);
  CHECK(refusal({0, 0, 0, 1, 0, 0, 0, 1, 0}).find("found 2") != std::string::npos);
  test::Random random(1);
  for (int i = 0; i < 100; ++i) { // turned sheets and lines are flat only up to rounding
    const test::Rotation turn(random);
    CHECK(refusal(mapped(flat, [&](Vec3 p) { return turn(p); })).find("found 2") != std::string::npos);
    CHECK(refusal(mapped(line, [&](Vec3 p) { return turn(p) + Vec3{50, 0, 0}; })).find("found 1") != std::string::npos);
  }
}

TEST_CASE("hull: unused vertices of a mesh do not count") {
  Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  box.addVertex({100, 100, 100});
  const Hull h = hull(box.view());
  CHECK(h.volume == doctest::Approx(1));
  checkHull(h, std::span(box.positions).first(24));
}

TEST_CASE("hull: a cube grid keeps its eight corners") {
  for (const double step : {1.0, 1e-30, 1e-120, 1e12}) {
    const Points points = grid(9, step);
    const Hull h = hullOfPoints(points);
    CHECK(h.mesh.view().vertexCount() == 8);
    CHECK(h.mesh.view().triangleCount() == 12);
    if (step > 1e-100) CHECK(h.volume / (512 * step * step * step) == doctest::Approx(1).epsilon(1e-14));
    if (step > 1e-100) CHECK(h.area / (384 * step * step) == doctest::Approx(1).epsilon(1e-14));
    checkHull(h, points);
  }
  const Points far = grid(9, 1.0 / 1024, {1e6, -1e6, 1e6});
  CHECK(hullOfPoints(far).mesh.view().vertexCount() == 8);
  checkHull(hullOfPoints(far), far);
}

TEST_CASE("hull: subnormal coordinates and mixed sizes") {
  const Points tiny = grid(3, 5e-324);
  CHECK(hullOfPoints(tiny).mesh.view().vertexCount() == 8);
  Points mixed = grid(3);
  for (double& c : mixed)
    if (c == 0) c = 1e-300;
  add(mixed, {-1e-310, -1e-310, -1e-310});
  checkHull(hullOfPoints(mixed), mixed);
}

TEST_CASE("hull: volumes with closed forms") {
  CHECK(hull(test::box({-1, 2, 3}, {4, 6, 11}).view()).volume == doctest::Approx(160).epsilon(1e-15));
  CHECK(hull(test::lShape().view()).volume == doctest::Approx(3.5).epsilon(1e-15));
  for (const int sides : {3, 5, 31, 100, 1001}) { // right prism on a regular polygon
    Points points;
    for (int i = 0; i < sides; ++i) {
      const double angle = 2 * std::numbers::pi * i / sides;
      for (const double z : {0.0, 2.0})
        add(points, {std::cos(angle), std::sin(angle), z});
    }
    const Hull h = hullOfPoints(points);
    CHECK(h.mesh.view().vertexCount() == static_cast<std::size_t>(2 * sides));
    CHECK(h.volume == doctest::Approx(sides * std::sin(2 * std::numbers::pi / sides)).epsilon(1e-12));
    checkHull(h, points);
  }
  const Mesh sphere = test::sphere(1, 40, 80); // convex: the hull's volume is the mesh's own
  double volume = 0;
  for (std::size_t t = 0; t < sphere.view().triangleCount(); ++t)
    volume += dot(sphere.view().corner(t, 0), cross(sphere.view().corner(t, 1), sphere.view().corner(t, 2))) / 6;
  const Hull h = hull(sphere.view());
  CHECK(h.volume == doctest::Approx(volume).epsilon(1e-12));
  checkHull(h, sphere.positions);
}

TEST_CASE("hull: the hull of a hull is itself") {
  test::Random random(7);
  for (int round = 0; round < 20; ++round) {
    Points points;
    for (int i = 0; i < 500; ++i)
      add(points, random.inBall());
    const Hull once = hullOfPoints(points);
    const Hull twice = hull(once.mesh.view());
    CHECK(once.mesh.positions == twice.mesh.positions);
    CHECK(once.mesh.triangles == twice.mesh.triangles);
    CHECK(once.volume == twice.volume);
    checkHull(once, points);
  }
}

TEST_CASE("hull: neither order, nor duplicates, nor turning change the shape") {
  test::Random random(11);
  const Mesh torus = test::torus(2, 0.5, 40, 20);
  const double volume = hull(torus.view()).volume;
  for (int round = 0; round < 20; ++round) {
    const test::Rotation turn(random);
    const Points turned = mapped(torus.positions, [&](Vec3 p) { return turn(p) + Vec3{3, -2, 5}; });
    CHECK(hullOfPoints(turned).volume == doctest::Approx(volume).epsilon(1e-12));
    Points shuffled = torus.positions;
    for (std::size_t i = shuffled.size() / 3; i-- > 1;) {
      const std::size_t j = random.below(static_cast<std::uint32_t>(i + 1));
      for (std::size_t k = 0; k < 3; ++k)
        std::swap(shuffled[3 * i + k], shuffled[3 * j + k]);
    }
    shuffled.insert(shuffled.end(), shuffled.begin(), shuffled.end());
    const Hull h = hullOfPoints(shuffled);
    CHECK(h.volume == doctest::Approx(volume).epsilon(1e-13));
    CHECK(h.mesh.view().vertexCount() == hull(torus.view()).mesh.view().vertexCount());
  }
}

TEST_CASE("hull: a thousand random degenerate clouds") {
  test::Random random(2024);
  double worst = 0;
  int solid = 0, refused = 0;
  for (int round = 0; round < 1000; ++round) {
    Points points;
    const int n = 4 + static_cast<int>(random.below(120));
    const int kind = static_cast<int>(random.below(8));
    const double size = kind == 6 ? 1e-30 : 1;
    for (int i = 0; i < n; ++i) {
      Vec3 p{1.0 * random.below(5), 1.0 * random.below(5), 1.0 * random.below(5)}; // few places, many coplanar
      if (kind == 1) p = p * 0.1;                                                  // coplanar up to rounding only
      if (kind == 2) p.z = p.x + p.y + (random.below(10) == 0 ? 1e-9 * random.unit() : 0);       // almost a sheet
      if (kind == 3) p = {p.x, p.x * 2 + 1e-13 * random.unit(), p.x * 3 + 1e-7 * random.unit()}; // almost a line
      if (kind == 4) p = normalized(p - Vec3{2, 2, 2});   // on a sphere, repeated
      if (kind == 5) p = p * 0.001 + Vec3{1e6, 1e6, 1e6}; // far away
      if (kind == 7) p = p + random.inBall() * 1e-15;     // noise at the rounding
      add(points, p * size);
    }
    if (kind == 1 || kind == 7) { // turned: every face is noisy
      const test::Rotation turn(random);
      points = mapped(points, [&](Vec3 p) { return turn(p); });
    }
    try {
      worst = std::max(worst, checkHull(hullOfPoints(points), points));
      ++solid;
    } catch (const Error& e) {
      CHECK(e.code == Code::MESH_DEGENERATE);
      ++refused;
    }
  }
  CHECK(solid > 700);
  MESSAGE("solid " << solid << ", degenerate " << refused << ", worst excess " << worst);
}

TEST_CASE("hull: agrees with Qhull (SciPy 1.17.1) on 2000 points") {
  test::Random random(99);
  Points points;
  for (int i = 0; i < 2000; ++i) {
    const Vec3 p = random.inBall();
    add(points, {p.x, 2 * p.y, 0.25 * p.z});
  }
  const Hull h = hullOfPoints(points);
  CHECK(h.volume == doctest::Approx(1.8915289890854827).epsilon(1e-14));
  CHECK(h.area == doctest::Approx(12.975270791204764).epsilon(1e-14));
  CHECK(h.mesh.view().vertexCount() == 204);
  CHECK(h.mesh.view().triangleCount() == 404);
}

TEST_CASE("hull: contains its mesh") {
  for (const Mesh& mesh : {test::lShape(), test::torus(2, 0.5, 60, 30), test::sphere(1, 20, 30)}) {
    double volume = 0;
    for (std::size_t t = 0; t < mesh.view().triangleCount(); ++t)
      volume += dot(mesh.view().corner(t, 0), cross(mesh.view().corner(t, 1), mesh.view().corner(t, 2))) / 6;
    CHECK(hull(mesh.view()).volume >= volume * (1 - 1e-12));
  }
}

TEST_CASE("hull: cancel") {
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(hull(test::box({0, 0, 0}, {1, 1, 1}).view(), CancelToken(words)), Error);
}
