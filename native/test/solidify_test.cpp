#include "core/bvh.h"
#include "core/edges.h"
#include "core/error.h"
#include "core/inspect.h"
#include "core/solidify.h"
#include "core/weld.h"
#include "random.h"
#include "shapes.h"
#include <doctest/doctest.h>
#include <numbers>

using namespace simwright;

namespace {

// The promise of the verb: after an exact weld every edge has two triangles, one each way, and every vertex one
// umbrella.
Solidified solid(const Mesh& m, SolidifyOptions options = {}) {
  const Solidified s = solidify(m.view(), options);
  const Inspection r = inspect(s.mesh.view());
  CHECK(r.weldedVertices == r.vertices);
  CHECK(r.unusedVertices == 0);
  CHECK(r.collapsedTriangles == 0);
  CHECK(r.boundaryEdges == 0);
  CHECK(r.nonmanifoldEdges == 0);
  CHECK(r.closedness == Closedness::closed);
  CHECK(r.signedVolume > 0);
  CHECK(s.volume == doctest::Approx(r.signedVolume));
  // Umbrellas: triangle corners at a vertex, joined over shared edges, form one group per vertex.
  const MeshView v = s.mesh.view();
  DisjointSets corners(s.mesh.triangles.size());
  const auto cornerAt = [&](std::uint32_t t, std::uint32_t vertex) {
    for (std::uint32_t k = 0; k < 3; ++k)
      if (v.triangles[3 * t + k] == vertex) return 3 * t + k;
    return 0xffffffffu;
  };
  EdgeTable(v).forEach([&](std::uint32_t low, std::uint32_t high, std::span<const EdgeUse> uses) {
    for (std::size_t i = 1; i < uses.size(); ++i)
      for (const std::uint32_t end : {low, high})
        corners.unite(cornerAt(uses[0].triangle, end), cornerAt(uses[i].triangle, end));
  });
  std::size_t umbrellas = 0;
  for (std::uint32_t c = 0; c < s.mesh.triangles.size(); ++c)
    umbrellas += corners.find(c) == c ? 1 : 0;
  CHECK(umbrellas == s.mesh.positions.size() / 3);
  return s;
}

long euler(const Mesh& m) {
  const long v = static_cast<long>(m.positions.size() / 3), f = static_cast<long>(m.triangles.size() / 3);
  return v - f / 2;
}

// Crossings of a ray with the result: twice the number of walls on its way.
std::size_t hits(const Mesh& m, Vec3 origin, Vec3 direction) {
  return Bvh(m.view()).allHits({origin, direction}).size();
}

Mesh without(const Mesh& m, double share, std::uint32_t seed) {
  test::Random random(seed);
  Mesh out;
  out.positions = m.positions;
  for (std::size_t t = 0; t < m.triangles.size() / 3; ++t)
    if (random.unit() >= share)
      for (std::size_t k = 0; k < 3; ++k)
        out.triangles.push_back(m.triangles[3 * t + k]);
  return out;
}

// An open cup about z: outer radius and height 1, wall and floor of this thickness.
Mesh cup(double wall, std::uint32_t segments) {
  const double in = 1 - wall;
  const double profile[6][2] = {{0, 0}, {1, 0}, {1, 1}, {in, 1}, {in, wall}, {0, wall}}; // radius, height
  Mesh m;
  for (int p = 0; p < 6; ++p)
    for (std::uint32_t j = 0; j < segments; ++j) {
      const double a = 2 * std::numbers::pi * j / segments;
      m.addVertex({profile[p][0] * std::cos(a), profile[p][0] * std::sin(a), profile[p][1]});
    }
  for (std::uint32_t p = 0; p + 1 < 6; ++p)
    for (std::uint32_t j = 0; j < segments; ++j) {
      const std::uint32_t k = (j + 1) % segments, a = p * segments, b = a + segments;
      if (p > 0) m.addTriangle(a + j, a + k, b + k);
      if (p < 4) m.addTriangle(a + j, b + k, b + j);
    }
  return m;
}

} // namespace

