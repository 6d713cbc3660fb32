#include "core/distance.h"
#include "core/error.h"
#include "core/hausdorff.h"
#include "core/inspect.h"
#include "core/simplify.h"
#include "random.h"
#include "shapes.h"
#include <algorithm>
#include <doctest/doctest.h>

using namespace simwright;

namespace {

// n x n squares over [0,1]^2, heights from `height`.
template <class Height> Mesh sheet(std::uint32_t n, Height height) {
  Mesh m;
  for (std::uint32_t i = 0; i <= n; ++i)
    for (std::uint32_t j = 0; j <= n; ++j) {
      const double x = static_cast<double>(i) / n, y = static_cast<double>(j) / n;
      m.addVertex({x, y, height(x, y)});
    }
  for (std::uint32_t i = 0; i < n; ++i)
    for (std::uint32_t j = 0; j < n; ++j) {
      const std::uint32_t a = i * (n + 1) + j, b = a + n + 1;
      m.addTriangle(a, b, b + 1);
      m.addTriangle(a, b + 1, a + 1);
    }
  return m;
}

SimplifyOptions count(std::size_t triangles) {
  SimplifyOptions options;
  options.triangles = triangles;
  return options;
}
SimplifyOptions within(double error) {
  SimplifyOptions options;
  options.error = error;
  return options;
}

// The bound holds against dense samples, and topology got no worse.
void check(const Mesh& before, const Simplified& s, std::uint32_t samples = 20000) {
  const MeshDistance d = meshDistance(before.view(), s.mesh.view(), {samples, true});
  CHECK(s.error >= d.max - 1e-12 * bounds(before.positions).diagonal());
  CHECK(s.error >= s.errorLower);
  CHECK(d.max >= s.errorLower * 0.5);
  const Inspection a = inspect(before.view()), b = inspect(s.mesh.view());
  CHECK(b.nonmanifoldEdges <= a.nonmanifoldEdges);
  CHECK(b.orientationConflicts <= a.orientationConflicts);
  CHECK(b.duplicateTriangles <= a.duplicateTriangles);
  CHECK(b.oppositeTwins <= a.oppositeTwins);
  CHECK(b.components == a.components);
  CHECK(b.unusedVertices == 0);
  if (a.closedness == Closedness::closed) CHECK(b.closedness == Closedness::closed);
  CHECK(s.sourceTriangles.size() == s.mesh.triangles.size() / 3);
  CHECK(std::is_sorted(s.sourceTriangles.begin(), s.sourceTriangles.end()));
  for (const double c : s.mesh.positions)
    CHECK(std::isfinite(c));
}

} // namespace

TEST_CASE("hausdorff: true bounds of a known distance") {
  const Mesh low = sheet(3, [](double, double) { return 0.0; });
  const Mesh bump = sheet(2, [](double x, double y) { return x == 0.5 && y == 0.5 ? 0.25 : 0.0; });
  const HausdorffBounds b = hausdorff(bump.view(), low.view(), Bvh(low.view()));
  CHECK(b.lower == doctest::Approx(0.25));
  CHECK(b.upper == doctest::Approx(0.25));
  // the other way the largest distance is inside a triangle, at no vertex of either: under the tip, to a side of it
  const HausdorffBounds a = hausdorff(low.view(), bump.view(), Bvh(bump.view()), 0, 0.001);
  const OneSided sampled = meshDistance(low.view(), bump.view(), {200000, true}).forward;
  CHECK(a.upper >= sampled.max);
  CHECK(a.upper <= sampled.max * 1.01);
}

TEST_CASE("simplify: what is flat costs nothing") {
  const Mesh flat = sheet(20, [](double, double) { return 0.0; });
  const Simplified s = simplify(flat.view(), within(1e-9));
  CHECK(s.mesh.triangles.size() == 6);
  CHECK(s.error <= 1e-9);
  CHECK(s.stop == SimplifyStop::error);
  CHECK(inspect(s.mesh.view()).area == doctest::Approx(1).epsilon(1e-9));
  check(flat, s);

  Mesh cube; // six faces of 8 x 8 squares
  const Mesh side = sheet(8, [](double, double) { return 0.0; });
  for (int face = 0; face < 6; ++face) {
    Mesh part = side;
    for (std::size_t i = 0; i < part.positions.size(); i += 3) {
      const double x = part.positions[i], y = part.positions[i + 1], z = face % 2;
      const Vec3 p = face / 2 == 0 ? Vec3{x, y, z} : face / 2 == 1 ? Vec3{z, x, y} : Vec3{y, z, x};
      for (int k = 0; k < 3; ++k)
        part.positions[i + static_cast<std::size_t>(k)] = p[k];
    }
    cube = test::joined(cube, face % 2 ? part : test::flipped(part));
  }
  const Simplified c = simplify(cube.view(), within(1e-9));
  CHECK(c.mesh.triangles.size() == 36);
  CHECK(inspect(c.mesh.view()).signedVolume == doctest::Approx(1).epsilon(1e-12));
  check(cube, c);
}

