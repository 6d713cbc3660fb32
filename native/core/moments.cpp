#include "core/moments.h"
#include <algorithm>

namespace simwright {

Moments& Moments::operator*=(double s) {
  volume *= s;
  first = first * s;
  for (double& q : second)
    q *= s;
  return *this;
}

Moments& Moments::operator+=(const Moments& m) {
  volume += m.volume;
  first += m.first;
  for (std::size_t k = 0; k < 6; ++k)
    second[k] += m.second[k];
  return *this;
}

Moments plateMoments(MeshView mesh, Vec3 origin, double thickness, const CancelToken& cancel) {
  Moments out;
  out.origin = origin;
  constexpr int kRow[6] = {0, 1, 2, 0, 0, 1}, kColumn[6] = {0, 1, 2, 1, 2, 2};
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Vec3 a = mesh.corner(t, 0) - origin, b = mesh.corner(t, 1) - origin, c = mesh.corner(t, 2) - origin;
    const Vec3 n = areaVector(a, b, c);
    const double twice = length(n);
    if (!(twice > 0)) continue;
    const Vec3 unit = n * (1 / twice), s = a + b + c;
    const double volume = 0.5 * twice * thickness;
    out.volume += volume;
    out.first += s * (volume / 3);
    for (std::size_t k = 0; k < 6; ++k) {
      const int i = kRow[k], j = kColumn[k];
      out.second[k] += volume * ((s[i] * s[j] + a[i] * a[j] + b[i] * b[j] + c[i] * c[j]) / 12 +
                                 thickness * thickness / 12 * unit[i] * unit[j]);
    }
  }
  return out;
}

namespace {

struct Crossing {
  std::uint32_t column;
  int sign; // +1 leaving, -1 entering, along the axis
  double at;
};

// Crossings of every triangle with the columns of the grid. Sides are decided by functions of their two end vertices in
// a fixed order, so that neighbours always agree: a closed surface is crossed equally often both ways by every column.
std::vector<Crossing> crossings(MeshView mesh, Vec3 origin, int axis, Vec3 low, Vec3 pitch, int resolution,
                                const CancelToken& cancel) {
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  std::vector<Crossing> out;
  // Every vertex in columns; most triangles of fine meshes miss all of them and go at once.
  std::vector<std::array<double, 2>> grid(mesh.vertexCount());
  const double perX = 1 / pitch[u], perY = 1 / pitch[v];
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Vec3 p = mesh.vertex(i) - origin;
    grid[i] = {(p[u] - low[u]) * perX, (p[v] - low[v]) * perY};
  }
  constexpr double kSlack = 1e-6; // of a column: sides decide, this only must not miss any
  const double last = resolution - 1;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    const auto &ga = grid[tri[0]], &gb = grid[tri[1]], &gc = grid[tri[2]];
    const double x0 = std::max(std::ceil(std::min({ga[0], gb[0], gc[0]}) - kSlack), 0.0);
    const double x1 = std::min(std::floor(std::max({ga[0], gb[0], gc[0]}) + kSlack), last);
    const double y0 = std::max(std::ceil(std::min({ga[1], gb[1], gc[1]}) - kSlack), 0.0);
    const double y1 = std::min(std::floor(std::max({ga[1], gb[1], gc[1]}) + kSlack), last);
    if (!(x0 <= x1 && y0 <= y1)) continue;
    Vec3 p[3];
    for (int k = 0; k < 3; ++k)
      p[k] = mesh.vertex(tri[static_cast<std::size_t>(k)]) - origin;
    const int i0 = static_cast<int>(x0), i1 = static_cast<int>(x1);
    const int j0 = static_cast<int>(y0), j1 = static_cast<int>(y1);
    for (int j = j0; j <= j1; ++j) {
      if (j % 64 == 0) cancel.poll();
      const double y = low[v] + j * pitch[v];
      for (int i = i0; i <= i1; ++i) {
        const double x = low[u] + i * pitch[u];
        double weight[3]; // of the corner opposite to the side
        int left = 0;
        for (int k = 0; k < 3; ++k) {
          const int from = (k + 1) % 3, to = (k + 2) % 3;
          const bool inOrder = tri[static_cast<std::size_t>(from)] < tri[static_cast<std::size_t>(to)];
          const Vec3 &a = p[inOrder ? from : to], &b = p[inOrder ? to : from];
          const double side = (b[u] - a[u]) * (y - a[v]) - (b[v] - a[v]) * (x - a[u]);
          weight[k] = inOrder ? side : -side;
          left += (side >= 0) == inOrder ? 1 : 0;
        }
        if (left != 0 && left != 3) continue;
        const double sum = weight[0] + weight[1] + weight[2];
        double at = p[0][axis];
        if (sum != 0) at = (weight[0] * p[0][axis] + weight[1] * p[1][axis] + weight[2] * p[2][axis]) / sum;
        out.push_back({static_cast<std::uint32_t>(j * resolution + i), left == 3 ? 1 : -1, at});
      }
    }
  }
  return out;
}

