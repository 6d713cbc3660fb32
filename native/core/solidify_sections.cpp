#include "core/solidify_contour.h"
#include <algorithm>

namespace simwright::lattice {

void Contour::sections() {
  std::vector<std::pair<std::size_t, std::uint32_t>> index;
  index.reserve(tips.size());
  for (std::uint32_t i = 0; i < tips.size(); ++i)
    index.emplace_back(faceKey(tips[i].normal, tips[i].face[0], tips[i].face[1], tips[i].face[2]), i);
  std::sort(index.begin(), index.end());
  const double scale = 1 / lattice.cell;
  for (std::size_t t = 0; t < input.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Vec3 p[3] = {(input.corner(t, 0) - lattice.origin) * scale, (input.corner(t, 1) - lattice.origin) * scale,
                       (input.corner(t, 2) - lattice.origin) * scale};
    for (int a = 0; a < 3; ++a) {
      const int U = (a + 1) % 3, V = (a + 2) % 3;
      const double low = std::min({p[0][a], p[1][a], p[2][a]}), high = std::max({p[0][a], p[1][a], p[2][a]});
      for (double plane = std::floor(low) + 1; plane <= high; plane += 1) {
        double x[2][2]; // where a side of the triangle rises through the plane, and where one falls
        for (int k = 0; k < 3; ++k) {
          const Vec3 &f = p[k], &g = p[(k + 1) % 3];
          if ((f[a] < plane) == (g[a] < plane)) continue;
          const double share = (plane - f[a]) / (g[a] - f[a]);
          double* to = x[f[a] < plane ? 0 : 1];
          to[0] = f[U] + share * (g[U] - f[U]);
          to[1] = f[V] + share * (g[V] - f[V]);
        }
        const auto cellOf = [](double v) { return static_cast<std::size_t>(v); };
        std::size_t c[3];
        c[a] = static_cast<std::size_t>(plane);
        const std::size_t u0 = cellOf(std::min(x[0][0], x[1][0])), u1 = cellOf(std::max(x[0][0], x[1][0]));
        const std::size_t v0 = cellOf(std::min(x[0][1], x[1][1])), v1 = cellOf(std::max(x[0][1], x[1][1]));
        for (std::size_t v = v0; v <= v1; ++v)
          for (std::size_t u = u0; u <= u1; ++u) {
            c[U] = u;
            c[V] = v;
            const std::size_t at = faceKey(static_cast<std::size_t>(a), c[0], c[1], c[2]);
            const bool tip = marked(tipped, at);
            if (!tip && marked(busy, at)) continue;
            Piece piece{at, {}};
            if (!clip(x, static_cast<double>(u), static_cast<double>(v), piece)) continue;
            if (!tip) {
              pieces.push_back(piece);
              continue;
            }
            for (auto i = std::lower_bound(index.begin(), index.end(), std::pair{at, std::uint32_t{0}});
                 i != index.end() && i->first == at; ++i)
              reach(tips[i->second], piece);
          }
      }
    }
  }
}

bool Contour::clip(const double x[2][2], double u, double v, Piece& out) {
  const double from[2] = {x[0][0] - u, x[0][1] - v}, way[2] = {x[1][0] - x[0][0], x[1][1] - x[0][1]};
  double low = 0, high = 1;
  for (int k = 0; k < 2; ++k) {
    if (way[k] == 0) continue; // it lies between the rims
    const double a = -from[k] / way[k], b = (1 - from[k]) / way[k];
    low = std::max(low, std::min(a, b));
    high = std::min(high, std::max(a, b));
  }
  if (!(low <= high)) return false;
  for (int k = 0; k < 2; ++k) {
    out.x[0][k] = from[k] + low * way[k];
    out.x[1][k] = from[k] + high * way[k];
  }
  return true;
}

void Contour::reach(Tip& tip, const Piece& piece) {
  for (const auto& point : piece.x) {
    const double du = point[0] - tip.from[0], dv = point[1] - tip.from[1];
    const double x = du * tip.along[0] + dv * tip.along[1], y = du * tip.into[0] + dv * tip.into[1];
    if (!(y > 0)) continue;
    for (int side = 0; side < 2; ++side) {
      const double score = side == 0 ? y - x : y + x;
      if (!(score > tip.score[side])) continue;
      tip.score[side] = score;
      tip.x[side] = x;
      tip.y[side] = y;
    }
  }
}

void Contour::shapeTips() {
  for (const Tip& t : tips) {
    Chord& chord = chords[t.chord];
    chord.first = static_cast<std::uint32_t>(middles.size());
    if (t.score[0] == -INFINITY || std::max(t.y[0], t.y[1]) < 4 * kMargin) {
      if (t.edge) addLow(t);
    } else if (t.sheet || t.x[1] - t.x[0] < 4 * kMargin) {
      const double half = t.sheet ? 0.5 * t.length : 0, x = 0.5 * (t.x[0] + t.x[1]), y = std::max(t.y[0], t.y[1]);
      if (half > 2 * kMargin) {
        addMiddle(t, x - half, y);
        addMiddle(t, x + half, y);
      } else {
        addMiddle(t, x, y);
      }
    } else {
      addMiddle(t, t.x[0], t.y[0]);
      addMiddle(t, t.x[1], t.y[1]);
    }
    chord.count = static_cast<std::uint32_t>(middles.size()) - chord.first;
  }
}

void Contour::spread() {
  std::vector<std::pair<std::size_t, std::uint32_t>> order(middles.size());
  for (std::uint32_t i = 0; i < middles.size(); ++i) {
    const Middle& m = middles[i];
    order[i] = {faceKey(m.normal, m.face[0], m.face[1], m.face[2]), i};
  }
  std::sort(order.begin(), order.end());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    for (last = first; last < order.size() && order[last].first == order[first].first; ++last)
      for (std::size_t i = first; i < last; ++i) {
        Middle &m = middles[order[last].second], &n = middles[order[i].second];
        if (std::abs(m.x[0] - n.x[0]) > 0.1 * kMargin || std::abs(m.x[1] - n.x[1]) > 0.1 * kMargin) continue;
        m.x[0] += m.x[0] < 0.5 ? 0.2 * kMargin : -0.2 * kMargin;
        i = first - 1; // compare with all again
      }
  }
}

