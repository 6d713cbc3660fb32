#include "core/bvh.h"
#include "core/error.h"
#include "shapes.h"
#include <algorithm>
#include <doctest/doctest.h>

using namespace simwright;

namespace {

// Deterministic numbers in [-1, 1).
struct Numbers {
  std::uint64_t state = 0x9e3779b97f4a7c15ull;
  double next() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state >> 11) * 0x1p-52 - 1;
  }
  Vec3 point(double size) { // separate statements: a fixed order of evaluation
    const double x = next(), y = next(), z = next();
    return Vec3{x, y, z} * size;
  }
};

Mesh soup(std::size_t triangles, double spread, double size) {
  Numbers random;
  Mesh m;
  for (std::size_t t = 0; t < triangles; ++t) {
    const Vec3 at = random.point(spread);
    for (int k = 0; k < 3; ++k)
      m.addVertex(at + random.point(size));
    const auto v = static_cast<std::uint32_t>(3 * t);
    m.addTriangle(v, v + 1, v + 2);
  }
  return m;
}

// Moeller and Trumbore, no tree: the independent reference.
double bruteRay(MeshView mesh, const Ray& ray) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    const Vec3 a = mesh.corner(t, 0), e1 = mesh.corner(t, 1) - a, e2 = mesh.corner(t, 2) - a;
    const Vec3 p = cross(ray.direction, e2);
    const double det = dot(e1, p);
    if (det == 0) continue;
    const Vec3 s = ray.origin - a;
    const double u = dot(s, p) / det;
    const Vec3 q = cross(s, e1);
    const double v = dot(ray.direction, q) / det;
    if (u < 0 || v < 0 || u + v > 1) continue;
    const double at = dot(e2, q) / det;
    if (at >= ray.tmin && at <= ray.tmax) best = std::min(best, at);
  }
  return best;
}

double bruteNearest(MeshView mesh, Vec3 p) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t)
    best = std::min(best, length(p - nearestOnTriangle(p, mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2))));
  return best;
}

} // namespace

TEST_CASE("bvh: rays agree with a test of every triangle") {
  const Mesh m = soup(3000, 1, 0.1);
  const Bvh bvh(m.view());
  Numbers random{7};
  int hits = 0;
  for (int i = 0; i < 2000; ++i) {
    Ray ray{random.point(i % 2 ? 1 : 50), random.point(1)};
    if (i % 2 == 0) ray.direction = random.point(1) - ray.origin;
    if (i % 5 == 0) ray.direction.x = 0;
    if (i % 7 == 0) ray.tmax = 0.5;
    const double expected = bruteRay(m.view(), ray);
    const Hit hit = bvh.closestHit(ray);
    REQUIRE(static_cast<bool>(hit) == std::isfinite(expected));
    CHECK(bvh.anyHit(ray) == static_cast<bool>(hit));
    if (!hit) continue;
    ++hits;
    const std::vector<Hit> all = bvh.allHits(ray);
    CHECK(all.front().triangle == hit.triangle);
    CHECK(all.front().t == hit.t);
    CHECK(std::is_sorted(all.begin(), all.end(), [](const Hit& a, const Hit& b) { return a.t < b.t; }));
    CHECK(hit.t == doctest::Approx(expected).epsilon(1e-9));
    const Vec3 on = m.view().corner(hit.triangle, 0) * hit.weights[0] +
                    m.view().corner(hit.triangle, 1) * hit.weights[1] +
                    m.view().corner(hit.triangle, 2) * hit.weights[2];
    CHECK(length(on - (ray.origin + ray.direction * hit.t)) < 1e-12 * 100);
  }
  CHECK(hits > 500);
}

TEST_CASE("bvh: the nearest point agrees with a test of every triangle") {
  const Mesh m = soup(2000, 1, 0.2);
  const Bvh bvh(m.view());
  Numbers random{11};
  for (int i = 0; i < 500; ++i) {
    const Vec3 p = random.point(i % 3 == 0 ? 1000 : 1.5);
    const double expected = bruteNearest(m.view(), p);
    const Nearest near = bvh.nearest(p);
    CHECK(near.distance == expected);
    CHECK(length(p - near.point) == near.distance);
    CHECK_FALSE(bvh.nearest(p, expected * 0.999));
    CHECK(bvh.nearest(p, expected * 1.001).triangle == near.triangle);
  }
}