TEST_CASE("solidify: a single triangle becomes a thin plate") {
  Mesh m;
  m.addVertex({0, 0, 0});
  m.addVertex({1, 0, 0.1});
  m.addVertex({0, 1, 0.2});
  m.addTriangle(0, 1, 2);
  const Solidified s = solid(m);
  CHECK(s.sign == SignMethod::votes);
  CHECK(s.sheetEdges > 0);
  CHECK(s.volume == doctest::Approx(inspect(m.view()).area * s.thickness).epsilon(0.1));
  CHECK(euler(s.mesh) == 2);
}

TEST_CASE("solidify: a flat sheet becomes a plate of the stated thickness") {
  Mesh m;
  for (int i = 0; i < 4; ++i)
    m.addVertex({static_cast<double>(i & 1), static_cast<double>(i >> 1) * 0.7, 0});
  m.addTriangle(0, 1, 3);
  m.addTriangle(0, 3, 2);
  SolidifyOptions o;
  SUBCASE("half a cell when nothing is said") {}
  SUBCASE("a given thickness") {
    o.thickness = 0.002;
  }
  const Solidified s = solid(m, o);
  CHECK(s.thickness == doctest::Approx(o.thickness > 0 ? o.thickness : 0.5 / 128));
  CHECK(s.volume == doctest::Approx(0.7 * s.thickness).epsilon(0.03));
  CHECK(euler(s.mesh) == 2);
}

TEST_CASE("solidify: a double-sided sheet, closed but without volume, is a plate too") {
  Mesh m;
  for (int i = 0; i < 4; ++i)
    m.addVertex({static_cast<double>(i & 1), static_cast<double>(i >> 1), 0});
  for (const bool back : {false, true}) {
    m.addTriangle(0, back ? 3 : 1, back ? 1 : 3);
    m.addTriangle(0, back ? 2 : 3, back ? 3 : 2);
  }
  const Solidified s = solid(m);
  CHECK(s.volume == doctest::Approx(s.thickness).epsilon(0.03));
}

TEST_CASE("solidify: nothing with area is refused") {
  Mesh m;
  m.addVertex({1, 2, 3});
  m.addVertex({1, 2, 3});
  m.addVertex({2, 2, 3});
  m.addTriangle(0, 1, 2);
  CHECK_THROWS_AS(solidify(m.view()), Error);
  m.positions.assign(9, 1.0);
  CHECK_THROWS_AS(solidify(m.view()), Error);
  CHECK_THROWS_AS(solidify(test::box({0, 0, 0}, {1, 1, 1}).view(), {.resolution = 3}), Error);
  CHECK_THROWS_AS(solidify(test::box({0, 0, 0}, {1, 1, 1}).view(), {.thickness = -1}), Error);
}

TEST_CASE("solidify: a box keeps its volume, its edges and its Euler number") {
  const Solidified s = solid(test::box({0, 0, 0}, {1, 2, 3}));
  CHECK(s.sign == SignMethod::winding);
  CHECK_FALSE(s.cleaned);
  CHECK(s.volume == doctest::Approx(6).epsilon(1e-5));
  CHECK(euler(s.mesh) == 2);
  const MeshDistance d = meshDistance(test::box({0, 0, 0}, {1, 2, 3}).view(), s.mesh.view());
  CHECK(d.max < 3e-4); // the corners: a cell is 0.023
}

TEST_CASE("solidify: spheres and tori keep their topology, volumes converge") {
  const Mesh ball = test::sphere(1, 64, 128), ring = test::torus(1, 0.3, 128, 64);
  const double ballVolume = inspect(ball.view()).signedVolume, ringVolume = inspect(ring.view()).signedVolume;
  double last = 1;
  for (const std::uint32_t r : {32u, 64u, 128u}) {
    const Solidified a = solid(ball, {.resolution = r}), b = solid(ring, {.resolution = r});
    CHECK(euler(a.mesh) == 2);
    CHECK(euler(b.mesh) == 0);
    const double error = std::abs(a.volume / ballVolume - 1) + std::abs(b.volume / ringVolume - 1);
    CHECK(error < 0.4 * last); // second order
    last = error;
  }
  CHECK(last < 1e-3);
}

