#include "core/error.h"
#include "core/solidify_lattice.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr int kBits = 20; // of a cell
constexpr std::int64_t kOne = std::int64_t{1} << kBits;

struct Point {
  std::int64_t x[3];
};

std::int64_t floorDivide(std::int64_t a, std::int64_t b) { // b > 0
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

// One side of a triangle in the plane across the line: not negative at points on its left. Lines stand an infinitesimal
// (d, d*d) off the lattice, which decides what lies on a side exactly.
struct Side {
  std::int64_t value; // at the first column
  std::int64_t stepU, stepV;
  Side(const Point& a, const Point& b, int u, int v, std::int64_t pu, std::int64_t pv) {
    const std::int64_t du = b.x[u] - a.x[u], dv = b.x[v] - a.x[v];
    value = du * (pv - a.x[v]) - dv * (pu - a.x[u]);
    if (!(dv < 0 || (dv == 0 && du > 0))) value -= 1;
    stepU = -dv * kOne;
    stepV = du * kOne;
  }
};

} // namespace

std::array<Meetings, 3> meetings(MeshView mesh, const Lattice& lattice, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  std::vector<Point> points(mesh.vertexCount());
  const double scale = static_cast<double>(kOne) / lattice.cell;
  for (std::size_t v = 0; v < points.size(); ++v) {
    cancel.pollEvery4096(v);
    const Vec3 p = (mesh.vertex(v) - lattice.origin) * scale;
    for (int k = 0; k < 3; ++k) // unused vertices may lie anywhere
      points[v].x[k] = static_cast<std::int64_t>(std::clamp(p[k] + 0.5, -1e9, 1e9));
  }

  std::array<std::vector<Meeting>, 3> found;
  for (auto& f : found)
    f.reserve(n);
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    const Point &a = points[tri[0]], &b0 = points[tri[1]], &c0 = points[tri[2]];
    std::int64_t first[3], last[3]; // lattice planes that the triangle meets
    bool meets[3];
    for (int k = 0; k < 3; ++k) {
      first[k] = (std::min({a.x[k], b0.x[k], c0.x[k]}) + kOne - 1) >> kBits;
      last[k] = std::max({a.x[k], b0.x[k], c0.x[k]}) >> kBits;
      meets[k] = first[k] <= last[k];
    }
    for (int axis = 0; axis < 3; ++axis) {
      const int u = (axis + 1) % 3, v = (axis + 2) % 3;
      if (!meets[u] || !meets[v]) continue;
      const std::int64_t twice = (b0.x[u] - a.x[u]) * (c0.x[v] - a.x[v]) - (b0.x[v] - a.x[v]) * (c0.x[u] - a.x[u]);
      if (twice == 0) continue;
      const bool leaving = twice > 0;
      const Point &b = leaving ? b0 : c0, &c = leaving ? c0 : b0;
      const std::int64_t pu = first[u] * kOne, pv = first[v] * kOne;
      Side ab(a, b, u, v, pu, pv), bc(b, c, u, v, pu, pv), ca(c, a, u, v, pu, pv);
      const double za = static_cast<double>(a.x[axis]), zb = static_cast<double>(b.x[axis]),
                   zc = static_cast<double>(c.x[axis]);
      const double low = std::min({za, zb, zc}), high = std::max({za, zb, zc});
      const std::int64_t columns = last[u] - first[u] + 1;
      for (std::int64_t j = first[v]; j <= last[v]; ++j) {
        std::int64_t from = 0, to = columns; // the part of the row that may lie inside
        if (columns > 8)
          for (const Side* s : {&ab, &bc, &ca}) {
            if (s->stepU > 0) // value + i * step >= 0
              from = std::max(from, -floorDivide(s->value, s->stepU));
            else if (s->stepU < 0)
              to = std::min(to, floorDivide(s->value, -s->stepU) + 1);
            else if (s->value < 0)
              to = 0;
          }
        std::int64_t x = ab.value + from * ab.stepU, y = bc.value + from * bc.stepU, z = ca.value + from * ca.stepU;
        for (std::int64_t i = from; i < to; ++i) {
          if ((x | y | z) >= 0) {
            const double wc = static_cast<double>(x), wa = static_cast<double>(y), wb = static_cast<double>(z);
            const double sum = wa + wb + wc;
            const double depth = sum > 0 ? (wa * za + wb * zb + wc * zc) / sum : za;
            Meeting m{};
            m.at = std::clamp(depth, low, high) / static_cast<double>(kOne);
            m.line = static_cast<std::uint32_t>(j * lattice.corners[static_cast<std::size_t>(u)] + first[u] + i);
            m.triangle = static_cast<std::uint32_t>(t) & 0x7fffffffu;
            m.leaving = leaving;
            found[static_cast<std::size_t>(axis)].push_back(m);
          }
          x += ab.stepU, y += bc.stepU, z += ca.stepU;
        }
        ab.value += ab.stepV, bc.value += bc.stepV, ca.value += ca.stepV;
      }
    }
  }

  std::array<Meetings, 3> out;
  for (int axis = 0; axis < 3; ++axis) {
    const auto k = static_cast<std::size_t>(axis);
    Meetings& m = out[k];
    m.start.assign(lattice.lineCount(axis) + 1, 0);
    for (const Meeting& f : found[k])
      ++m.start[f.line + 1];
    for (std::size_t l = 1; l < m.start.size(); ++l)
      m.start[l] += m.start[l - 1];
    m.all.resize(found[k].size());
    std::vector<std::uint32_t> next(m.start.begin(), m.start.end() - 1);
    for (const Meeting& f : found[k])
      m.all[next[f.line]++] = f;
    found[k] = {};
    const auto before = [](const Meeting& a, const Meeting& b) {
      return a.at != b.at ? a.at < b.at : a.leaving != b.leaving ? b.leaving : a.triangle < b.triangle;
    };
    for (std::size_t l = 0; l + 1 < m.start.size(); ++l) {
      cancel.pollEvery4096(l);
      std::sort(m.all.begin() + m.start[l], m.all.begin() + m.start[l + 1], before);
    }
  }
  return out;
}

} // namespace simwright::lattice
