#include "core/bvh.h"
#include "core/error.h"
#include "core/flood.h"
#include "core/reveal.h"
#include "core/reveal_rays.h"
#include "random.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;
using test::box;
using test::joined;
using test::moved;
using test::sphere;

namespace {

std::size_t count(const Mesh& m) {
  return m.triangles.size() / 3;
}

// A closed polyline of (radius, height) about z, counter-clockwise in that plane; radius 0 gives poles.
Mesh lathe(const std::vector<std::array<double, 2>>& profile, std::uint32_t segments) {
  Mesh m;
  const auto n = static_cast<std::uint32_t>(profile.size());
  for (std::uint32_t j = 0; j < segments; ++j) {
    const double u = 2 * std::numbers::pi * j / segments;
    for (const auto& p : profile)
      m.addVertex({p[0] == 0 ? 0 : p[0] * std::cos(u), p[0] == 0 ? 0 : p[0] * std::sin(u), p[1]});
  }
  for (std::uint32_t j = 0; j < segments; ++j)
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t k = (i + 1) % n, a = j * n, b = ((j + 1) % segments) * n;
      if (profile[i][0] == 0 && profile[k][0] == 0) continue;
      if (profile[i][0] != 0) m.addTriangle(a + i, b + i, b + k);
      if (profile[k][0] != 0) m.addTriangle(a + i, b + k, a + k);
    }
  return m;
}

// Outer radius 1, wall 0.1, height 2, open above by a hole of the given radius.
Mesh vessel(double opening) {
  return lathe({{0, 0}, {1, 0}, {1, 2}, {opening, 2}, {opening, 1.9}, {0.9, 1.9}, {0.9, 0.1}, {0, 0.1}}, 48);
}

// Unit box whose upper side has a square hole of width `hole` around its middle; one wall, open.
Mesh holedBox(double hole) {
  Mesh m = box({0, 0, 0}, {1, 1, 1});
  std::vector<std::uint32_t> sides;
  for (std::size_t t = 0; t < count(m); ++t)
    if (m.view().corner(t, 0).z + m.view().corner(t, 1).z + m.view().corner(t, 2).z < 3)
      for (int c = 0; c < 3; ++c)
        sides.push_back(m.view().triangle(t)[static_cast<std::size_t>(c)]);
  m.triangles = sides;
  const double a = 0.5 - hole / 2, b = 0.5 + hole / 2;
  const auto v = static_cast<std::uint32_t>(m.positions.size() / 3);
  for (const auto& p : {std::array{a, a}, std::array{b, a}, std::array{b, b}, std::array{a, b}})
    m.addVertex({p[0], p[1], 1});
  const std::uint32_t outer[4] = {4, 5, 7, 6};
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t j = (i + 1) % 4;
    m.addTriangle(outer[i], outer[j], v + j);
    m.addTriangle(outer[i], v + j, v + i);
  }
  return m;
}

// One sheet of two triangles.
Mesh sheet(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  Mesh m;
  for (const Vec3 p : {a, b, c, d})
    m.addVertex(p);
  m.addTriangle(0, 1, 2);
  m.addTriangle(0, 2, 3);
  return m;
}

// Six separate sheets a little wider than the unit box's sides; `gap` lowers the upper one's far edge.
Mesh sheetBox(double gap) {
  const double o = -0.02, i = 1.02;
  Mesh m = sheet({o, o, 0}, {i, o, 0}, {i, i, 0}, {o, i, 0});
  m = joined(m, sheet({o, o, 1}, {i, o, 1}, {i, i - gap, 1}, {o, i - gap, 1}));
  m = joined(m, sheet({o, 0, o}, {i, 0, o}, {i, 0, i}, {o, 0, i}));
  m = joined(m, sheet({o, 1, o}, {i, 1, o}, {i, 1, i}, {o, 1, i}));
  m = joined(m, sheet({0, o, o}, {0, i, o}, {0, i, i}, {0, o, i}));
  return joined(m, sheet({1, o, o}, {1, i, o}, {1, i, i}, {1, o, i}));
}

