#include "core/error.h"
#include "core/mass.h"
#include "shapes.h"
#include <algorithm>
#include <doctest/doctest.h>

using namespace simwright;

namespace {

struct Expected {
  double volume;
  Vec3 com;
  std::array<double, 6> tensor; // unit density
};

// Sum of axis-parallel boxes by the parallel axis theorem.
Expected boxes(std::initializer_list<std::pair<Vec3, Vec3>> parts) {
  Expected e{0, {}, {}};
  for (const auto& [low, high] : parts) {
    const Vec3 s = high - low;
    const double v = s.x * s.y * s.z;
    e.volume += v;
    e.com += (low + high) * (0.5 * v);
  }
  e.com = e.com * (1 / e.volume);
  for (const auto& [low, high] : parts) {
    const Vec3 s = high - low, d = (low + high) * 0.5 - e.com;
    const double v = s.x * s.y * s.z;
    e.tensor[0] += v * ((s.y * s.y + s.z * s.z) / 12 + d.y * d.y + d.z * d.z);
    e.tensor[1] += v * ((s.x * s.x + s.z * s.z) / 12 + d.x * d.x + d.z * d.z);
    e.tensor[2] += v * ((s.x * s.x + s.y * s.y) / 12 + d.x * d.x + d.y * d.y);
    e.tensor[3] -= v * d.x * d.y;
    e.tensor[4] -= v * d.x * d.z;
    e.tensor[5] -= v * d.y * d.z;
  }
  return e;
}

// The exact integral of the polyhedron, by another formula (affine image of the canonical tetrahedron's covariance,
// Blow and Binstock 2004) and in long double.
Expected polyhedral(MeshView mesh) {
  using Real = long double;
  const Vec3 o = usedBounds(mesh).center();
  Real volume = 0, first[3] = {}, second[3][3] = {};
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    Real a[3][3]; // columns: the corners
    for (int c = 0; c < 3; ++c)
      for (int k = 0; k < 3; ++k)
        a[k][c] = static_cast<Real>(mesh.corner(t, c)[k]) - static_cast<Real>(o[k]);
    const Real det = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                     a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                     a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    volume += det / 6;
    for (int i = 0; i < 3; ++i) {
      first[i] += det / 24 * (a[i][0] + a[i][1] + a[i][2]);
      for (int j = 0; j < 3; ++j)
        for (int p = 0; p < 3; ++p)
          for (int q = 0; q < 3; ++q)
            second[i][j] += det * a[i][p] * a[j][q] * (p == q ? Real(1) / 60 : Real(1) / 120);
    }
  }
  Real com[3], q[3][3];
  for (int i = 0; i < 3; ++i)
    com[i] = first[i] / volume;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      q[i][j] = second[i][j] - volume * com[i] * com[j];
  const auto d = [](Real v) { return static_cast<double>(v); };
  return {d(volume),
          {d(com[0] + o.x), d(com[1] + o.y), d(com[2] + o.z)},
          {d(q[1][1] + q[2][2]), d(q[0][0] + q[2][2]), d(q[0][0] + q[1][1]), d(-q[0][1]), d(-q[0][2]), d(-q[1][2])}};
}

double norm(const std::array<double, 6>& t) {
  return std::abs(t[0]) + std::abs(t[1]) + std::abs(t[2]);
}

// Relative errors of volume and tensor, error of the centre over the mesh's size.
double error(const MassProperties& m, const Expected& e, double density, double size) {
  double worst = std::abs(m.volume / e.volume - 1);
  worst = std::max(worst, std::abs(m.mass / (e.volume * density) - 1));
  worst = std::max(worst, length(m.inertia.centerOfMass - e.com) / size);
  for (std::size_t k = 0; k < 6; ++k)
    worst = std::max(worst, std::abs(m.inertia.tensor[k] - density * e.tensor[k]) / (density * norm(e.tensor)));
  return worst;
}

MassProperties solid(const Mesh& m, double density = 1) {
  return massProperties(m.view(), {density});
}