TEST_CASE("solidify: an inverted sphere is a solid sphere") {
  const Mesh ball = test::sphere(1, 32, 64);
  const Solidified s = solid(test::flipped(ball));
  CHECK(s.sign == SignMethod::winding);
  CHECK(s.volume == doctest::Approx(inspect(ball.view()).signedVolume).epsilon(1e-3));
}

TEST_CASE("solidify: nested spheres") {
  const Mesh outer = test::sphere(1, 32, 64), inner = test::sphere(0.5, 32, 64);
  const double vo = inspect(outer.view()).signedVolume, vi = inspect(inner.view()).signedVolume;
  SUBCASE("opposite winding: a cavity") {
    const Solidified s = solid(test::joined(outer, test::flipped(inner)));
    CHECK(s.volume == doctest::Approx(vo - vi).epsilon(1e-3));
    CHECK(euler(s.mesh) == 4);
  }
  SUBCASE("equal winding: one solid") {
    const Solidified s = solid(test::joined(outer, inner));
    CHECK(s.volume == doctest::Approx(vo).epsilon(1e-3));
    CHECK(euler(s.mesh) == 2);
  }
}

TEST_CASE("solidify: a doubled shell counts once") {
  const Mesh ball = test::sphere(1, 32, 64);
  const double volume = inspect(ball.view()).signedVolume;
  SUBCASE("exactly doubled") {
    CHECK(solid(test::joined(ball, ball)).volume == doctest::Approx(volume).epsilon(1e-3));
  }
  SUBCASE("the copy is inside out") {
    CHECK(solid(test::joined(ball, test::flipped(ball))).volume == doctest::Approx(volume).epsilon(2e-3));
  }
  SUBCASE("a hair apart") {
    CHECK(solid(test::joined(ball, test::sphere(1.0001, 32, 64))).volume == doctest::Approx(volume).epsilon(2e-3));
  }
}

TEST_CASE("solidify: overlapping boxes are their union") {
  const Mesh a = test::box({0, 0, 0}, {1, 1, 1}), b = test::box({0.5, 0.25, 0.25}, {1.5, 0.75, 0.75});
  CHECK(solid(test::joined(a, b)).volume == doctest::Approx(1.125).epsilon(1e-3));
}

TEST_CASE("solidify: two boxes wound against each other are both solid") {
  const Mesh a = test::box({0, 0, 0}, {1, 1, 1}), b = test::box({1.5, 0.25, 0.25}, {2.5, 0.75, 0.75});
  CHECK(solid(test::joined(a, test::flipped(b))).volume == doctest::Approx(1.25).epsilon(1e-3));
}

TEST_CASE("solidify: missing and flipped triangles do not matter") {
  const Mesh ball = test::sphere(1, 100, 200);
  const double volume = inspect(ball.view()).signedVolume;
  SUBCASE("5 % missing") {
    const Solidified s = solid(without(ball, 0.05, 7));
    CHECK(s.sign == SignMethod::votes);
    CHECK(s.bridgedEdges > 0);
    CHECK(s.volume == doctest::Approx(volume).epsilon(3e-3));
    CHECK(euler(s.mesh) == 2);
  }
  SUBCASE("10 % flipped") {
    Mesh m = ball;
    test::Random random(3);
    for (std::size_t t = 0; t < m.triangles.size() / 3; ++t)
      if (random.unit() < 0.1) std::swap(m.triangles[3 * t], m.triangles[3 * t + 1]);
    const Solidified s = solid(m);
    CHECK(s.volume == doctest::Approx(volume).epsilon(1e-3));
    CHECK(euler(s.mesh) == 2);
  }
  SUBCASE("a polar cap of 3 % missing") {
    Mesh m;
    m.positions = ball.positions;
    for (std::size_t t = 0; t < ball.triangles.size() / 3; ++t)
      if (ball.view().corner(t, 0).z < 0.94)
        for (std::size_t k = 0; k < 3; ++k)
          m.triangles.push_back(ball.triangles[3 * t + k]);
    CHECK(solid(m).volume == doctest::Approx(volume).epsilon(1e-2));
  }
}