TEST_CASE("simplify: reaches the count on closed and open surfaces, with a true error") {
  const Mesh ball = test::sphere(1, 40, 80), ring = test::torus(2, 0.5, 80, 40);
  const Mesh wave = sheet(50, [](double x, double y) { return 0.1 * std::sin(7 * x) * std::cos(5 * y); });
  for (const Mesh* mesh : {&ball, &ring, &wave})
    for (const double ratio : {0.5, 0.1, 0.02}) {
      const auto target = static_cast<std::size_t>(ratio * static_cast<double>(mesh->view().triangleCount()));
      const Simplified s = simplify(mesh->view(), count(target));
      CAPTURE(ratio);
      CHECK(s.stop == SimplifyStop::target);
      CHECK(s.mesh.view().triangleCount() <= target);
      CHECK(s.mesh.view().triangleCount() + 1 >= target);
      CHECK(s.error < (ratio > 0.05 ? 0.05 : 0.3));
      check(*mesh, s);
    }
  const Simplified s = simplify(ball.view(), count(632));
  CHECK(inspect(s.mesh.view()).signedVolume == doctest::Approx(inspect(ball.view()).signedVolume).epsilon(1e-2));
}

TEST_CASE("simplify: stays within an error and says so") {
  const Mesh ball = test::sphere(1, 40, 80);
  std::size_t last = 1u << 30;
  for (const double error : {1e-4, 1e-3, 1e-2, 1e-1}) {
    const Simplified s = simplify(ball.view(), within(error));
    CHECK(s.error <= error);
    CHECK(s.stop == SimplifyStop::error);
    CHECK(s.mesh.view().triangleCount() < last);
    last = s.mesh.view().triangleCount();
    check(ball, s);
  }
  CHECK(last < 200);
  SimplifyOptions both = within(1e-3);
  both.triangles = 4;
  const Simplified s = simplify(ball.view(), both);
  CHECK(s.stop == SimplifyStop::error);
  CHECK(s.error <= 1e-3);
  const Simplified none = simplify(ball.view(), within(0));
  CHECK(none.error == 0);
}

TEST_CASE("simplify: gets stuck at a tetrahedron and says so") {
  const Mesh ball = test::sphere(1, 8, 12);
  const Simplified s = simplify(ball.view(), count(1));
  CHECK(s.stop == SimplifyStop::stuck);
  CHECK(s.mesh.view().triangleCount() >= 4);
  CHECK(s.mesh.view().triangleCount() <= 8);
  check(ball, s);
  const Simplified parts = simplify(test::joined(ball, test::moved(ball, {5, 0, 0})).view(), count(4));
  CHECK(parts.stop == SimplifyStop::stuck);
  CHECK(inspect(parts.mesh.view()).components == 2);
}

TEST_CASE("simplify: seams do not tear and attributes stay in range") {
  // a sphere with a texture seam: the vertices of one meridian twice
  const std::uint32_t rings = 24, segments = 48;
  Mesh m;
  std::vector<float> attributes; // normal, u, v
  for (std::uint32_t i = 0; i <= rings; ++i)
    for (std::uint32_t j = 0; j <= segments; ++j) {
      const double latitude = std::numbers::pi * (static_cast<double>(i) / rings - 0.5);
      const double longitude = 2 * std::numbers::pi * (j % segments) / segments;
      const bool pole = i == 0 || i == rings;
      const Vec3 p = pole ? Vec3{0, 0, i ? 1.0 : -1.0}
                          : Vec3{std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude),
                                 std::sin(latitude)};
      m.addVertex(p);
      for (const double a : {p.x, p.y, p.z, static_cast<double>(j) / segments, static_cast<double>(i) / rings})
        attributes.push_back(static_cast<float>(a));
    }
  for (std::uint32_t i = 0; i < rings; ++i)
    for (std::uint32_t j = 0; j < segments; ++j) {
      const std::uint32_t a = i * (segments + 1) + j, d = a + segments + 1;
      if (i > 0) m.addTriangle(a, a + 1, d + 1);
      if (i + 1 < rings) m.addTriangle(a, d + 1, d);
    }
  for (const std::size_t target : {200, 60}) {
    SimplifyOptions options = count(target);
    options.attributes = attributes;
    options.attributeCount = 5;
    options.normals = true;
    const Simplified s = simplify(m.view(), options);
    CHECK(s.stop == SimplifyStop::target);
    check(m, s);
    std::size_t seam = 0;
    for (std::size_t t = 0; t < s.mesh.view().triangleCount(); ++t) {
      float low = 2, high = -1;
      bool pole = false;
      for (int c = 0; c < 3; ++c) {
        const std::size_t v = s.mesh.view().triangle(t)[c];
        const float* a = s.attributes.data() + 5 * v;
        CHECK(length(Vec3{a[0], a[1], a[2]}) == doctest::Approx(1).epsilon(1e-4));
        CHECK(dot(Vec3{a[0], a[1], a[2]}, normalized(s.mesh.view().vertex(v))) > 0.9);
        pole = pole || std::fabs(s.mesh.view().vertex(v).z) > 0.75;
        low = std::min(low, a[3]);
        high = std::max(high, a[3]);
        seam += a[3] == 0 || a[3] == 1;
      }
      // no triangle runs back across the whole texture; around a pole u means little
      if (!pole) CHECK(high - low < 0.6);
    }
    CHECK(seam > 0);
  }
}