// R diag R^T from the quaternion.
std::array<double, 6> rebuilt(const Inertia& i) {
  const auto [x, y, z, w] = i.axes;
  const double r[3][3] = {{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                          {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                          {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}};
  const auto entry = [&](int a, int b) {
    double sum = 0;
    for (int k = 0; k < 3; ++k)
      sum += r[a][k] * i.principal[k] * r[b][k];
    return sum;
  };
  return {entry(0, 0), entry(1, 1), entry(2, 2), entry(0, 1), entry(0, 2), entry(1, 2)};
}

// What must hold for every result, whatever the mesh.
void checkPhysics(const MassProperties& m) {
  const Inertia& i = m.inertia;
  CHECK(m.mass > 0);
  CHECK(m.volume > 0);
  CHECK(m.density == doctest::Approx(m.mass / m.volume).epsilon(1e-12));
  CHECK(i.principal.x > 0);
  CHECK(i.principal.x <= i.principal.y);
  CHECK(i.principal.y <= i.principal.z);
  CHECK(i.principal.z <= i.principal.x + i.principal.y);
  double size = 0;
  for (const double q : i.axes)
    size += q * q;
  CHECK(size == doctest::Approx(1).epsilon(1e-14));
  CHECK(i.axes[3] >= 0);
  const auto back = rebuilt(i);
  for (std::size_t k = 0; k < 6; ++k)
    CHECK(std::abs(back[k] - i.tensor[k]) <= 1e-12 * norm(i.tensor));
  CHECK(m.confidence > 0);
  CHECK(m.confidence <= 1);
}

Mesh transformed(Mesh m, const double (&r)[3][3], Vec3 by) {
  for (std::size_t v = 0; v < m.positions.size(); v += 3) {
    const Vec3 p{m.positions[v], m.positions[v + 1], m.positions[v + 2]};
    for (int k = 0; k < 3; ++k)
      m.positions[v + static_cast<std::size_t>(k)] = r[k][0] * p.x + r[k][1] * p.y + r[k][2] * p.z + by[k];
  }
  return m;
}

Code refusal(MeshView m, const MassOptions& options) {
  try {
    massProperties(m, options);
  } catch (const Error& e) {
    return e.code;
  }
  return Code::INTERNAL;
}

} // namespace

TEST_CASE("mass: box and L-shape match their closed forms wherever they stand") {
  for (const double far : {0.0, 1.0, 37.25, 1000.0}) {
    const Vec3 by{far, -far, 0.5 * far};
    const MassProperties box = solid(test::moved(test::box({-1, 2, 0}, {1, 2.5, 3}), by), 700);
    CHECK(error(box, boxes({{Vec3{-1, 2, 0} + by, Vec3{1, 2.5, 3} + by}}), 700, 1) < 1e-9);
    CHECK(box.method == MassMethod::exact);
    CHECK(box.confidence == 1);
    CHECK(box.area == doctest::Approx(2 * (2 * 0.5 + 2 * 3 + 0.5 * 3)));
    const MassProperties l = solid(test::moved(test::lShape(), by), 700);
    CHECK(error(l, boxes({{by, Vec3{2, 1, 1} + by}, {Vec3{0, 1, 0} + by, Vec3{1, 2, 1} + by}}), 700, 1) < 1e-9);
    checkPhysics(l);
  }
  CHECK(error(solid(test::lShape()), boxes({{{0, 0, 0}, {2, 1, 1}}, {{0, 1, 0}, {1, 2, 1}}}), 1, 1) < 1e-14);
}

TEST_CASE("mass: sphere and torus match the long double integral and converge at second order") {
  struct Error2 {
    double volume, moment;
  };
  const auto run = [](const Mesh& m, double volume, double moment) {
    const MassProperties p = solid(m);
    CHECK(error(p, polyhedral(m.view()), 1, 1) < 1e-12);
    CHECK(p.method == MassMethod::exact);
    return Error2{std::abs(p.volume - volume), std::abs(p.inertia.tensor[2] - moment)};
  };
  using std::numbers::pi;
  const double R = 1, r = 0.3;
  for (std::uint32_t n = 16; n <= 64; n *= 2) {
    const double v = 4.0 / 3 * pi;
    const Error2 coarse = run(test::sphere(1, n, 2 * n), v, 0.4 * v);
    const Error2 fine = run(test::sphere(1, 2 * n, 4 * n), v, 0.4 * v);
    CHECK(coarse.volume / fine.volume == doctest::Approx(4).epsilon(0.02));
    CHECK(coarse.moment / fine.moment == doctest::Approx(4).epsilon(0.02));
    const double tv = 2 * pi * pi * R * r * r, tm = tv * (R * R + 0.75 * r * r);
    const Error2 coarseT = run(test::torus(R, r, 2 * n, n), tv, tm),
                 fineT = run(test::torus(R, r, 4 * n, 2 * n), tv, tm);
    CHECK(coarseT.volume / fineT.volume == doctest::Approx(4).epsilon(0.02));
    CHECK(coarseT.moment / fineT.moment == doctest::Approx(4).epsilon(0.02));
  }
}

TEST_CASE("mass: moving, turning and scaling the mesh moves, turns and scales the result") {
  // An irregular closed body without symmetry.
  Mesh m = test::torus(1, 0.35, 24, 12);
  for (std::size_t v = 0; v < m.positions.size(); v += 3)
    m.positions[v + 1] *= 1 + 0.2 * m.positions[v];
  const MassProperties before = solid(m, 3);
  // Rotations from unit quaternions of small whole numbers: exact up to one rounding.
  const double quats[][4] = {{1, 2, 3, 4}, {-5, 1, 0, 2}, {0, 0, 1, 1}, {7, -3, 2, 1}};
  for (const auto& q : quats) {
    const double s = 2 / (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    const auto [x, y, z, w] = q;
    const double r[3][3] = {{1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)},
                            {s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w)},
                            {s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)}};
    const Vec3 by{12, -7, 99};
    const MassProperties after = solid(transformed(m, r, by), 3);
    CHECK(after.volume == doctest::Approx(before.volume).epsilon(1e-11));
    CHECK(after.area == doctest::Approx(before.area).epsilon(1e-11));
    for (int k = 0; k < 3; ++k) {
      CHECK(after.inertia.principal[k] == doctest::Approx(before.inertia.principal[k]).epsilon(1e-10));
      const Vec3 c = before.inertia.centerOfMass;
      CHECK(std::abs(after.inertia.centerOfMass[k] - (r[k][0] * c.x + r[k][1] * c.y + r[k][2] * c.z + by[k])) < 1e-11);
    }
    const auto& t = before.inertia.tensor;
    const double full[3][3] = {{t[0], t[3], t[4]}, {t[3], t[1], t[5]}, {t[4], t[5], t[2]}};
    constexpr int kRow[6] = {0, 1, 2, 0, 0, 1}, kColumn[6] = {0, 1, 2, 1, 2, 2};
    for (std::size_t k = 0; k < 6; ++k) {
      double expected = 0;
      for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b)
          expected += r[kRow[k]][a] * full[a][b] * r[kColumn[k]][b];
      CHECK(std::abs(after.inertia.tensor[k] - expected) < 1e-10 * norm(t));
    }
    checkPhysics(after);
  }
  for (const double s : {1e-6, 0.01, 100.0, 1e6}) {
    Mesh scaled = m;
    for (double& p : scaled.positions)
      p *= s;
    const MassProperties after = solid(scaled, 3);
    CHECK(after.volume == doctest::Approx(before.volume * s * s * s).epsilon(1e-12));
    CHECK(after.inertia.tensor[1] == doctest::Approx(before.inertia.tensor[1] * s * s * s * s * s).epsilon(1e-12));
    MassOptions fixed;
    fixed.mass = 2;
    const MassProperties given = massProperties(scaled.view(), fixed);
    CHECK(given.mass == 2);
    CHECK(given.inertia.principal.z ==
          doctest::Approx(before.inertia.principal.z / before.mass * 2 * s * s).epsilon(1e-12));
  }
}

