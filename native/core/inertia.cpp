#include "core/inertia.h"
#include "core/rotation.h"
#include <algorithm>

namespace simwright {

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// Symmetric `m` to diagonal form; columns of the result are its eigenvectors.
Matrix diagonalize(Matrix& m, double negligible) {
  Matrix axes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (int sweep = 0; sweep < 32; ++sweep) {
    bool done = true;
    for (std::size_t p = 0; p < 2; ++p)
      for (std::size_t q = p + 1; q < 3; ++q) {
        if (std::abs(m[p][q]) <= negligible) continue;
        done = false;
        const double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
        const double t = (theta < 0 ? -1 : 1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < 3; ++k) { // m <- m J, axes <- axes J
          for (Matrix* a : {&m, &axes}) {
            const double x = (*a)[k][p], y = (*a)[k][q];
            (*a)[k][p] = c * x - s * y;
            (*a)[k][q] = s * x + c * y;
          }
        }
        for (std::size_t k = 0; k < 3; ++k) { // m <- J^T m
          const double x = m[p][k], y = m[q][k];
          m[p][k] = c * x - s * y;
          m[q][k] = s * x + c * y;
        }
        m[p][q] = m[q][p] = 0;
      }
    if (done) break;
  }
  return axes;
}

} // namespace

std::optional<Inertia> inertiaOf(const Moments& moments) {
  if (!(moments.volume > 0)) return std::nullopt;
  Inertia out;
  const Vec3 com = moments.first * (1 / moments.volume);
  out.centerOfMass = moments.origin + com;
  const double v = moments.volume;
  const double xx = moments.second[0] - v * com.x * com.x, yy = moments.second[1] - v * com.y * com.y;
  const double zz = moments.second[2] - v * com.z * com.z, xy = moments.second[3] - v * com.x * com.y;
  const double xz = moments.second[4] - v * com.x * com.z, yz = moments.second[5] - v * com.y * com.z;
  const double trace = xx + yy + zz;
  if (!(trace > 0) || !std::isfinite(trace)) return std::nullopt;
  out.tensor = {yy + zz, xx + zz, xx + yy, -xy, -xz, -yz};

  Matrix q{{{xx, xy, xz}, {xy, yy, yz}, {xz, yz, zz}}};
  const Matrix vectors = diagonalize(q, 1e-13 * trace);
  std::array<std::size_t, 3> order{0, 1,
                                   2}; // largest spread first = smallest moment first; near-equal keep their place
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 2; j > 0; --j)
      if (q[order[j]][order[j]] > q[order[j - 1]][order[j - 1]] + 1e-13 * trace) std::swap(order[j], order[j - 1]);
  double spread[3];
  Frame axes;
  for (std::size_t i = 0; i < 3; ++i) {
    spread[i] = q[order[i]][order[i]];
    if (spread[i] < -1e-9 * trace) return std::nullopt;
    spread[i] = std::max(spread[i], 0.0);
    axes[i] = {vectors[0][order[i]], vectors[1][order[i]], vectors[2][order[i]]};
  }
  out.principal.x = spread[1] + spread[2];
  out.principal.y = std::max(spread[0] + spread[2], out.principal.x);
  out.principal.z = std::clamp(spread[0] + spread[1], out.principal.y, out.principal.x + out.principal.y);

  if (dot(cross(axes[0], axes[1]), axes[2]) < 0) axes[2] = -axes[2];
  constexpr double kSigns[4][3] = {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
  int best = 0;
  double most = -4;
  for (int i = 0; i < 4; ++i) {
    const double along = kSigns[i][0] * axes[0].x + kSigns[i][1] * axes[1].y + kSigns[i][2] * axes[2].z;
    if (along > most + 1e-9) {
      most = along;
      best = i;
    }
  }
  for (std::size_t i = 0; i < 3; ++i)
    axes[i] = axes[i] * kSigns[best][i];
  out.axes = quaternionOf(axes);
  return out;
}

} // namespace simwright
