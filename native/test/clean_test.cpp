#include "core/clean.h"
#include "core/error.h"
#include "core/inspect.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;

namespace {

// Every triangle of the result is its source triangle, turned if it says so, at the same positions.
void checkSources(const Mesh& in, const Cleaned& out) {
  REQUIRE(out.sourceTriangle.size() == out.mesh.triangles.size() / 3);
  REQUIRE(out.sourceVertex.size() == out.mesh.positions.size() / 3);
  for (std::size_t v = 0; v < out.sourceVertex.size(); ++v)
    CHECK(out.mesh.view().vertex(v) == in.view().vertex(out.sourceVertex[v]));
  for (std::size_t t = 0; t < out.sourceTriangle.size(); ++t) {
    const std::size_t s = out.sourceTriangle[t];
    CHECK(out.mesh.view().corner(t, 0) == in.view().corner(s, 0));
    CHECK(out.mesh.view().corner(t, 1) == in.view().corner(s, out.turned[t] ? 2 : 1));
    CHECK(out.mesh.view().corner(t, 2) == in.view().corner(s, out.turned[t] ? 1 : 2));
  }
}

Cleaned cleaned(const Mesh& in) {
  Cleaned out = clean(in.view());
  checkSources(in, out);
  const CleanRecord& r = out.record;
  CHECK(out.sourceTriangle.size() + r.collapsedTriangles + r.zeroAreaTriangles + r.duplicateTriangles +
            2 * r.oppositeTwins + r.doubleSidedTriangles ==
        in.triangles.size() / 3);
  return out;
}

double volumeOf(const Cleaned& c) {
  return inspect(c.mesh.view()).signedVolume;
}

Mesh soupOf(const Mesh& m) {
  Mesh soup;
  for (const std::uint32_t v : m.triangles) {
    soup.addVertex(m.view().vertex(v));
    soup.triangles.push_back(static_cast<std::uint32_t>(soup.triangles.size()));
  }
  return soup;
}

const Mesh kBox = test::box({0, 0, 0}, {1, 1, 1});

} // namespace

TEST_CASE("clean: a good mesh stays as it is") {
  const Cleaned c = cleaned(kBox);
  CHECK(c.mesh.triangles == kBox.triangles);
  CHECK(c.mesh.positions == kBox.positions);
  CHECK(c.record.closedBodies == 1);
  CHECK(c.record.turnedTriangles + c.record.turnedBodies + c.record.mergedVertices == 0);
}

TEST_CASE("clean: seams are welded") {
  const Cleaned c = cleaned(soupOf(kBox));
  CHECK(c.mesh.positions.size() == 24);
  CHECK(c.record.mergedVertices == 36 - 8);
  CHECK(inspect(c.mesh.view()).closedness == Closedness::closed);
}