TEST_CASE("mass: principal axes") {
  SUBCASE("sides of a box, ascending, right-handed, as near to the mesh axes as possible") {
    const MassProperties m = solid(test::box({0, 0, 0}, {1, 2, 3}));
    const double mass = 6;
    CHECK(m.inertia.principal.x == doctest::Approx(mass * (1 + 4) / 12)); // about z, the longest side
    CHECK(m.inertia.principal.y == doctest::Approx(mass * (1 + 9) / 12));
    CHECK(m.inertia.principal.z == doctest::Approx(mass * (4 + 9) / 12));
    checkPhysics(m);
  }
  SUBCASE("a cube and a sphere keep the mesh axes") {
    for (const Mesh& m :
         {test::box({0, 0, 0}, {1, 1, 1}), test::moved(test::box({0, 0, 0}, {0.1, 0.1, 0.1}), {3, 5, 7})}) {
      const MassProperties p = solid(m);
      CHECK(p.inertia.axes == std::array<double, 4>{0, 0, 0, 1});
      CHECK(p.inertia.principal.x == doctest::Approx(p.inertia.principal.z).epsilon(1e-12));
    }
    checkPhysics(solid(test::sphere(1, 20, 40)));
  }
  SUBCASE("a thin rod and a thin plate") {
    checkPhysics(solid(test::box({0, 0, 0}, {1, 1e-5, 1e-5})));
    checkPhysics(solid(test::box({0, 0, 0}, {1, 1, 1e-6})));
  }
}