// Removed triangles are exactly first .. last-1.
bool removedRange(const Revealed& r, std::size_t first, std::size_t last) {
  if (r.removed.size() != last - first) return false;
  for (std::size_t i = 0; i < r.removed.size(); ++i)
    if (r.removed[i] != first + i) return false;
  return true;
}

// Brute force: 8 points x 512 directions per triangle, both sides. Independent of the verb's own sampling.
std::vector<std::uint8_t> visible(const Mesh& mesh) {
  const MeshView view = mesh.view();
  const Bvh bvh(view);
  const double off = 1e-5 * bounds(mesh.positions).diagonal();
  test::Random random(7);
  std::vector<std::uint8_t> out(view.triangleCount(), 0);
  for (std::size_t t = 0; t < out.size(); ++t) {
    const Vec3 a = view.corner(t, 0), b = view.corner(t, 1), c = view.corner(t, 2);
    const Vec3 n = normalized(areaVector(a, b, c));
    for (int k = 0; k < 8 && !out[t]; ++k) {
      double u = random.unit(), v = random.unit();
      if (u + v > 1) u = 1 - u, v = 1 - v;
      const Vec3 p = a + (b - a) * u + (c - a) * v;
      for (const Vec3 d : escapeDirections())
        if (!bvh.anyHit({p + n * (dot(d, n) < 0 ? -off : off), d})) {
          out[t] = 1;
          break;
        }
    }
  }
  return out;
}

Mesh turned(Mesh m, const test::Rotation& rotation) {
  for (std::size_t i = 0; i < m.positions.size(); i += 3) {
    const Vec3 p = rotation({m.positions[i], m.positions[i + 1], m.positions[i + 2]});
    for (int k = 0; k < 3; ++k)
      m.positions[i + static_cast<std::size_t>(k)] = p[k];
  }
  return m;
}

double areaOf(const Mesh& m, const std::vector<std::uint32_t>& triangles) {
  double sum = 0;
  for (const std::uint32_t t : triangles)
    sum += 0.5 * length(areaVector(m.view().corner(t, 0), m.view().corner(t, 1), m.view().corner(t, 2)));
  return sum;
}

} // namespace

TEST_CASE("reveal: a sphere in a sphere goes, with area, list and reason") {
  const Mesh outer = sphere(1, 12, 24), inner = sphere(0.5, 12, 24), m = joined(outer, inner);
  const Revealed r = reveal(m.view());
  CHECK(removedRange(r, count(outer), count(m)));
  REQUIRE(r.clusters.size() == 1);
  CHECK(r.clusters[0].reason == RevealReason::enclosed);
  CHECK(r.clusters[0].wholeShell);
  CHECK(r.clusters[0].enclosedBy == 0);
  CHECK(r.clusters[0].firstTriangle == count(outer));
  CHECK(r.clusters[0].area == doctest::Approx(areaOf(m, r.removed)));
  CHECK(r.clusters[0].rays > 0);
  CHECK(r.removedArea / r.area == doctest::Approx(0.2));
  CHECK(r.shells == 2);
  CHECK(r.closedShells == 2);
  CHECK(r.candidates == 1);
}

TEST_CASE("reveal: winding and order of shells do not matter") {
  const Mesh inner = sphere(0.5, 8, 12), outer = test::flipped(sphere(1, 8, 12));
  CHECK(removedRange(reveal(joined(inner, outer).view()), 0, count(inner)));
  Mesh some = joined(outer, inner); // every third triangle turned: closed by parity only
  for (std::size_t t = 0; t < count(some); t += 3)
    std::swap(some.triangles[3 * t], some.triangles[3 * t + 1]);
  CHECK(removedRange(reveal(some.view()), count(outer), count(some)));
}

TEST_CASE("reveal: three levels") {
  const Mesh m = joined(joined(sphere(3, 8, 12), box({-1.5, -1.5, -1.5}, {1.5, 1.5, 1.5})), sphere(1, 8, 12));
  const Revealed r = reveal(m.view());
  CHECK(r.removed.size() == 12 + count(sphere(1, 8, 12)));
  CHECK(r.clusters.size() == 2);
}

