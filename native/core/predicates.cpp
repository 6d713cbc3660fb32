#include "core/predicates.h"

namespace simwright {

namespace {

// A number as an unevaluated sum of doubles, smallest first, non-overlapping, zeros left out. The last term has the
// sign of the sum.
template <int Capacity> struct Expansion {
  double term[Capacity];
  int size = 0;
  void add(double t) {
    if (t != 0) term[size++] = t;
  }
};

struct Pair {
  double high, low;
};

Pair twoSum(double a, double b) {
  const double s = a + b;
  const double bVirtual = s - a;
  const double aVirtual = s - bVirtual;
  return {s, (a - aVirtual) + (b - bVirtual)};
}

Pair fastTwoSum(double a, double b) { // |a| >= |b|
  const double s = a + b;
  return {s, b - (s - a)};
}

Pair split(double a) {
  const double c = 134217729.0 * a; // 2^27 + 1
  const double high = c - (c - a);
  return {high, a - high};
}

Pair twoProduct(double a, double b) {
  const double p = a * b;
  const Pair x = split(a), y = split(b);
  const double error = ((p - x.high * y.high) - x.low * y.high) - x.high * y.low;
  return {p, x.low * y.low - error};
}

Expansion<2> difference(double a, double b) {
  const Pair d = twoSum(a, -b);
  Expansion<2> e;
  e.add(d.low);
  e.add(d.high);
  return e;
}

template <int N, int M> Expansion<N + M> sum(const Expansion<N>& e, const Expansion<M>& f) {
  Expansion<N + M> out;
  if (e.size + f.size == 0) return out;
  int i = 0, j = 0;
  const auto next = [&] { // smaller in size first
    if (j >= f.size || (i < e.size && std::fabs(e.term[i]) < std::fabs(f.term[j]))) return e.term[i++];
    return f.term[j++];
  };
  double q = next();
  if (i + j < e.size + f.size) {
    const double second = next();
    const Pair p = fastTwoSum(second, q);
    q = p.high;
    out.add(p.low);
  }
  while (i + j < e.size + f.size) {
    const Pair p = twoSum(q, next());
    q = p.high;
    out.add(p.low);
  }
  out.add(q);
  return out;
}

template <int N> Expansion<2 * N> scaled(const Expansion<N>& e, double b) {
  Expansion<2 * N> out;
  if (e.size == 0) return out;
  Pair p = twoProduct(e.term[0], b);
  double q = p.high;
  out.add(p.low);
  for (int i = 1; i < e.size; ++i) {
    p = twoProduct(e.term[i], b);
    const Pair s = twoSum(q, p.low);
    out.add(s.low);
    const Pair t = fastTwoSum(p.high, s.high);
    out.add(t.low);
    q = t.high;
  }
  out.add(q);
  return out;
}

template <int N> Expansion<4 * N> product(const Expansion<N>& e, const Expansion<2>& f) {
  const Expansion<2 * N> low = scaled(e, f.size > 0 ? f.term[0] : 0.0);
  const Expansion<2 * N> high = scaled(e, f.size > 1 ? f.term[1] : 0.0);
  return sum(low, high);
}

template <int N> Expansion<N> negated(Expansion<N> e) {
  for (int i = 0; i < e.size; ++i)
    e.term[i] = -e.term[i];
  return e;
}

struct ExactVector {
  Expansion<2> x, y, z;
};

ExactVector difference(Vec3 p, Vec3 q) {
  return {difference(p.x, q.x), difference(p.y, q.y), difference(p.z, q.z)};
}

Expansion<16> minor(const Expansion<2>& ux, const Expansion<2>& uy, const Expansion<2>& vx, const Expansion<2>& vy) {
  return sum(product(ux, vy), negated(product(uy, vx)));
}

} // namespace

int orient3dExact(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  const ExactVector u = difference(b, a), v = difference(c, a), w = difference(d, a);
  const auto x = product(minor(u.y, u.z, v.y, v.z), w.x);
  const auto y = product(minor(u.z, u.x, v.z, v.x), w.y);
  const auto z = product(minor(u.x, u.y, v.x, v.y), w.z);
  const auto det = sum(sum(x, y), z);
  if (det.size == 0) return 0;
  return det.term[det.size - 1] > 0 ? 1 : -1;
}

int orient3d(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  const Vec3 u = b - a, v = c - a, w = d - a;
  const double xyz = u.y * v.z, xzy = u.z * v.y, yzx = u.z * v.x, yxz = u.x * v.z, zxy = u.x * v.y, zyx = u.y * v.x;
  const double det = w.x * (xyz - xzy) + w.y * (yzx - yxz) + w.z * (zxy - zyx);
  const double permanent = (std::fabs(xyz) + std::fabs(xzy)) * std::fabs(w.x) +
                           (std::fabs(yzx) + std::fabs(yxz)) * std::fabs(w.y) +
                           (std::fabs(zxy) + std::fabs(zyx)) * std::fabs(w.z);
  const double bound = kOrient3dBound * permanent;
  if (det > bound) return 1;
  if (det < -bound) return -1;
  return orient3dExact(a, b, c, d);
}

} // namespace simwright