TEST_CASE("mass: repairs are said") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  const Expected e = boxes({{{0, 0, 0}, {1, 1, 1}}});
  SUBCASE("inside out as a whole") {
    const MassProperties m = solid(test::flipped(box));
    CHECK(m.insideOut);
    CHECK(m.method == MassMethod::exact);
    CHECK(m.confidence < 1);
    CHECK(error(m, e, 1, 1) < 1e-14);
  }
  SUBCASE("one triangle turned, a doubled shell, a twin pair") {
    Mesh turned = box, twin = box;
    std::swap(turned.triangles[4], turned.triangles[5]);
    twin.addVertex({0.5, 0.5, 0.5});
    twin.addTriangle(4, 5, 8);
    twin.addTriangle(8, 5, 4);
    for (const Mesh& m : {turned, twin, test::joined(box, box)}) {
      const MassProperties p = solid(m);
      CHECK(p.method == MassMethod::exactAfterRepair);
      CHECK(p.confidence < 1);
      CHECK_FALSE(p.insideOut);
      CHECK(error(p, e, 1, 1) < 1e-14);
    }
  }
  SUBCASE("a cavity is empty, a solid in a solid counts once") {
    const Mesh inner = test::box({0.25, 0.25, 0.25}, {0.5, 0.5, 0.5});
    const MassProperties hollow = solid(test::joined(box, test::flipped(inner)));
    CHECK(hollow.volume == doctest::Approx(1 - 1.0 / 64).epsilon(1e-14));
    CHECK(hollow.method == MassMethod::exact);
    checkPhysics(hollow);
    const MassProperties nested = solid(test::joined(box, inner));
    CHECK(nested.volume == doctest::Approx(1).epsilon(1e-14));
    CHECK(nested.nestedIgnored == 1);
    CHECK(nested.confidence < 1);
  }
  SUBCASE("the caller vouches") {
    MassOptions o;
    o.density = 1;
    o.assumeClosed = true;
    CHECK(error(massProperties(box.view(), o), e, 1, 1) < 1e-14);
    const Mesh far = test::moved(test::torus(1, 0.3, 64, 32), {1000, 500, -1000});
    CHECK(error(massProperties(far.view(), o), polyhedral(far.view()), 1, 1) < 1e-12);
    const MassProperties m = massProperties(test::flipped(box).view(), o);
    CHECK(m.insideOut);
    CHECK(error(m, e, 1, 1) < 1e-14);
  }
}