TEST_CASE("reveal: what can be reached stays") {
  const Mesh ball = moved(sphere(0.3, 8, 12), {0.2, 0, 0.6});
  for (const double opening : {0.9, 0.3, 0.05, 0.004}) { // cup, bottle, narrow neck, pin hole
    INFO(opening);
    const Mesh hollow = vessel(opening);
    CHECK(reveal(hollow.view()).removed.empty());
    CHECK(reveal(joined(hollow, ball).view()).removed.empty());
    RevealOptions patches;
    patches.patches = true;
    CHECK(reveal(joined(hollow, ball).view(), patches).removed.empty());
  }
  // the same without an opening
  const Mesh sealed = joined(
      joined(lathe({{0, 0}, {1, 0}, {1, 2}, {0, 2}}, 48), lathe({{0, 0.1}, {0.9, 0.1}, {0.9, 1.9}, {0, 1.9}}, 48)),
      ball);
  CHECK(reveal(sealed.view()).removed.size() == count(sealed) - count(lathe({{0, 0}, {1, 0}, {1, 2}, {0, 2}}, 48)));
}

TEST_CASE("reveal: open covers") {
  const Mesh cube = box({0.3, 0.3, 0.3}, {0.7, 0.7, 0.7});
  for (const double hole : {0.5, 0.05, 0.002}) { // aimed rays find the pin hole
    INFO(hole);
    CHECK(reveal(joined(holedBox(hole), cube).view()).removed.empty());
  }
  // sheets that close a box together: nothing proves it, no ray leaves
  const Mesh closed = joined(sheetBox(0), cube);
  const Revealed r = reveal(closed.view());
  CHECK(removedRange(r, 12, 24));
  REQUIRE(r.clusters.size() == 1);
  CHECK(r.clusters[0].reason == RevealReason::unseen);
  CHECK(r.clusters[0].enclosedBy == kNoTriangle);
  CHECK(r.clusters[0].rays >= 49152);
  CHECK(reveal(joined(sheetBox(0.1), cube).view()).removed.empty());
  // a wide half open shell, and a lone sheet
  Mesh half = sphere(1, 16, 24);
  half.triangles.resize(half.triangles.size() / 2 / 3 * 3);
  CHECK(reveal(joined(half, sphere(0.2, 8, 8)).view()).removed.empty());
  CHECK(reveal(sheet({0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}).view()).removed.empty());
}

TEST_CASE("reveal: an opening around a corner lets a probe in though no ray gets through") {
  // A bent duct of separate sheets: a chamber, closed but for a slot behind a baffle.
  const Mesh cube = box({0.4, 0.4, 0.1}, {0.6, 0.6, 0.2});
  Mesh m = joined(sheetBox(0.1), cube);
  m = joined(m, sheet({-0.02, 0.8, 0.9}, {1.02, 0.8, 0.9}, {1.02, 1.02, 0.9}, {-0.02, 1.02, 0.9}));   // under the slot
  m = joined(m, sheet({-0.02, 0.05, 0.8}, {1.02, 0.05, 0.8}, {1.02, 0.95, 0.8}, {-0.02, 0.95, 0.8})); // second floor
  m = joined(m, sheet({-0.02, -0.02, 0.7}, {1.02, -0.02, 0.7}, {1.02, 0.12, 0.7}, {-0.02, 0.12, 0.7}));
  m = joined(m, sheet({-0.02, 0.88, 0.7}, {1.02, 0.88, 0.7}, {1.02, 1.02, 0.7}, {-0.02, 1.02, 0.7}));
  const std::vector<std::uint8_t> seen = visible(m);
  for (std::size_t t = 12; t < 24; ++t)
    REQUIRE(!seen[t]);
  CHECK(reveal(m.view()).removed.empty());
}