TEST_CASE("solidify: walls thinner than a cell stay walls") {
  SUBCASE("a thin box") {
    const Solidified s = solid(test::box({0, 0, 0}, {1, 0.8, 0.002})); // a quarter of a cell
    CHECK(s.volume == doctest::Approx(0.0016).epsilon(5e-3));
    CHECK(euler(s.mesh) == 2);
  }
  SUBCASE("a slanted thin box") {
    Mesh m = test::box({0, 0, 0}, {1, 0.8, 0.002});
    for (std::size_t i = 0; i < m.positions.size(); i += 3) {
      const double x = m.positions[i], z = m.positions[i + 2];
      m.positions[i] = 0.8 * x - 0.6 * z;
      m.positions[i + 2] = 0.6 * x + 0.8 * z + 0.1 * m.positions[i + 1];
    }
    const Solidified s = solid(m);
    CHECK(s.volume == doctest::Approx(inspect(m.view()).signedVolume).epsilon(2e-2));
    CHECK(euler(s.mesh) == 2);
  }
  SUBCASE("a cup is hollow") {
    const Mesh m = cup(0.004, 200); // wall and floor of a quarter of a cell
    const Solidified s = solid(m);
    CHECK(s.volume == doctest::Approx(inspect(m.view()).signedVolume).epsilon(2e-2));
    CHECK(euler(s.mesh) == 2);
    for (const double x : {-0.7, -0.3, 0.01, 0.45, 0.8})
      for (const double y : {-0.5, 0.02, 0.4})
        if (x * x + y * y < 0.9) CHECK(hits(s.mesh, {x, y, 2}, {0, 0, -1}) == 2); // the floor alone
    CHECK(hits(s.mesh, {0.013, -3, 0.53}, {0, 1, 0}) == 4);                       // two walls
    CHECK(hits(s.mesh, {-3, 0.017, 0.81}, {1, 0, 0}) == 4);
  }
}

TEST_CASE("solidify: wires about as thick as a cell stay in one piece") {
  // A rod of this many cells along a direction, beside a block that sets the size of the cells.
  const auto rod = [](double thick, Vec3 along) {
    Mesh m = test::box({0, -0.5, -0.5}, {0.9, 0.5, 0.5});
    const Vec3 x = normalized(along), y = normalized(cross({0.1, 0.2, 0.9}, x)), z = cross(x, y);
    for (std::size_t i = 0; i < m.positions.size(); i += 3) {
      const Vec3 p = x * m.positions[i] + (y * m.positions[i + 1] + z * m.positions[i + 2]) * (thick / 128) +
                     Vec3{0.05, 0.05, 0.31};
      for (int k = 0; k < 3; ++k)
        m.positions[i + static_cast<std::size_t>(k)] = p[k];
    }
    return test::joined(m, test::box({0, 0, 0}, {1, 1, 0.1}));
  };
  for (const Vec3 along : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{1, 0.4, 0.3}, Vec3{0.7, 0.7, 0.02}, Vec3{0.3, 0.6, 0.5}})
    for (const double thick : {1.3, 0.9, 0.6}) {
      const Solidified s = solid(rod(thick, along));
      const double exact = 0.9 * thick * thick / 128 / 128;
      if (thick < 1 && along.y != 0 && along.x != 0) continue; // slanted ones under a cell may break
      INFO("along ", along.x, " ", along.y, " ", along.z, " thick ", thick, " volume ", (s.volume - 0.1) / exact);
      CHECK(inspect(s.mesh.view()).components == 2);
      CHECK((s.volume - 0.1) / exact == doctest::Approx(1).epsilon(0.25));
    }
}