TEST_CASE("mass: open surfaces") {
  SUBCASE("single triangles missing: put back, so exact") {
    const Mesh whole = test::sphere(1, 60, 120);
    Mesh m;
    m.positions = whole.positions;
    for (std::size_t t = 0; t < whole.triangles.size() / 3; ++t)
      if (t % 20 != 7) // 5 % gone
        for (const std::uint32_t v : whole.view().triangle(t))
          m.triangles.push_back(v);
    const MassProperties p = solid(m);
    CHECK(p.method == MassMethod::holesClosed);
    CHECK(error(p, polyhedral(whole.view()), 1, 1) < 1e-3); // the fans at the poles lost neighbours
    CHECK(p.holes > 500);
    CHECK(p.badColumns > 0.05);
    CHECK(p.confidence < 1);
    CHECK(p.confidence >= 0.4);
    CHECK(p.closureGap > 0);
    checkPhysics(p);
    // wherever it stands
    const MassProperties far = solid(test::moved(m, {1024, 0, -512}));
    CHECK(far.volume == doctest::Approx(p.volume).epsilon(1e-9));
  }
  SUBCASE("columns of a closed box are exact, of a closed sphere near") {
    for (int axis = 0; axis < 3; ++axis) {
      const ColumnMoments c = columnMoments(test::box({0, 0, 0}, {1, 2, 3}).view(), {0.5, 1, 1.5}, axis, 64);
      CHECK(c.moments.volume == doctest::Approx(6).epsilon(1e-12));
      CHECK(c.badShare == 0);
      const ColumnMoments coarse = columnMoments(test::box({-0.5, -1, -1.5}, {0.5, 1, 1.5}).view(), {}, axis, 16);
      CHECK(length(coarse.moments.first) < 6 * 3e-3);
      for (std::size_t k = 0; k < 3; ++k)
        CHECK(coarse.moments.second[k] == doctest::Approx(0.5 * (k + 1.0) * (k + 1.0)).epsilon(1e-4));
      const ColumnMoments s = columnMoments(test::sphere(1, 60, 120).view(), {}, axis, 256);
      CHECK(s.badShare == 0);
      CHECK(s.moments.volume == doctest::Approx(polyhedral(test::sphere(1, 60, 120).view()).volume).epsilon(1e-3));
      for (std::size_t k = 0; k < 3; ++k)
        CHECK(s.moments.second[k] == doctest::Approx(0.4 * 2.0 / 3 * std::numbers::pi).epsilon(5e-3));
    }
  }
  SUBCASE("an open-top box and a sheet are shells") {
    Mesh open = test::box({0, 0, 0}, {1, 1, 1});
    open.triangles.erase(open.triangles.begin() + 6, open.triangles.begin() + 12); // the two of the top
    MassOptions o;
    o.density = 1000;
    o.thickness = 0.01;
    const MassProperties p = massProperties(open.view(), o);
    CHECK(p.method == MassMethod::shell);
    CHECK(p.mass == doctest::Approx(5 * 0.01 * 1000));
    CHECK(p.confidence <= 0.25);
    CHECK(p.inertia.centerOfMass.z == doctest::Approx(0.4));
    checkPhysics(p);
  }
  SUBCASE("a flat plate equals the box of its thickness") {
    const Mesh sheet = {{0, 0, 0, 2, 0, 0, 2, 1, 0, 0, 1, 0}, {0, 1, 2, 0, 2, 3}};
    MassOptions o;
    o.density = 10;
    o.thickness = 0.1;
    const MassProperties p = massProperties(sheet.view(), o);
    CHECK(p.method == MassMethod::shell);
    CHECK(error(p, boxes({{{0, 0, -0.05}, {2, 1, 0.05}}}), 10, 1) < 1e-14);
    checkPhysics(p);
    // the same sheet as a closed surface without content
    Mesh pillow = sheet;
    pillow.triangles.insert(pillow.triangles.end(), {3, 1, 0, 3, 2, 1});
    const MassProperties q = massProperties(pillow.view(), o);
    CHECK(q.method == MassMethod::shell);
    CHECK(q.mass == doctest::Approx(p.mass));
  }
  SUBCASE("a closed box taken as a skin") {
    MassOptions o;
    o.mass = 6;
    o.plates = true;
    o.thickness = 1e-5;
    const MassProperties p = massProperties(test::box({0, 0, 0}, {1, 1, 1}).view(), o);
    CHECK(p.method == MassMethod::shell);
    CHECK(p.volume == doctest::Approx(6e-5));
    for (std::size_t k = 0; k < 3; ++k) // a thin cube: 5/18 m a^2
      CHECK(p.inertia.tensor[k] == doctest::Approx(6 * 5.0 / 18));
    checkPhysics(p);
    o.assumeClosed = true;
    CHECK(refusal(test::box({0, 0, 0}, {1, 1, 1}).view(), o) == Code::ARGUMENT);
  }
  SUBCASE("one triangle") {
    const MassProperties p = solid(Mesh{{0, 0, 0, 1, 0, 0, 0, 1, 0}, {0, 1, 2}});
    CHECK(p.method == MassMethod::shell);
    CHECK(p.mass == doctest::Approx(0.5 * 0.002));
    checkPhysics(p);
  }
}