TEST_CASE("reveal: touching and crossing shells are not taken for enclosed") {
  const Mesh outer = box({0, 0, 0}, {1, 1, 1});
  // through the wall, also where only vertices lie in its plane
  CHECK(reveal(joined(outer, box({0.4, 0.4, 0.4}, {0.6, 0.6, 1.2})).view()).removed.empty());
  const Mesh spindle = lathe({{0, 0.5}, {0.2, 1}, {0, 1.5}}, 8);
  const Mesh both = joined(joined(moved(outer, {-0.5, -0.5, 0}), spindle), moved(box({0, 0, 0}, {1, 1, 1}), {3, 3, 3}));
  CHECK(reveal(both.view()).removed.empty());
  // a dent of the outer shell that pierces a face of the inner one and opens it to the outside
  Mesh dented = box({-1, -1, -1}, {1, 1, 1});
  const auto tip = static_cast<std::uint32_t>(dented.positions.size() / 3);
  dented.addVertex({0, 0, -0.9});
  std::vector<std::uint32_t> rest;
  for (std::size_t t = 0; t < count(dented); ++t) {
    const Triangle tri = dented.view().triangle(t);
    const bool top = tri[0] >= 4 && tri[1] >= 4 && tri[2] >= 4;
    if (!top) rest.insert(rest.end(), tri.begin(), tri.end());
  }
  dented.triangles = rest;
  const std::uint32_t ring[4] = {4, 5, 7, 6};
  for (int i = 0; i < 4; ++i)
    dented.addTriangle(ring[i], ring[(i + 1) % 4], tip);
  const Mesh plate = box({-0.3, -0.3, -0.6}, {0.3, 0.3, -0.5});
  const Mesh pierced = joined(dented, plate);
  CHECK(reveal(pierced.view()).removed.empty());
  CHECK(reveal(joined(dented, moved(plate, {0.6, 0.6, -0.3})).view()).removed.size() == 12);
}

TEST_CASE("reveal: of coincident duplicates one copy stays") {
  const Mesh cube = box({0, 0, 0}, {1, 1, 1});
  const Revealed r = reveal(joined(cube, cube).view());
  CHECK(removedRange(r, 12, 24));
  REQUIRE(r.clusters.size() == 1);
  CHECK(r.clusters[0].reason == RevealReason::duplicate);
  // the other winding is the back of a double-sided sheet; another material may be what is seen
  CHECK(reveal(joined(cube, test::flipped(cube)).view()).removed.empty());
  std::vector<std::uint32_t> materials(24, 0);
  std::fill(materials.begin() + 12, materials.end(), 1u);
  RevealOptions options;
  options.materials = materials;
  CHECK(reveal(joined(cube, cube).view(), options).removed.empty());
  // a copy off by rounding stays: in doubt keep
  Mesh near = cube;
  for (double& v : near.positions)
    v *= 1 + 1e-9;
  CHECK(reveal(joined(cube, near).view()).removed.empty());
}

TEST_CASE("reveal: glass does not hide, other bodies do not hide") {
  const Mesh m = joined(sphere(1, 12, 24), sphere(0.5, 12, 24));
  const std::size_t n = count(sphere(1, 12, 24));
  std::vector<std::uint8_t> glass(2 * n, 0);
  std::fill(glass.begin(), glass.begin() + static_cast<std::ptrdiff_t>(n), std::uint8_t{1});
  RevealOptions options;
  options.transparent = glass;
  CHECK(reveal(m.view(), options).removed.empty());
  std::fill(glass.begin() + 1, glass.begin() + static_cast<std::ptrdiff_t>(n), std::uint8_t{0}); // one pane
  CHECK(reveal(m.view(), options).removed.empty());
  std::fill(glass.begin(), glass.end(), std::uint8_t{0});
  std::fill(glass.begin() + static_cast<std::ptrdiff_t>(n), glass.end(), std::uint8_t{1}); // glass inside goes
  CHECK(reveal(m.view(), options).removed.size() == n);

  // a closed drawer with a box in it, in a cabinet
  const Mesh cabinet = box({0, 0, 0}, {1, 1, 1}), drawer = box({0.1, 0.1, 0.1}, {0.9, 0.9, 0.4});
  const Mesh all = joined(joined(cabinet, drawer), box({0.2, 0.2, 0.2}, {0.3, 0.3, 0.3}));
  std::vector<std::uint32_t> bodies(36, 5);
  std::fill(bodies.begin() + 12, bodies.end(), 2u);
  RevealOptions two;
  two.bodies = bodies;
  CHECK(reveal(all.view()).removed.size() == 24);
  const Revealed r = reveal(all.view(), two);
  CHECK(removedRange(r, 24, 36));
  CHECK(r.clusters[0].enclosedBy == 12);
}