TEST_CASE("solidify: a gap thinner than a cell stays open") {
  const Mesh m = test::joined(test::box({0, 0, 0}, {1, 1, 0.499}), test::box({0, 0, 0.501}, {1, 1, 1}));
  const Solidified s = solid(m);
  CHECK(inspect(s.mesh.view()).components == 2);
  CHECK(s.volume == doctest::Approx(0.998).epsilon(1e-4));
  CHECK(hits(s.mesh, {0.31, 0.47, -1}, {0, 0, 1}) == 4);
}

TEST_CASE("solidify: thin plates side by side, less than a cell apart, stay apart") {
  for (const double gap : {0.001, 0.003, 0.006})
    for (const double lift : {0.0, 0.0023, 0.0051}) {
      const Mesh a = test::box({0, 0, lift}, {0.5 - gap, 1, lift + 0.004});
      const Mesh b = test::box({0.5, 0, lift}, {1, 1, lift + 0.004});
      const Solidified s = solid(test::joined(a, b));
      CHECK(inspect(s.mesh.view()).components == 2);
      CHECK(s.volume == doctest::Approx((1 - gap) * 0.004).epsilon(5e-3));
    }
}

TEST_CASE("solidify: touching boxes and boxes sharing an edge or a corner") {
  const Mesh a = test::box({0, 0, 0}, {1, 1, 1});
  CHECK(solid(test::joined(a, test::box({1, 0, 0}, {2, 1, 1}))).volume == doctest::Approx(2).epsilon(1e-3));
  CHECK(solid(test::joined(a, test::box({1, 1, 0}, {2, 2, 1}))).volume == doctest::Approx(2).epsilon(1e-3));
  CHECK(solid(test::joined(a, test::box({1, 1, 1}, {2, 2, 2}))).volume == doctest::Approx(2).epsilon(1e-3));
}

TEST_CASE("solidify: random triangles give a manifold") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    test::Random random(seed);
    Mesh m;
    for (int v = 0; v < 60; ++v)
      m.addVertex({random.unit(), random.unit(), random.unit()});
    for (int t = 0; t < 150; ++t)
      m.addTriangle(static_cast<std::uint32_t>(random.unit() * 60), static_cast<std::uint32_t>(random.unit() * 60),
                    static_cast<std::uint32_t>(random.unit() * 60));
    solid(m, {.resolution = 24});
  }
}

TEST_CASE("solidify: far from the origin") {
  const Mesh ball = test::sphere(1, 32, 64);
  const Solidified here = solid(ball), far = solid(test::moved(ball, {1e6, -2e6, 3e6}));
  CHECK(far.volume == doctest::Approx(here.volume).epsilon(1e-4));
  const Solidified edge = solid(test::moved(ball, {1e12, 0, 0})); // cells grow to what doubles can tell apart
  CHECK(edge.cell >= 0.9);
}

TEST_CASE("solidify: deterministic, cancellable, with progress") {
  const Mesh ring = test::torus(1, 0.3, 64, 32);
  const Solidified a = solidify(ring.view()), b = solidify(ring.view());
  CHECK(a.mesh.positions == b.mesh.positions);
  CHECK(a.mesh.triangles == b.mesh.triangles);
  std::int32_t words[2] = {0, 0};
  solidify(ring.view(), {}, CancelToken(words));
  CHECK(words[1] == 1000);
  words[0] = 1;
  CHECK_THROWS_AS(solidify(ring.view(), {}, CancelToken(words)), Error);
}

TEST_CASE("solidify: many huge triangles make the cells grow, not the memory") {
  Mesh m;
  for (int t = 0; t < 4000; ++t) {
    const double z = t * 2.5e-4;
    m.addVertex({0, 0, z});
    m.addVertex({1, 0, z});
    m.addVertex({0, 1, z});
    const auto v = static_cast<std::uint32_t>(3 * t);
    m.addTriangle(v, v + 1, v + 2);
  }
  const Solidified s = solid(m, {.resolution = 512});
  CHECK(s.cell > 1.0 / 512);
}
