#include "core/error.h"
#include "core/inspect.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;

TEST_CASE("inspect: a closed box") {
  const Inspection r = inspect(test::box({0, 0, 0}, {1, 2, 3}).view());
  CHECK(r.closedness == Closedness::closed);
  CHECK(r.components == 1);
  CHECK(r.boundaryEdges == 0);
  CHECK(r.area == doctest::Approx(22));
  CHECK(r.signedVolume == doctest::Approx(6));
}

TEST_CASE("inspect: texture seams do not open a mesh") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  Mesh soup;
  for (const std::uint32_t v : box.triangles) {
    soup.addVertex(box.view().vertex(v));
    soup.triangles.push_back(static_cast<std::uint32_t>(soup.triangles.size()));
  }
  const Inspection r = inspect(soup.view());
  CHECK(r.closedness == Closedness::closed);
  CHECK(r.weldedVertices == 8);
}

TEST_CASE("inspect: defects are counted one by one") {
  Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  SUBCASE("a missing triangle opens three edges") {
    m.triangles.resize(m.triangles.size() - 3);
    const Inspection r = inspect(m.view());
    CHECK(r.boundaryEdges == 3);
    CHECK(r.closedness == Closedness::shell);
  }
  SUBCASE("one flipped triangle conflicts on three edges and can be turned") {
    std::swap(m.triangles[1], m.triangles[2]);
    const Inspection r = inspect(m.view());
    CHECK(r.orientationConflicts == 3);
    CHECK(r.closedness == Closedness::closedAfterRepair);
  }
  SUBCASE("an opposite twin pair on a face is repaired away") {
    m.addVertex({0.5, 0.5, 2});
    m.addTriangle(4, 5, 8);
    m.addTriangle(4, 8, 5);
    const Inspection r = inspect(m.view());
    CHECK(r.oppositeTwins == 1);
    CHECK(r.closedness == Closedness::closedAfterRepair);
  }
  SUBCASE("a doubled triangle") {
    m.addTriangle(m.triangles[0], m.triangles[1], m.triangles[2]);
    CHECK(inspect(m.view()).duplicateTriangles == 1);
  }
  SUBCASE("collapsed and zero-area triangles") {
    m.addTriangle(0, 0, 1);
    m.addVertex({0.5, 0, 0});
    m.addTriangle(0, 8, 1);
    const Inspection r = inspect(m.view());
    CHECK(r.collapsedTriangles == 1);
    CHECK(r.zeroAreaTriangles == 1);
  }
  SUBCASE("inside out is closed with a negative volume") {
    const Inspection r = inspect(test::flipped(m).view());
    CHECK(r.closedness == Closedness::closed);
    CHECK(r.signedVolume == doctest::Approx(-1));
  }
  SUBCASE("two boxes sharing an edge are balanced") {
    const Inspection r = inspect(test::joined(m, test::box({1, 1, 0}, {2, 2, 1})).view());
    CHECK(r.nonmanifoldEdges == 1);
    CHECK(r.closedness == Closedness::balanced);
  }
}

TEST_CASE("inspect: volume does not depend on where a closed mesh stands") {
  const Mesh s = test::sphere(1, 16, 32);
  const double here = inspect(s.view()).signedVolume;
  const double far = inspect(test::moved(s, {1024, -2048, 512}).view()).signedVolume;
  CHECK(far == doctest::Approx(here).epsilon(1e-9));
}

TEST_CASE("inspect: cancel") {
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(inspect(test::box({0, 0, 0}, {1, 1, 1}).view(), CancelToken(words)), Error);
}

TEST_CASE("inspect: bodies, shells and walls") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1}), inner = test::box({0.25, 0.25, 0.25}, {0.5, 0.5, 0.5});
  SUBCASE("a slab is as thick as it is") {
    const Inspection i = inspect(test::box({0, 0, 0}, {1, 1, 0.01}).view());
    CHECK(i.closedBodies == 1);
    CHECK(i.boundaryLoops == 0);
    CHECK(i.thickness.walls == i.thickness.samples);
    CHECK(i.thickness.median == doctest::Approx(0.01));
    CHECK(i.thickness.max == doctest::Approx(1));
    CHECK(inspect(test::flipped(test::box({0, 0, 0}, {1, 1, 0.01})).view()).thickness.median == doctest::Approx(0.01));
  }
  SUBCASE("one inside another, and beside it") {
    CHECK(inspect(test::joined(box, inner).view()).enclosedBodies == 1);
    CHECK(inspect(test::joined(box, test::flipped(inner)).view()).enclosedBodies == 1);
    const Inspection i = inspect(test::joined(box, test::moved(inner, {3, 0, 0})).view());
    CHECK(i.enclosedBodies == 0);
    CHECK(i.closedBodies == 2);
  }
  SUBCASE("a shell twice") {
    CHECK(inspect(test::joined(box, box).view()).coincidentShells == 1);
    CHECK(inspect(test::joined(box, test::flipped(box)).view()).coincidentShells == 1);
    CHECK(inspect(box.view()).coincidentShells == 0);
  }
  SUBCASE("two openings, no walls") {
    const Mesh sheet = {{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, {0, 1, 2, 0, 2, 3}};
    const Inspection i = inspect(test::joined(sheet, test::moved(sheet, {5, 0, 0})).view());
    CHECK(i.boundaryLoops == 2);
    CHECK(i.closedBodies == 0);
    CHECK(i.thickness.walls == 0);
  }
}