TEST_CASE("reveal: patches of overlapping shells, with rings") {
  const Mesh a = sphere(1, 40, 60), m = joined(a, moved(a, {1, 0, 0}));
  CHECK(reveal(m.view()).removed.empty());
  RevealOptions options;
  options.patches = true;
  double last = 1e9;
  for (const int rings : {1, 2}) {
    options.rings = rings;
    const Revealed r = reveal(m.view(), options);
    const double buried = 2 * std::numbers::pi; // two caps of height 1/2
    CHECK(r.removedArea > (rings == 1 ? 0.7 : 0.55) * buried);
    CHECK(r.removedArea < buried);
    CHECK(r.removedArea < last);
    last = r.removedArea;
    CHECK(r.clusters.size() == 2);
    CHECK(!r.clusters[0].wholeShell);
    for (const std::uint32_t t : r.removed)
      for (int c = 0; c < 3; ++c) {
        const Vec3 p = m.view().corner(t, c);
        CHECK(length(t < count(a) ? p - Vec3{1, 0, 0} : p) < 1 - 0.01 * rings);
      }
  }
}

TEST_CASE("reveal: brute force sees nothing of what is proved enclosed, and next to nothing of what no ray left") {
  test::Random random(3);
  std::size_t proved = 0, unseen = 0;
  double seenArea = 0, lostArea = 0;
  for (int round = 0; round < 10; ++round) {
    Mesh m;
    for (int k = 0; k < 14; ++k) {
      const double size = random.between(0.1, 1.2);
      Mesh one =
          k % 3 == 0 ? sphere(size, 8, 12) : box({-size, -0.6 * size, -0.4 * size}, {size, 0.6 * size, 0.4 * size});
      if (k % 4 == 1) one.triangles.resize(one.triangles.size() - 3); // open
      if (k % 5 == 2) one = test::flipped(one);
      one = moved(turned(one, test::Rotation(random)), random.inBall() * 0.8);
      m = k == 0 ? one : joined(m, one);
    }
    RevealOptions options;
    options.patches = round % 2 == 1;
    options.rings = 1;
    const Revealed r = reveal(m.view(), options);
    const std::vector<std::uint8_t> seen = visible(m);
    for (std::uint32_t t = 0; t < count(m); ++t)
      if (seen[t]) seenArea += areaOf(m, {t});
    for (std::size_t i = 0; i < r.removed.size(); ++i) {
      const RevealReason reason = r.clusters[r.clusterOf[i]].reason;
      ++(reason == RevealReason::enclosed ? proved : unseen);
      if (!seen[r.removed[i]]) continue;
      CHECK(reason == RevealReason::unseen);
      lostArea += areaOf(m, {r.removed[i]});
    }
  }
  CHECK(proved > 50);
  CHECK(unseen > 50);
  CHECK(lostArea <= 1e-3 * seenArea);
}

TEST_CASE("reveal: the same for any number of threads, and far from the origin") {
  const Mesh m = joined(joined(sheetBox(0), sphere(0.2, 20, 30)), moved(sphere(0.3, 20, 30), {0.5, 0.5, 0.5}));
  RevealOptions options;
  options.patches = true;
  const Revealed one = reveal(m.view(), options);
  for (const unsigned threads : {2u, 4u, 7u}) {
    options.threads = threads;
    const Revealed more = reveal(m.view(), options);
    CHECK(more.removed == one.removed);
    CHECK(more.rays == one.rays);
    CHECK(more.clusters.size() == one.clusters.size());
  }
  const Mesh far = moved(joined(sphere(1, 8, 12), sphere(0.5, 8, 12)), {1e8, -3e8, 1e9});
  CHECK(reveal(far.view()).removed.size() == count(sphere(0.5, 8, 12)));
}