TEST_CASE("bvh: the nearest point of one triangle, against dense sampling") {
  const Vec3 shapes[][3] = {{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {{0, 0, 0}, {10, 0, 0}, {9, 0.1, 0}},
                            {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
                            {{0, 0, 0}, {0, 0, 0}, {0, 3, 0}}, {{0, 0, 0}, {2, 0, 0}, {1, 1e-9, 0}}};
  Numbers random{3};
  for (const auto& s : shapes)
    for (int i = 0; i < 50; ++i) {
      const Vec3 p = random.point(4);
      double sampled = std::numeric_limits<double>::infinity();
      const int n = 120;
      for (int a = 0; a <= n; ++a)
        for (int b = 0; a + b <= n; ++b)
          sampled =
              std::min(sampled, length(p - (s[0] * (static_cast<double>(a) / n) + s[1] * (static_cast<double>(b) / n) +
                                            s[2] * (static_cast<double>(n - a - b) / n))));
      const double exact = length(p - nearestOnTriangle(p, s[0], s[1], s[2]));
      CHECK(exact <= sampled + 1e-12);
      CHECK(exact > sampled - 0.1);
    }
}

TEST_CASE("bvh: watertight at edges and vertices") {
  const Mesh m = test::sphere(1, 40, 80);
  const Bvh bvh(m.view());
  // From the centre to every vertex and every edge middle: the surface is closed, so each ray must hit, near or far.
  for (const Vec3 far : {Vec3{}, Vec3{0, 0, 0.3}})
    for (std::size_t t = 0; t < m.view().triangleCount(); ++t)
      for (int k = 0; k < 3; ++k) {
        const Vec3 a = m.view().corner(t, k), b = m.view().corner(t, (k + 1) % 3);
        CHECK(bvh.anyHit({far, a - far}));
        CHECK(bvh.anyHit({far, (a + b) * 0.5 - far}));
        const Vec3 out = a * 1000; // from far outside inward through the vertex
        CHECK(bvh.anyHit({out, -out}));
      }
}

TEST_CASE("bvh: sides, limits and ties") {
  const Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  const Bvh bvh(m.view());
  const Hit top = bvh.closestHit({{0.25, 0.5, 3}, {0, 0, -2}});
  CHECK(top.t == 1);
  CHECK(top.front);
  const Hit inside = bvh.closestHit({{0.25, 0.5, 0.5}, {0, 0, 1}});
  CHECK(inside.t == 0.5);
  CHECK_FALSE(inside.front);
  CHECK(bvh.closestHit({{0.25, 0.5, 3}, {0, 0, -1}, 2.5}).t == 3);
  CHECK_FALSE(bvh.closestHit({{0.25, 0.5, 3}, {0, 0, -1}, 0, 1.9}));
  CHECK(bvh.closestHit({{0.25, 0.5, 3}, {0, 0, -1}, 0, 2}).t == 2); // limits are inclusive
  // The diagonal of the top belongs to two triangles, the lower number wins.
  const Hit tie = bvh.closestHit({{0.5, 0.5, 3}, {0, 0, -1}});
  CHECK(tie.triangle == 2);
  // Starting on the surface counts as a hit at 0.
  CHECK(bvh.closestHit({{0.25, 0.5, 1}, {0, 0, -1}}).t == 0);
  CHECK(bvh.box().max.x == 1);
  const std::vector<Hit> through = bvh.allHits({{0.25, 0.5, 3}, {0, 0, -1}});
  REQUIRE(through.size() == 2);
  CHECK(through[0].front);
  CHECK_FALSE(through[1].front);
  CHECK(through[1].t == 3);
}

TEST_CASE("bvh: degenerate and hostile shapes") {
  Mesh m;
  SUBCASE("ten thousand copies of one triangle") {
    m = {{0, 0, 0, 1, 0, 0, 0, 1, 0}, {}};
    for (int i = 0; i < 10000; ++i)
      m.addTriangle(0, 1, 2);
    const Bvh bvh(m.view());
    CHECK(bvh.closestHit({{0.2, 0.2, 1}, {0, 0, -1}}).triangle == 0);
    CHECK(bvh.nearest({0.2, 0.2, 1}).triangle == 0);
  }
  SUBCASE("all at one point") {
    m = {{5, 5, 5}, {0, 0, 0, 0, 0, 0}};
    const Bvh bvh(m.view());
    CHECK_FALSE(bvh.anyHit({{0, 0, 0}, {1, 1, 1}}));
    CHECK(bvh.nearest({5, 5, 8}).distance == 3);
  }
  SUBCASE("sizes from 1e-12 to 1e12 in one mesh") {
    double size = 1e-12;
    for (std::uint32_t i = 0; i < 500; ++i, size *= 1.117) {
      m.addVertex({size, 0, 0});
      m.addVertex({size * 1.05, 0, 0});
      m.addVertex({size, size, 0});
      m.addTriangle(3 * i, 3 * i + 1, 3 * i + 2);
    }
    const Bvh bvh(m.view());
    for (std::uint32_t i = 0; i < 500; ++i) {
      const Vec3 p = m.view().corner(i, 0) * 0.4 + m.view().corner(i, 1) * 0.4 + m.view().corner(i, 2) * 0.2;
      CHECK(bvh.closestHit({{p.x, p.y, p.x}, {0, 0, -1}}));
      CHECK(bvh.nearest(p).distance <= 1e-15 * p.x);
    }
  }
  SUBCASE("at 1e15 metres") {
    m = test::moved(test::box({0, 0, 0}, {1000, 1000, 1000}), {9e14, -9e14, 9e14});
    const Bvh bvh(m.view());
    CHECK(bvh.closestHit({{9e14 + 250, -9e14 + 500, 9e14 + 3000}, {0, 0, -1}}).t == 2000);
    CHECK(bvh.anyHit({{0, 0, 0}, {9e14 + 500, -9e14 + 500, 9e14 + 500}}));
  }
  SUBCASE("a million times smaller than its distance") {
    m = test::moved(test::sphere(1e-3, 20, 40), {1000, 1000, 1000});
    const Bvh bvh(m.view());
    CHECK(bvh.closestHit({{0, 0, 0}, {1, 1, 1}}).t == doctest::Approx(1000).epsilon(1e-5));
  }
}

TEST_CASE("bvh: cancel") {
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(Bvh(test::box({0, 0, 0}, {1, 1, 1}).view(), CancelToken(words)), Error);
}