TEST_CASE("simplify: materials keep their area and their border") {
  const Mesh flat = sheet(20, [](double, double) { return 0.0; });
  std::vector<std::uint32_t> materials;
  for (std::size_t t = 0; t < flat.view().triangleCount(); ++t)
    materials.push_back(flat.view().corner(t, 0).x < 0.3 - 1e-9);
  SimplifyOptions options = within(1e-9);
  options.materials = materials;
  const Simplified s = simplify(flat.view(), options);
  CHECK(s.mesh.view().triangleCount() < 30);
  double area[2] = {0, 0};
  for (std::size_t t = 0; t < s.mesh.view().triangleCount(); ++t)
    area[materials[s.sourceTriangles[t]]] +=
        0.5 * length(areaVector(s.mesh.view().corner(t, 0), s.mesh.view().corner(t, 1), s.mesh.view().corner(t, 2)));
  CHECK(area[1] == doctest::Approx(0.3).epsilon(1e-9));
  CHECK(area[0] == doctest::Approx(0.7).epsilon(1e-9));
}

TEST_CASE("simplify: non-manifold, badly wound, doubled and collapsed input") {
  const Mesh ball = test::sphere(1, 16, 32);
  Mesh fin = ball; // a fin on an edge, a flipped triangle, a doubled one, a collapsed one
  fin.addVertex({3, 0, 0});
  fin.addTriangle(fin.triangles[0], fin.triangles[1], static_cast<std::uint32_t>(fin.positions.size() / 3 - 1));
  std::swap(fin.triangles[301], fin.triangles[302]);
  fin.addTriangle(fin.triangles[600], fin.triangles[601], fin.triangles[602]);
  fin.addTriangle(5, 5, 9);
  const Simplified s = simplify(fin.view(), count(200));
  CHECK(s.collapsedTriangles == 1);
  CHECK(s.mesh.view().triangleCount() <= 200);
  check(fin, s);
  check(test::joined(ball, ball), simplify(test::joined(ball, ball).view(), count(100))); // twice the same shell
  const Mesh bow = test::joined(test::box({0, 0, 0}, {1, 1, 1}), test::box({1, 1, 1}, {2, 2, 2}));
  check(bow, simplify(bow.view(), count(10)));
  test::Random random(43);
  for (int round = 0; round < 50; ++round) { // soup on a small grid
    Mesh soup;
    for (int i = 0; i < 40; ++i)
      soup.addVertex({1.0 * random.below(4), 1.0 * random.below(4), 1.0 * random.below(4)});
    for (int i = 0; i < 100; ++i)
      soup.addTriangle(random.below(40), random.below(40), random.below(40));
    const Simplified t = simplify(soup.view(), count(10));
    CHECK(inspect(t.mesh.view()).nonmanifoldEdges <= inspect(soup.view()).nonmanifoldEdges);
    CHECK(std::isfinite(t.error));
  }
}

TEST_CASE("simplify: neither size nor place matters much; the same twice") {
  const Mesh ball = test::sphere(1, 30, 60);
  const Simplified here = simplify(ball.view(), count(400));
  const Simplified again = simplify(ball.view(), count(400));
  CHECK(here.mesh.positions == again.mesh.positions);
  CHECK(here.mesh.triangles == again.mesh.triangles);
  const Simplified far = simplify(test::moved(ball, {1e6, 1e6, 0}).view(), count(400));
  CHECK(far.error == doctest::Approx(here.error).epsilon(0.2));
  Mesh tiny = ball;
  for (double& c : tiny.positions)
    c *= 1e-9;
  CHECK(simplify(tiny.view(), count(400)).error == doctest::Approx(here.error * 1e-9).epsilon(0.2));
  SimplifyOptions rounded = count(400);
  rounded.roundToFloat = true;
  for (const double c : simplify(ball.view(), rounded).mesh.positions)
    CHECK(c == static_cast<float>(c));
}

TEST_CASE("simplify: refusals") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  CHECK_THROWS_AS(simplify(box.view(), within(-1)), Error);
  CHECK_THROWS_AS(simplify(box.view(), within(NAN)), Error);
  Mesh same;
  for (int i = 0; i < 3; ++i)
    same.addVertex({1, 1, 1});
  same.addTriangle(0, 1, 2);
  CHECK_THROWS_AS(simplify(same.view(), count(1)), Error);
  const std::vector<float> wrong(7, 0.f);
  SimplifyOptions options = count(4);
  options.attributes = wrong;
  options.attributeCount = 2;
  CHECK_THROWS_AS(simplify(box.view(), options), Error);
}