TEST_CASE("reveal: degenerate input") {
  Mesh one;
  one.addVertex({0, 0, 0});
  one.addVertex({1, 0, 0});
  one.addVertex({0, 1, 0});
  one.addTriangle(0, 1, 2);
  CHECK(reveal(one.view()).removed.empty());
  one.addTriangle(0, 0, 1);
  one.addTriangle(2, 2, 2);
  RevealOptions patches;
  patches.patches = true;
  CHECK(reveal(one.view(), patches).removed.empty());
  Mesh point; // everything at one place
  for (int i = 0; i < 3; ++i)
    point.addVertex({1, 2, 3});
  point.addTriangle(0, 1, 2);
  CHECK(reveal(point.view()).removed.empty());
  // a collapsed triangle goes with the shell it hangs on, not with another
  Mesh nested = joined(sphere(1, 8, 12), sphere(0.5, 8, 12));
  const std::uint32_t inside = nested.triangles.back();
  nested.addTriangle(inside, inside, inside - 1);
  nested.addTriangle(0, 0, inside);
  CHECK(reveal(nested.view()).removed.size() == count(sphere(0.5, 8, 12)) + 1);
}

TEST_CASE("reveal: refusals and cancelling") {
  const Mesh m = joined(sphere(1, 8, 12), sphere(0.5, 8, 12));
  const auto refusal = [&](const RevealOptions& options) {
    try {
      reveal(m.view(), options);
    } catch (const Error& e) {
      return e.code;
    }
    return Code::INTERNAL;
  };
  RevealOptions o;
  o.rings = 3;
  CHECK(refusal(o) == Code::ARGUMENT);
  o = {};
  o.threads = 0;
  CHECK(refusal(o) == Code::ARGUMENT);
  const std::vector<std::uint32_t> few(3, 0);
  o = {};
  o.bodies = few;
  CHECK(refusal(o) == Code::ARGUMENT);
  CHECK_THROWS_AS(reveal(Mesh{}.view()), Error);
  for (const unsigned threads : {1u, 4u}) {
    o = {};
    o.threads = threads;
    std::int32_t words[2] = {1, 0};
    CHECK_THROWS_AS(reveal(m.view(), o, CancelToken(words)), Error);
    words[0] = 0;
    reveal(m.view(), o, CancelToken(words));
    CHECK(words[1] == 1000);
  }
}

TEST_CASE("reveal: escape directions are unit, even and balanced") {
  Vec3 sum;
  double nearest = 4;
  const auto& d = escapeDirections();
  for (std::size_t i = 0; i < d.size(); ++i) {
    CHECK(length(d[i]) == doctest::Approx(1).epsilon(1e-12));
    sum += d[i];
    for (std::size_t j = 0; j < i; ++j)
      nearest = std::min(nearest, length(d[i] - d[j]));
  }
  CHECK(length(sum) < 1);
  CHECK(nearest > 0.1); // 512 equal circles cannot do better than 0.168
}

TEST_CASE("flood: sealed, open and slanted") {
  const ExteriorGrid sealed(joined(sphere(1, 24, 32), moved(sphere(0.1, 4, 6), {3, 0, 0})).view(), 64);
  CHECK(!sealed.exterior(sealed.at({0, 0, 0})));
  CHECK(sealed.exterior(sealed.at({1.5, 0, 0})));
  CHECK(sealed.exterior({-1, 0, 0}));
  const ExteriorGrid open(holedBox(0.2).view(), 64);
  CHECK(open.exterior(open.at({0.5, 0.5, 0.5})));
  const ExteriorGrid closed(holedBox(0.002).view(), 64);
  CHECK(!closed.exterior(closed.at({0.5, 0.5, 0.5})));
  // one triangle across a cube's corner does not fill the cube
  Mesh slant;
  slant.addVertex({1, 0, 0});
  slant.addVertex({0, 1, 0});
  slant.addVertex({0, 0, 1});
  slant.addTriangle(0, 1, 2);
  const ExteriorGrid cut(slant.view(), 32);
  CHECK(cut.exterior(cut.at({0.1, 0.1, 0.1})));
  CHECK(!cut.exterior(cut.at({1.0 / 3, 1.0 / 3, 1.0 / 3})));
  CHECK(cut.exterior(cut.at({0.9, 0.9, 0.9})));
}