TEST_CASE("clean: each defect is repaired and counted") {
  Mesh m = kBox;
  SUBCASE("collapsed") {
    m.addTriangle(3, 3, 5);
    CHECK(cleaned(m).record.collapsedTriangles == 1);
  }
  SUBCASE("unused vertices") {
    m.addVertex({9, 9, 9});
    CHECK(cleaned(m).record.unusedVertices == 1);
    CHECK(cleaned(m).mesh.positions.size() == 24);
  }
  SUBCASE("duplicates, rotated") {
    m.addTriangle(m.triangles[1], m.triangles[2], m.triangles[0]);
    m.addTriangle(m.triangles[2], m.triangles[0], m.triangles[1]);
    CHECK(cleaned(m).record.duplicateTriangles == 2);
  }
  SUBCASE("a whole doubled shell") {
    m = test::joined(m, kBox);
    const Cleaned c = cleaned(m);
    CHECK(c.record.duplicateTriangles == 12);
    CHECK(volumeOf(c) == doctest::Approx(1));
  }
  SUBCASE("an opposite twin pair inside") {
    m.addVertex({0.5, 0.5, 0.5});
    m.addTriangle(4, 5, 8);
    m.addTriangle(8, 5, 4);
    const Cleaned c = cleaned(m);
    CHECK(c.record.oppositeTwins == 1);
    CHECK(c.record.unusedVertices == 1);
    CHECK(inspect(c.mesh.view()).closedness == Closedness::closed);
  }
  SUBCASE("one turned triangle") {
    std::swap(m.triangles[4], m.triangles[5]);
    const Cleaned c = cleaned(m);
    CHECK(c.record.turnedTriangles == 1);
    CHECK(c.turned[1] == 1);
    CHECK(volumeOf(c) == doctest::Approx(1));
  }
  SUBCASE("every second triangle turned") {
    for (std::size_t t = 0; t < m.triangles.size(); t += 6)
      std::swap(m.triangles[t + 1], m.triangles[t + 2]);
    CHECK(volumeOf(cleaned(m)) == doctest::Approx(1));
    CHECK(inspect(cleaned(m).mesh.view()).closedness == Closedness::closed);
  }
  SUBCASE("inside out") {
    const Cleaned c = cleaned(test::flipped(m));
    CHECK(c.record.turnedBodies == 1);
    CHECK(c.record.turnedBodyTriangles == 12);
    CHECK(c.record.turnedTriangles == 0);
    CHECK(volumeOf(c) == doctest::Approx(1));
  }
  SUBCASE("an open sheet agrees with the larger part and is not turned as a whole") {
    m.triangles.resize(30);
    const Cleaned whole = cleaned(test::flipped(m));
    CHECK(whole.record.turnedBodies + whole.record.turnedTriangles == 0);
    std::swap(m.triangles[1], m.triangles[2]);
    CHECK(cleaned(m).record.turnedTriangles == 1);
    CHECK(cleaned(m).record.closedBodies == 0);
  }
}

TEST_CASE("clean: bodies inside bodies") {
  const Mesh inner = test::box({0.25, 0.25, 0.25}, {0.75, 0.75, 0.75});
  SUBCASE("an opposite shell inside is a cavity") {
    const Cleaned c = cleaned(test::joined(kBox, test::flipped(inner)));
    CHECK(c.record.cavities == 1);
    CHECK(c.record.turnedBodies == 0);
    CHECK(volumeOf(c) == doctest::Approx(0.875));
  }
  SUBCASE("also when everything is inside out") {
    const Cleaned c = cleaned(test::flipped(test::joined(kBox, test::flipped(inner))));
    CHECK(c.record.cavities == 1);
    CHECK(c.record.turnedBodies == 2);
    CHECK(volumeOf(c) == doctest::Approx(0.875));
  }
  SUBCASE("an equal shell inside is a second solid") {
    const Cleaned c = cleaned(test::joined(kBox, inner));
    CHECK(c.record.cavities == 0);
    CHECK(c.record.nestedBodies == 1);
    CHECK(c.bodies[1].surrounding == 1);
  }
  SUBCASE("what sticks out is not inside, however much of it is") {
    const Cleaned c = cleaned(test::joined(kBox, test::box({0.25, 0.25, -0.2}, {0.75, 0.75, 0.9})));
    CHECK(c.record.nestedBodies == 0);
    CHECK(c.bodies[1].surrounding == 0);
  }
  SUBCASE("a solid in a cavity floats free") {
    const Mesh core = test::box({0.4, 0.4, 0.4}, {0.6, 0.6, 0.6});
    const Cleaned c = cleaned(test::joined(test::joined(kBox, test::flipped(inner)), core));
    CHECK(c.record.cavities == 1);
    CHECK(c.record.nestedBodies == 0);
    CHECK(c.bodies[2].surrounding == 0);
    CHECK(volumeOf(c) == doctest::Approx(0.875 + 0.008));
  }
  SUBCASE("beside one another each is turned alone") {
    const Cleaned c = cleaned(test::joined(kBox, test::flipped(test::moved(kBox, {3, 0, 0}))));
    CHECK(c.record.turnedBodies == 1);
    CHECK(volumeOf(c) == doctest::Approx(2));
  }
  SUBCASE("two boxes on one edge, one inside out") {
    const Cleaned c = cleaned(test::joined(kBox, test::flipped(test::box({1, 1, 0}, {2, 2, 1}))));
    CHECK(c.record.closedBodies == 2);
    CHECK(c.record.turnedBodies == 1);
    CHECK(volumeOf(c) == doctest::Approx(2));
  }
}