TEST_CASE("mass: refusals") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  CHECK(refusal(box.view(), {}) == Code::ARGUMENT);
  CHECK(refusal(box.view(), {1, 1}) == Code::ARGUMENT);
  CHECK(refusal(box.view(), {-1}) == Code::ARGUMENT);
  CHECK(refusal(box.view(), {NAN}) == Code::ARGUMENT);
  CHECK(refusal(box.view(), {1, 0, 0}) == Code::ARGUMENT);
  CHECK(refusal({}, {1}) == Code::MESH_EMPTY);
  CHECK(refusal(Mesh{{0, 0, 0, 1, 1, 1, 2, 2, 2}, {0, 1, 2}}.view(), {1}) == Code::MESH_DEGENERATE);
  CHECK(refusal(Mesh{{1, 1, 1}, {0, 0, 0}}.view(), {1}) == Code::MESH_DEGENERATE);
  MassOptions closed;
  closed.density = 1;
  closed.assumeClosed = true;
  CHECK(refusal(Mesh{{0, 0, 0, 1, 0, 0, 0, 1, 0}, {0, 1, 2}}.view(), closed) == Code::MESH_DEGENERATE);
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(massProperties(box.view(), {1}, CancelToken(words)), Error);
}

TEST_CASE("mass: box and L-shape to the last digits, also from far away") {
  const auto e = boxes({{{-1, 2, 0}, {1, 2.5, 3}}});
  const MassProperties m = solid(test::box({-1, 2, 0}, {1, 2.5, 3}), 700);
  CHECK(std::abs(m.mass / (700 * e.volume) - 1) < 1e-12);
  CHECK(error(m, e, 700, 1) < 1e-12);
  // 1e5 diagonals away, on positions that doubles hold exactly there: nothing may change beyond 1e-9
  const Mesh torus = [] {
    Mesh t = test::torus(1, 0.4, 64, 32);
    for (double& p : t.positions)
      p = std::floor(p * 0x1p20) * 0x1p-20;
    return t;
  }();
  const double far = 0x1p18; // 2.9 diagonals per unit
  const Vec3 by{far, -far, far};
  const MassProperties near = solid(torus), away = solid(test::moved(torus, by));
  CHECK(away.method == MassMethod::exact);
  CHECK(std::abs(away.volume / near.volume - 1) < 1e-9);
  CHECK(length(away.inertia.centerOfMass - by - near.inertia.centerOfMass) < 1e-9);
  for (std::size_t k = 0; k < 6; ++k)
    CHECK(std::abs(away.inertia.tensor[k] - near.inertia.tensor[k]) < 1e-9 * norm(near.inertia.tensor));
}