// The wanted resolution, or less so that crossings() tests no more than 16 million columns in all (beside eight per
// triangle); 0 if even 16 would be too many.
int affordableResolution(MeshView mesh, int axis, Vec3 size, int wanted) {
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  for (int resolution = wanted; resolution >= 16; resolution /= 2) {
    double tests = 0;
    for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
      Box box;
      for (int k = 0; k < 3; ++k)
        box.add(mesh.corner(t, k));
      const Vec3 share = box.size();
      tests += (share[u] / size[u] * resolution + 2) * (share[v] / size[v] * resolution + 2);
    }
    if (tests <= 16e6 + 8 * static_cast<double>(mesh.triangleCount())) return resolution;
  }
  return 0;
}

// Integrals of 1, t and t*t along one column.
struct Line {
  double length = 0, first = 0, second = 0;
  void add(double a, double b, double times) {
    length += times * (b - a);
    first += times * (b * b - a * a) / 2;
    second += times * (b * b * b - a * a * a) / 3;
  }
};

// Sums lines times the area of a cell into moments, for columns along `axis`.
struct LineSum {
  int axis = 0;
  Vec3 pitch;
  double volume = 0;
  Vec3 first;
  std::array<std::array<double, 3>, 3> second{};

  void add(const Line& line, double x, double y) {
    const int u = (axis + 1) % 3, v = (axis + 2) % 3;
    const double cell = pitch[u] * pitch[v];
    volume += cell * line.length;
    first[u] += cell * line.length * x;
    first[v] += cell * line.length * y;
    first[axis] += cell * line.first;
    const auto put = [&](int k, int l, double q) { second[std::min(k, l)][std::max(k, l)] += cell * q; };
    put(u, u, line.length * (x * x + pitch[u] * pitch[u] / 12));
    put(v, v, line.length * (y * y + pitch[v] * pitch[v] / 12));
    put(axis, axis, line.second);
    put(u, v, line.length * x * y);
    put(u, axis, line.first * x);
    put(v, axis, line.first * y);
  }
  Moments moments(Vec3 origin) const {
    return {
        origin, volume, first, {second[0][0], second[1][1], second[2][2], second[0][1], second[0][2], second[1][2]}};
  }
};

} // namespace

ColumnMoments columnMoments(MeshView mesh, Vec3 origin, int axis, int wanted, const CancelToken& cancel) {
  ColumnMoments out;
  out.moments.origin = out.excess.origin = origin;
  const Box box = usedBounds(mesh);
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  if (!(box.size()[u] > 0 && box.size()[v] > 0)) return out;
  const int resolution = affordableResolution(mesh, axis, box.size(), wanted);
  if (resolution == 0) return out;
  const Vec3 pitch = box.size() * (1.0 / resolution);
  // Near the middles of the cells, so that boxes come out right, but off them: columns miss the vertices of regular
  // models.
  Vec3 low = box.min - origin;
  low[u] += 0.4881966011250105 * pitch[u];
  low[v] += 0.5127322003750035 * pitch[v];

  // Crossings by column, then by depth.
  const std::vector<Crossing> all = crossings(mesh, origin, axis, low, pitch, resolution, cancel);
  const auto columns = static_cast<std::size_t>(resolution) * static_cast<std::size_t>(resolution);
  std::vector<std::size_t> start(columns + 1, 0);
  for (const Crossing& c : all)
    ++start[c.column + 1];
  for (std::size_t c = 0; c < columns; ++c)
    start[c + 1] += start[c];
  std::vector<Crossing> sorted(all.size());
  std::vector<std::size_t> next(start.begin(), start.end() - 1);
  for (const Crossing& c : all)
    sorted[next[c.column]++] = c;

  std::size_t hit = 0, bad = 0;
  LineSum inside{axis, pitch, 0, {}, {}}, excess{axis, pitch, 0, {}, {}};
  for (int j = 0; j < resolution; ++j) {
    cancel.poll();
    Line lastGood;
    for (int i = 0; i < resolution; ++i) {
      const auto c = static_cast<std::size_t>(j) * static_cast<std::size_t>(resolution) + static_cast<std::size_t>(i);
      const std::span<Crossing> here(sorted.data() + start[c], start[c + 1] - start[c]);
      const double x = low[u] + i * pitch[u], y = low[v] + j * pitch[v];
      Line line, more;
      if (!here.empty()) {
        ++hit;
        std::sort(here.begin(), here.end(),
                  [](const Crossing& a, const Crossing& b) { return a.at != b.at ? a.at < b.at : a.sign < b.sign; });
        int winding = 0;
        for (std::size_t k = 0; k < here.size(); ++k) {
          if (winding != 0) line.add(here[k - 1].at, here[k].at, 1);
          if (winding != 0 && winding != 1) more.add(here[k - 1].at, here[k].at, winding - 1);
          winding -= here[k].sign;
        }
        if (winding != 0) {
          ++bad;
          line = lastGood;
          more = {};
        }
      }
      lastGood = line;
      if (line.length != 0) inside.add(line, x, y);
      if (more.length != 0) excess.add(more, x, y);
    }
  }
  out.moments = inside.moments(origin);
  out.excess = excess.moments(origin);
  out.badShare = hit == 0 ? 1 : static_cast<double>(bad) / static_cast<double>(hit);
  return out;
}

} // namespace simwright