TEST_CASE("clean: sheets, needles and one-sided bands") {
  SUBCASE("a sheet seen from both sides keeps one") {
    const Mesh sheet = {{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, {0, 1, 2, 0, 2, 3, 2, 1, 0, 3, 2, 0}};
    const Cleaned c = cleaned(sheet);
    CHECK(c.record.doubleSidedTriangles == 2);
    CHECK(c.sourceTriangle == std::vector<std::uint32_t>{0, 1});
  }
  SUBCASE("a needle that closes a T-junction stays") {
    // One side of a box's top is split at its middle; a flat triangle fills the slit.
    Mesh m = kBox;
    m.addVertex({0.5, 0, 1});              // on edge 4-5
    for (std::size_t t = 0; t < 12; ++t) { // replace top triangle 4 5 7 by 4 8 7 and 8 5 7
      std::uint32_t* tri = m.triangles.data() + 3 * t;
      if (tri[0] == 4 && tri[1] == 5 && tri[2] == 7) tri[1] = 8;
    }
    m.addTriangle(8, 5, 7);
    m.addTriangle(4, 5, 8);
    const Cleaned c = cleaned(m);
    CHECK(c.record.zeroAreaKept == 1);
    CHECK(c.record.zeroAreaTriangles == 0);
    CHECK(c.record.closedBodies == 1);
    CHECK(volumeOf(c) == doctest::Approx(1));
  }
  SUBCASE("a needle that hangs on an edge goes, whatever its size") {
    for (const double size : {1e-6, 1.0, 1e6}) {
      Mesh m = test::box({0, 0, 0}, Vec3{1, 1, 1} * size);
      m.addVertex(Vec3{0.5, 0, 0} * size);
      m.addTriangle(0, 8, 1);
      CHECK(cleaned(m).record.zeroAreaTriangles == 1);
    }
  }
  SUBCASE("small is not flat") {
    const Mesh m = test::sphere(1e-9, 40, 80);
    CHECK(cleaned(m).record.zeroAreaTriangles == 0);
  }
  SUBCASE("a Moebius band is left alone") {
    Mesh m;
    const std::uint32_t n = 12;
    for (std::uint32_t i = 0; i < n; ++i) {
      const double u = 2 * std::numbers::pi * i / n;
      for (const double w : {-0.3, 0.3})
        m.addVertex(
            {(1 + w * std::cos(u / 2)) * std::cos(u), (1 + w * std::cos(u / 2)) * std::sin(u), w * std::sin(u / 2)});
    }
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool last = i + 1 == n;
      const std::uint32_t a = 2 * i, b = a + 1, c = last ? 1 : a + 2, d = last ? 0 : a + 3;
      m.addTriangle(a, c, b);
      m.addTriangle(b, c, d);
    }
    const Cleaned c = cleaned(m);
    CHECK(c.record.unorientableBodies == 1);
    CHECK(c.record.turnedTriangles == 0);
  }
}

TEST_CASE("clean: cleaning twice changes nothing more") {
  Mesh m = test::joined(test::flipped(kBox), test::moved(soupOf(test::sphere(1, 12, 24)), {5, 0, 0}));
  m.addTriangle(0, 0, 1);
  std::swap(m.triangles[40], m.triangles[41]);
  const Cleaned once = cleaned(m), twice = cleaned(once.mesh);
  CHECK(once.mesh.triangles == twice.mesh.triangles);
  CHECK(once.mesh.positions == twice.mesh.positions);
}

TEST_CASE("clean: refusals") {
  const auto refusal = [](MeshView m) {
    try {
      clean(m);
    } catch (const Error& e) {
      return e.code;
    }
    return Code::INTERNAL;
  };
  CHECK(refusal({}) == Code::MESH_EMPTY);
  CHECK(refusal(Mesh{{1, 1, 1}, {0, 0, 0}}.view()) == Code::MESH_DEGENERATE);
  CHECK(refusal(Mesh{{0, 0, 0, 1, 1, 1, 2, 2, 2}, {0, 1, 2}}.view()) == Code::MESH_DEGENERATE);
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(clean(kBox.view(), CancelToken(words)), Error);
}
