#include "core/flood.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::uint8_t kFree = 0, kSurface = 1, kExterior = 2;

// Triangle against cells by separating axes: plane and the edges of the three projections (Schwarz and Seidel 2010);
// the cells' own axes are the caller's loop.
struct Overlap {
  Vec3 normal;
  double plane = 0, reach = 0;
  struct Side {
    double x, y, offset; // inside: x * px + y * py + offset >= 0
  };
  Side sides[3][3];
  bool flat[3];

  Overlap(Vec3 a, Vec3 b, Vec3 c, double half) {
    normal = areaVector(a, b, c);
    plane = dot(normal, a);
    reach = half * (std::abs(normal.x) + std::abs(normal.y) + std::abs(normal.z));
    const Vec3 corners[3] = {a, b, c};
    for (int k = 0; k < 3; ++k) {
      const int x = (k + 1) % 3, y = (k + 2) % 3;
      const double turn = normal[k] < 0 ? -1 : 1;
      flat[k] = normal[k] == 0;
      for (int e = 0; e < 3; ++e) {
        const Vec3 p = corners[e], way = corners[(e + 1) % 3] - p;
        const double nx = -way[y] * turn, ny = way[x] * turn;
        sides[k][e] = {nx, ny, -(nx * p[x] + ny * p[y]) + half * (std::abs(nx) + std::abs(ny))};
      }
    }
  }
  bool meets(Vec3 center) const {
    if (std::abs(dot(normal, center) - plane) > reach * (1 + 1e-9)) return false;
    for (int k = 0; k < 3; ++k) {
      if (flat[k]) continue;
      const double x = center[(k + 1) % 3], y = center[(k + 2) % 3];
      for (const Side& s : sides[k])
        if (s.x * x + s.y * y + s.offset < 0) return false;
    }
    return true;
  }
};

} // namespace

ExteriorGrid::ExteriorGrid(MeshView mesh, std::uint32_t resolution, const CancelToken& cancel) {
  const Box box = usedBounds(mesh);
  const Vec3 extent = box.size();
  const double longest = std::max({extent.x, extent.y, extent.z});
  size = longest > 0 ? longest / resolution : 1;
  origin = box.min - Vec3{size, size, size} * 1.5; // the box ends in the middle of cells, whole ones around
  for (int k = 0; k < 3; ++k)
    n[k] = static_cast<std::size_t>(extent[k] / size) + 4;
  cells.assign(n[0] * n[1] * n[2], kFree);

  const double half = 0.5 * size;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Vec3 a = mesh.corner(t, 0) - origin, b = mesh.corner(t, 1) - origin, c = mesh.corner(t, 2) - origin;
    const std::array<int, 3> low = at(min(a, min(b, c)) + origin), high = at(max(a, max(b, c)) + origin);
    const int spans = (high[0] > low[0]) + (high[1] > low[1]) + (high[2] > low[2]);
    const Overlap overlap(a, b, c, half);
    for (int z = low[2]; z <= high[2]; ++z) {
      if ((z & 15) == 15) cancel.poll();
      for (int y = low[1]; y <= high[1]; ++y)
        for (int x = low[0]; x <= high[0]; ++x)
          if (spans < 2 || overlap.meets({(x + 0.5) * size, (y + 0.5) * size, (z + 0.5) * size}))
            cells[index({x, y, z})] = kSurface;
    }
  }

  // The outermost layer is free of surface.
  std::vector<std::size_t> open{0};
  cells[0] = kExterior;
  const std::size_t step[3] = {1, n[0], n[0] * n[1]};
  std::size_t visited = 0;
  while (!open.empty()) {
    cancel.pollEvery4096(visited++);
    const std::size_t i = open.back();
    open.pop_back();
    const std::size_t c[3] = {i % n[0], i / n[0] % n[1], i / step[2]};
    for (int k = 0; k < 3; ++k) {
      if (c[k] > 0 && cells[i - step[k]] == kFree) {
        cells[i - step[k]] = kExterior;
        open.push_back(i - step[k]);
      }
      if (c[k] + 1 < n[k] && cells[i + step[k]] == kFree) {
        cells[i + step[k]] = kExterior;
        open.push_back(i + step[k]);
      }
    }
  }
}

std::array<int, 3> ExteriorGrid::at(Vec3 p) const {
  std::array<int, 3> c{};
  for (int k = 0; k < 3; ++k)
    c[static_cast<std::size_t>(k)] =
        static_cast<int>(std::clamp((p[k] - origin[k]) / size, 0.0, static_cast<double>(n[k] - 1)));
  return c;
}

Vec3 ExteriorGrid::center(std::array<int, 3> c) const {
  return origin + Vec3{c[0] + 0.5, c[1] + 0.5, c[2] + 0.5} * size;
}

bool ExteriorGrid::exterior(std::array<int, 3> c) const {
  for (std::size_t k = 0; k < 3; ++k)
    if (c[k] < 0 || c[k] >= static_cast<int>(n[k])) return true;
  return cells[index(c)] == kExterior;
}

} // namespace simwright
