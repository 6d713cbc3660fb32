#include "core/enclosing.h"
#include <vector>

namespace simwright {

namespace {

constexpr double kSame = 1e-13; // of the radius squared: on the ball

// Smallest ball through all of 1 to 4 points, centre in their affine hull; false if they are not independent.
bool circumscribed(const Vec3* p, int n, Ball& ball) {
  ball = {p[0], 0};
  if (n == 1) return true;
  // centre = p0 + sum x_i e_i with e_i . (sum x_j e_j) = |e_i|^2 / 2
  Vec3 e[3];
  double m[3][4];
  const int k = n - 1;
  for (int i = 0; i < k; ++i)
    e[i] = p[i + 1] - p[0];
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j)
      m[i][j] = dot(e[i], e[j]);
    m[i][k] = 0.5 * m[i][i];
  }
  for (int i = 0; i < k; ++i) { // Gauss with pivots on the diagonal: the matrix is positive definite
    int best = i;
    for (int r = i + 1; r < k; ++r)
      if (std::fabs(m[r][i]) > std::fabs(m[best][i])) best = r;
    for (int c = 0; c <= k; ++c) {
      const double t = m[i][c];
      m[i][c] = m[best][c];
      m[best][c] = t;
    }
    if (!(std::fabs(m[i][i]) > 1e-14 * dot(e[i], e[i]))) return false;
    for (int r = 0; r < k; ++r) {
      if (r == i) continue;
      const double f = m[r][i] / m[i][i];
      for (int c = i; c <= k; ++c)
        m[r][c] -= f * m[i][c];
    }
  }
  Vec3 to;
  for (int i = 0; i < k; ++i)
    to += e[i] * (m[i][k] / m[i][i]);
  ball.center = p[0] + to;
  ball.radius = length(to);
  return true;
}

} // namespace

Ball enclosingBall(std::span<const Vec3> points) {
  Ball ball;
  if (points.empty()) return ball;
  std::vector<Vec3> support{points[0]};
  ball.center = points[0];
  for (int round = 0; round < 1000; ++round) {
    // 1. The farthest point.
    Vec3 far = ball.center;
    double most = -1;
    for (const Vec3 p : points) {
      const double d = dot(p - ball.center, p - ball.center);
      if (d > most) most = d, far = p;
    }
    if (most <= ball.radius * ball.radius * (1 + 2 * kSame)) break;
    // 2. The smallest ball around the support and it, by trying every subset that holds the new point.
    const int n = static_cast<int>(support.size());
    Ball best;
    std::vector<Vec3> bestSupport;
    for (int mask = 0; mask < 1 << n; ++mask) {
      Vec3 chosen[5] = {far};
      int count = 1;
      for (int i = 0; i < n; ++i)
        if (mask >> i & 1) chosen[count++] = support[static_cast<std::size_t>(i)];
      Ball candidate;
      if (count > 4 || !circumscribed(chosen, count, candidate)) continue;
      const double limit = candidate.radius * candidate.radius * (1 + 1e-12);
      bool holds = bestSupport.empty() || candidate.radius < best.radius;
      for (int i = 0; i < n && holds; ++i) {
        const Vec3 away = support[static_cast<std::size_t>(i)] - candidate.center;
        holds = dot(away, away) <= limit;
      }
      if (!holds) continue;
      best = candidate;
      bestSupport.assign(chosen, chosen + count);
    }
    if (bestSupport.empty() || best.radius <= ball.radius) break; // nothing left to gain in doubles
    ball = best;
    support = bestSupport;
  }
  double most = 0;
  for (const Vec3 p : points) {
    const double d = dot(p - ball.center, p - ball.center);
    if (d > most) most = d;
  }
  ball.radius = std::sqrt(most);
  return ball;
}

} // namespace simwright
