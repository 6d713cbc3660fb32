#include "core/distance.h"
#include "core/error.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;

TEST_CASE("distance: points to a box") {
  const Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  const std::vector<double> points{0.5, 0.5, 3, 0.5, 0.5, 0.75, 2, 2, 2, 1, 1, 1};
  const PointDistances d = pointDistance(m.view(), points);
  CHECK(d.distances[0] == 2);
  CHECK(d.distances[1] == 0.25);
  CHECK(d.distances[2] == std::sqrt(3.0));
  CHECK(d.distances[3] == 0);
  CHECK(d.nearest[2] == 1);
  const PointDistances limited = pointDistance(m.view(), points, 1);
  CHECK(limited.triangles[0] == kNoTriangle);
  CHECK(limited.nearest[2] == 3);
  CHECK(limited.distances[1] == 0.25);
}

TEST_CASE("distance: samples lie on the surface, spread by area") {
  // Two faces with areas 1 and 3.
  Mesh m = {{0, 0, 0, 1, 0, 0, 0, 2, 0, 10, 0, 0, 13, 0, 0, 10, 2, 0}, {0, 1, 2, 3, 4, 5}};
  const std::vector<double> s = sampleSurface(m.view(), 4000);
  std::size_t first = 0;
  double x = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    CHECK(s[3 * i + 2] == 0);
    if (s[3 * i] < 5) {
      ++first;
      CHECK(s[3 * i] / 1 + s[3 * i + 1] / 2 <= 1 + 1e-12);
    }
    x += s[3 * i] / 4000;
  }
  CHECK(first == 1000);
  CHECK(x == doctest::Approx(0.25 * (1.0 / 3) + 0.75 * 11).epsilon(1e-3));
}

TEST_CASE("distance: of meshes") {
  const Mesh a = test::box({0, 0, 0}, {1, 1, 1});
  SUBCASE("none to itself") {
    const MeshDistance d = meshDistance(a.view(), a.view());
    CHECK(d.max <= 1e-15);
    CHECK(d.forward.samples == 16384);
    CHECK(d.forward.vertices == 8);
  }
  SUBCASE("parallel squares") {
    const Mesh low = {{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, {0, 1, 2, 0, 2, 3}};
    const MeshDistance d = meshDistance(low.view(), test::moved(low, {0, 0, 0.125}).view());
    CHECK(d.forward.mean == doctest::Approx(0.125).epsilon(1e-12));
    CHECK(d.backward.rms == doctest::Approx(0.125).epsilon(1e-12));
    CHECK(d.max == doctest::Approx(0.125).epsilon(1e-12));
  }
  SUBCASE("one-sided: a part of the other is near, the other far") {
    const Mesh both = test::joined(a, test::moved(a, {9, 0, 0}));
    const MeshDistance d = meshDistance(a.view(), both.view());
    CHECK(d.forward.max <= 1e-15);
    CHECK(d.backward.max == 9);
    // The far box: its faces at x = 9 and 10 are 8 and 9 away, the others 8.5 on average.
    CHECK(d.backward.mean == doctest::Approx(8.5 / 2).epsilon(1e-3));
    CHECK(d.mean == doctest::Approx(8.5 / 4).epsilon(1e-3));
  }
  SUBCASE("spheres: the mean of a coarse one against its fine twin") {
    const MeshDistance d = meshDistance(test::sphere(1, 40, 80).view(), test::sphere(1.1, 40, 80).view());
    CHECK(d.mean == doctest::Approx(0.1).epsilon(2e-3));
    CHECK(d.max < 0.1002);
  }
  SUBCASE("a vertex spike is seen only with vertices") {
    Mesh spike = a;
    spike.addVertex({0.5, 0.5, 5});
    spike.addVertex({0.5, 0.5 + 1e-9, 1});
    spike.addVertex({0.5, 0.5, 1});
    spike.addTriangle(8, 9, 10);
    CHECK(meshDistance(spike.view(), a.view()).forward.max == 4);
    DistanceOptions options;
    options.vertices = false;
    CHECK(meshDistance(spike.view(), a.view(), options).forward.max < 1);
  }
}

TEST_CASE("distance: refusals") {
  const Mesh a = test::box({0, 0, 0}, {1, 1, 1});
  const Mesh line = {{0, 0, 0, 1, 0, 0, 2, 0, 0}, {0, 1, 2}};
  const Mesh point = {{1, 1, 1}, {0, 0, 0}};
  for (const Mesh* flat : {&line, &point}) {
    try {
      meshDistance(flat->view(), a.view());
      CHECK(false);
    } catch (const Error& e) {
      CHECK(e.code == Code::MESH_DEGENERATE);
    }
  }
  CHECK(pointDistance(line.view(), std::vector<double>{1, 3, 0}).distances[0] == 3);
  const std::vector<double> nan{NAN, 0, 0};
  CHECK_THROWS_AS(pointDistance(a.view(), nan), Error);
  CHECK_THROWS_AS(pointDistance(a.view(), std::vector<double>{0, 0, 0}, -1), Error);
  DistanceOptions none;
  none.samples = 0;
  CHECK_THROWS_AS(meshDistance(a.view(), a.view(), none), Error);
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(meshDistance(a.view(), a.view(), {}, CancelToken(words)), Error);
}