void Contour::shapeIslands() {
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.face < b.face; });
  for (std::size_t first = 0, last = 0; first < pieces.size(); first = last) {
    cancel.pollEvery4096(first);
    double area = 0, around = 0, gap[2] = {0, 0}, low[2] = {1, 1}, high[2] = {0, 0};
    for (last = first; last < pieces.size() && pieces[last].face == pieces[first].face; ++last) {
      const auto& x = pieces[last].x;
      const double du = x[1][0] - x[0][0], dv = x[1][1] - x[0][1];
      area += 0.5 * ((x[0][0] - 0.5) * dv - (x[0][1] - 0.5) * du);
      around += std::sqrt(du * du + dv * dv);
      gap[0] += du, gap[1] += dv;
      for (int k = 0; k < 2; ++k) {
        low[k] = std::min({low[k], x[0][k], x[1][k]});
        high[k] = std::max({high[k], x[0][k], x[1][k]});
      }
    }
    area = std::abs(area);
    // Closed, and large enough for four vertices?
    if (!(std::abs(gap[0]) + std::abs(gap[1]) < 1e-3 * around && area > 16 * kMargin * kMargin)) continue;
    const std::size_t normal = pieces[first].face % 3, corner = pieces[first].face / 3;
    const std::size_t nx = lattice.corners[0], ny = lattice.corners[1];
    const std::size_t c[3] = {corner % nx, corner / nx % ny, corner / nx / ny};
    if (signs.at(c[2] * ny + c[1], c[0])) continue; // inside the solid
    // The box of the section, shrunk to its area.
    const double box = (high[0] - low[0]) * (high[1] - low[1]);
    const double share = box > area ? std::sqrt(area / box) : 1;
    double middle[2], half[2];
    for (int k = 0; k < 2; ++k) {
      half[k] = std::clamp(0.5 * share * (high[k] - low[k]), 2 * kMargin, 0.5 - 3 * kMargin);
      middle[k] = std::clamp(0.5 * (low[k] + high[k]), 3 * kMargin + half[k], 1 - 3 * kMargin - half[k]);
    }
    Island island{};
    island.normal = static_cast<std::uint8_t>(normal);
    for (std::size_t k = 0; k < 3; ++k)
      island.face[k] = static_cast<std::uint16_t>(c[k]);
    island.first = static_cast<std::uint32_t>(middles.size());
    for (int k = 0; k < 4; ++k)
      middles.push_back(
          {island.face,
           island.normal,
           {middle[0] + (k == 0 || k == 3 ? -half[0] : half[0]), middle[1] + (k < 2 ? -half[1] : half[1])}});
    islands.push_back(island);
  }
  pieces = {};
}

} // namespace simwright::lattice