TEST_CASE("mass: the same bits from plain and wide instructions, from floats and doubles") {
  for (const std::uint32_t n : {3u, 5u, 16u, 67u}) { // blocks full and not
    const Mesh m = test::torus(1, 0.37, n, n + 2);
    const std::vector<float> floats(m.positions.begin(), m.positions.end());
    const std::vector<double> doubles(floats.begin(), floats.end());
    const Vec3 o{0.1, -0.2, 0.3};
    const SolidMoments plain = solidMoments<double>(doubles, m.triangles, o, {}, SimdLevel::plain);
    for (const SolidMoments& other : {solidMoments<double>(doubles, m.triangles, o, {}, SimdLevel::best),
                                      solidMoments<float>(floats, m.triangles, o, {}, SimdLevel::plain),
                                      solidMoments<float>(floats, m.triangles, o, {}, SimdLevel::best)}) {
      CHECK(other.moments.volume == plain.moments.volume);
      CHECK(other.moments.first == plain.moments.first);
      CHECK(other.moments.second == plain.moments.second);
      CHECK(other.area == plain.area);
    }
    const MassProperties a = massProperties(floats, m.triangles, {1}),
                         b = massProperties(MeshView{doubles, m.triangles}, {1});
    CHECK(a.inertia.tensor == b.inertia.tensor);
  }
}

TEST_CASE("mass: overlapping, touching and holed bodies") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  SUBCASE("two boxes that overlap count their union") {
    const MassProperties p = solid(test::joined(box, test::moved(box, {0.5, 0, 0})));
    CHECK(p.method == MassMethod::joined);
    CHECK(error(p, boxes({{{0, 0, 0}, {1.5, 1, 1}}}), 1, 1) < 0.005);
    CHECK(p.overlapShare > 0.3);
    CHECK(p.confidence < 1);
    checkPhysics(p);
  }
  SUBCASE("two boxes that touch in a corner are two bodies") {
    const MassProperties p = solid(test::joined(box, test::moved(box, {1, 1, 1})));
    CHECK(p.bodies == 2);
    CHECK(p.volume == doctest::Approx(2).epsilon(1e-12));
  }
  SUBCASE("a cap follows the surface around it") {
    Mesh open = test::sphere(1, 60, 120);
    open.triangles.erase(open.triangles.begin(), open.triangles.begin() + 3); // keeps the fan at the pole open too
    Mesh cut{open.positions, {}};
    for (std::size_t t = 0; t < open.triangles.size() / 3; ++t) {
      const Vec3 m = (open.view().corner(t, 0) + open.view().corner(t, 1) + open.view().corner(t, 2)) * (1.0 / 3);
      if (m.x < 0.94) // a cap of 3 % of the area
        for (const std::uint32_t v : open.view().triangle(t))
          cut.triangles.push_back(v);
    }
    const MassProperties p = solid(cut);
    CHECK(p.method == MassMethod::holesClosed);
    CHECK(p.wideHoles == 1);
    CHECK(std::abs(p.volume / polyhedral(test::sphere(1, 60, 120).view()).volume - 1) < 5e-4); // flat: 2.7e-3
    CHECK(p.confidence < 0.95);
    checkPhysics(p);
  }
  SUBCASE("closed bodies stay exact beside an open sheet") {
    const Mesh sheet = {{5, 0, 0, 6, 0, 0, 6, 1, 0, 5, 1, 0}, {0, 1, 2, 0, 2, 3}};
    const MassProperties p = solid(test::joined(box, sheet));
    CHECK(p.shares.exact == doctest::Approx(1 / 1.002));
    CHECK(p.volume == doctest::Approx(1.002).epsilon(1e-12));
    CHECK(p.method == MassMethod::exactAfterRepair);
  }
}
