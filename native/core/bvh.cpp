#include "core/bvh.h"
#include <algorithm>
#include <tuple>
#include <utility>

namespace simwright {

namespace {

constexpr float kPad = 0x1p-18f; // of the half side; see bvh.h
constexpr double kNear = 4;      // origins farther out, in half sides, are moved forward
constexpr std::uint32_t kEmpty = 0xffffffffu;
constexpr std::uint32_t kLeaf = 4; // most triangles in a leaf
constexpr int kBins = 16;
constexpr int kSahDepth = 48; // below, ranges are halved: depth stays under 48 + 32
constexpr int kStack = 3 * (kSahDepth + 32) + 4;

struct FloatBox {
  float low[3] = {INFINITY, INFINITY, INFINITY};
  float high[3] = {-INFINITY, -INFINITY, -INFINITY};
  void add(const FloatBox& o) {
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], o.low[a]);
      high[a] = std::max(high[a], o.high[a]);
    }
  }
  void add(const float p[3]) {
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], p[a]);
      high[a] = std::max(high[a], p[a]);
    }
  }
  float halfArea() const {
    const float x = high[0] - low[0], y = high[1] - low[1], z = high[2] - low[2];
    return x < 0 ? 0 : x * y + y * z + z * x;
  }
};

struct Primitive {
  FloatBox box;
  float middle[3];
  std::uint32_t triangle = 0;
};

struct Range {
  std::uint32_t first = 0, count = 0;
  int depth = 0;
  FloatBox box, middles;
};

Range rangeOf(const std::vector<Primitive>& prims, std::uint32_t first, std::uint32_t count, int depth) {
  Range r{first, count, depth, {}, {}};
  for (std::uint32_t i = first; i < first + count; ++i) {
    r.box.add(prims[i].box);
    r.middles.add(prims[i].middle);
  }
  return r;
}

// Splits a range of two or more by the surface area heuristic; in halves when that finds no plane or the tree is deep.
std::pair<Range, Range> split(std::vector<Primitive>& prims, const Range& r) {
  int bestAxis = -1, bestBin = 0;
  float bestCost = INFINITY;
  const int bins = r.count < 64 ? kBins / 2 : kBins; // few triangles need few planes
  float scale[3];
  for (int a = 0; a < 3; ++a) {
    const float size = r.middles.high[a] - r.middles.low[a];
    scale[a] = size > 1e-7f ? static_cast<float>(bins) / size : 0;
  }
  const auto binOf = [&](const Primitive& p, int axis) {
    return std::min(bins - 1, static_cast<int>((p.middle[axis] - r.middles.low[axis]) * scale[axis]));
  };
  if (r.depth < kSahDepth) {
    for (int axis = 0; axis < 3; ++axis) {
      if (scale[axis] == 0) continue;
      FloatBox boxes[kBins];
      std::uint32_t counts[kBins] = {};
      for (std::uint32_t i = r.first; i < r.first + r.count; ++i) {
        const int bin = binOf(prims[i], axis);
        boxes[bin].add(prims[i].box);
        ++counts[bin];
      }
      float rightCost[kBins];
      FloatBox box;
      std::uint32_t count = 0;
      for (int b = bins - 1; b > 0; --b) {
        box.add(boxes[b]);
        count += counts[b];
        rightCost[b] = count == 0 ? INFINITY : box.halfArea() * static_cast<float>(count);
      }
      box = {};
      count = 0;
      for (int b = 1; b < bins; ++b) {
        box.add(boxes[b - 1]);
        count += counts[b - 1];
        if (count == 0) continue;
        const float cost = box.halfArea() * static_cast<float>(count) + rightCost[b];
        if (cost < bestCost) {
          bestCost = cost;
          bestAxis = axis;
          bestBin = b;
        }
      }
    }
  }
  const auto begin = prims.begin() + r.first, end = begin + r.count;
  std::uint32_t left;
  if (bestAxis >= 0) {
    const auto cut = std::partition(begin, end, [&](const Primitive& p) { return binOf(p, bestAxis) < bestBin; });
    left = static_cast<std::uint32_t>(cut - begin);
  } else {
    int axis = 0;
    for (int a = 1; a < 3; ++a)
      if (r.middles.high[a] - r.middles.low[a] > r.middles.high[axis] - r.middles.low[axis]) axis = a;
    left = r.count / 2;
    std::nth_element(begin, begin + left, end, [&](const Primitive& p, const Primitive& q) {
      return p.middle[axis] != q.middle[axis] ? p.middle[axis] < q.middle[axis] : p.triangle < q.triangle;
    });
  }
  return {rangeOf(prims, r.first, left, r.depth + 1), rangeOf(prims, r.first + left, r.count - left, r.depth + 1)};
}

Vec3 nearestOnSegment(Vec3 p, Vec3 a, Vec3 b) {
  const Vec3 ab = b - a;
  const double along = dot(p - a, ab), size = dot(ab, ab);
  if (!(along > 0)) return a;
  if (along >= size) return b;
  return a + ab * (along / size);
}

} // namespace

Vec3 nearestOnTriangle(Vec3 p, Vec3 a, Vec3 b, Vec3 c) {
  const Vec3 ab = b - a, ac = c - a, ap = p - a;
  const Vec3 n = cross(ab, ac);
  const double nn = dot(n, n);
  // Signed areas of the three corners' opposite triangles in the projection.
  const double wc = dot(cross(ab, ap), n);
  const double wb = dot(cross(ap, ac), n);
  const double wa = nn - wb - wc;
  const double longest = std::max({dot(ab, ab), dot(ac, ac), dot(b - c, b - c)});
  const bool flat = !(nn > 1e-26 * longest * longest); // the plane is not known well enough to project onto
  if (!flat && wa >= 0 && wb >= 0 && wc >= 0) return a + ab * (wb / nn) + ac * (wc / nn);
  // Outside, the nearest point lies on an edge that faces the point.
  Vec3 best = a;
  double least = std::numeric_limits<double>::infinity();
  const auto consider = [&](Vec3 q) {
    const double d = dot(p - q, p - q);
    if (d < least) {
      least = d;
      best = q;
    }
  };
  if (flat || wc < 0) consider(nearestOnSegment(p, a, b));
  if (flat || wb < 0) consider(nearestOnSegment(p, a, c));
  if (flat || wa < 0) consider(nearestOnSegment(p, b, c));
  return best;
}

struct Bvh::Builder {
  Bvh& tree;
  std::vector<Primitive>& prims;
  const CancelToken& cancel;

  std::uint32_t build(const Range& whole) {
    cancel.poll();
    const auto self = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.emplace_back();
    Range parts[kWidth] = {whole};
    int n = 1;
    while (n < kWidth) {
      int widest = -1; // the part whose split saves most
      for (int i = 0; i < n; ++i)
        if (parts[i].count > kLeaf && (widest < 0 || parts[i].box.halfArea() > parts[widest].box.halfArea()))
          widest = i;
      if (widest < 0) break;
      std::tie(parts[widest], parts[n]) = split(prims, parts[widest]);
      ++n;
    }
    for (int i = 0; i < kWidth; ++i) {
      const bool used = i < n;
      // An inverted box is never hit.
      for (int a = 0; a < 3; ++a) {
        tree.nodes[self].plane[0][a][i] = used ? parts[i].box.low[a] - kPad : 1e30f;
        tree.nodes[self].plane[1][a][i] = used ? parts[i].box.high[a] + kPad : -1e30f;
      }
      std::uint32_t child = 0, count = kEmpty;
      if (used) {
        const bool leaf = parts[i].count <= kLeaf;
        child = leaf ? parts[i].first : build(parts[i]);
        count = leaf ? parts[i].count : 0;
      }
      tree.nodes[self].child[i] = child;
      tree.nodes[self].count[i] = count;
    }
    return self;
  }
};

Bvh::Bvh(MeshView mesh, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  extent = usedBounds(mesh);
  center = extent.center();
  const Vec3 size = extent.size();
  unit = std::max(0.5 * std::max({size.x, size.y, size.z}), 1e-250);
  std::vector<Primitive> prims(n);
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    Primitive& p = prims[t];
    p.triangle = static_cast<std::uint32_t>(t);
    for (int k = 0; k < 3; ++k) {
      const Vec3 q = (mesh.corner(t, k) - center) * (1 / unit);
      const float corner[3] = {static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
      p.box.add(corner);
    }
    for (int a = 0; a < 3; ++a)
      p.middle[a] = 0.5f * (p.box.low[a] + p.box.high[a]);
  }
  nodes.reserve(n / 4 + 1);
  Builder{*this, prims, cancel}.build(rangeOf(prims, 0, static_cast<std::uint32_t>(n), 0));
  corners.resize(n);
  ids.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    ids[i] = prims[i].triangle;
    corners[i] = {mesh.corner(ids[i], 0), mesh.corner(ids[i], 1), mesh.corner(ids[i], 2)};
  }
}

// A ray prepared for both tests: float slabs in the unit frame, sheared axes for the triangles.
struct Bvh::RayFrame {
  RayFrame(const Ray& ray, Vec3 center, double unit) : origin(ray.origin) {
    const Vec3 d = ray.direction;
    const Vec3 size{std::abs(d.x), std::abs(d.y), std::abs(d.z)};
    kz = size.x > size.y ? (size.x > size.z ? 0 : 2) : (size.y > size.z ? 1 : 2);
    stretch = size[kz];
    const Vec3 way = d * (1 / stretch); // longest component 1
    // Far origins come nearer first: along the ray, to where it passes the mesh.
    const Vec3 seen = center - origin;
    const Vec3 away{std::abs(seen.x), std::abs(seen.y), std::abs(seen.z)};
    if (std::max({away.x, away.y, away.z}) > kNear * unit) {
      moved = dot(seen, way) / dot(way, way);
      origin += way * moved;
    }
    kx = (kz + 1) % 3;
    ky = (kx + 1) % 3;
    if (way[kz] < 0) std::swap(kx, ky);
    sz = 1 / way[kz];
    sx = way[kx] * sz;
    sy = way[ky] * sz;
    const Vec3 o = (origin - center) * (1 / unit);
    for (int a = 0; a < 3; ++a) {
      start[a] = static_cast<float>(std::clamp(o[a], -1e18, 1e18));
      const double w = way[a];
      inverse[a] = static_cast<float>(std::abs(w) > 1e-18 ? 1 / w : (std::signbit(w) ? -1e18 : 1e18));
      nearSide[a] = w < 0 || (w == 0 && std::signbit(w)) ? 1 : 0;
    }
    scale = 1 / unit;
    low = ray.tmin * stretch - moved;
    high = ray.tmax * stretch - moved;
    slabLow = low * scale > 1e-5 ? static_cast<float>((low * scale) * (1 - 1e-6))
                                 : static_cast<float>(std::max(low * scale * (1 + 1e-6) - 1e-5, -1e30));
    setSlabHigh(high);
  }
  void setSlabHigh(double t) {
    const double s = t * scale;
    slabHigh = static_cast<float>(std::min(s + std::abs(s) * 1e-6 + 1e-5, 1e30));
  }

  Vec3 origin;
  double moved = 0;   // t of the moved origin, in units of `way`
  double stretch = 1; // length of one t
  int kx = 0, ky = 0, kz = 0;
  double sx = 0, sy = 0, sz = 0;
  float start[3], inverse[3];
  int nearSide[3]; // which plane of each axis the ray meets first
  double scale = 1;
  double low = 0, high = 0; // limits of t, in units of `way` from the moved origin
  float slabLow = 0, slabHigh = 0;
};

template <Bvh::Want want>
Hit Bvh::trace(const Ray& ray, std::vector<Hit>* all, [[maybe_unused]] Accept accept,
               [[maybe_unused]] void* context) const {
  RayFrame f(ray, center, unit);
  Hit best;
  double bestT = f.high;
  struct Entry {
    std::uint32_t child, count;
    float enter;
  };
  Entry stack[kStack];
  int top = 0;
  stack[top++] = {0, 0, f.slabLow};
  while (top > 0) {
    const Entry at = stack[--top];
    if (at.enter > f.slabHigh) continue;
    if (at.count > 0) {
      for (std::uint32_t i = at.child; i < at.child + at.count; ++i) {
        const Corners& tri = corners[i];
        const Vec3 a = tri.a - f.origin, b = tri.b - f.origin, c = tri.c - f.origin;
        const double ax = a[f.kx] - f.sx * a[f.kz], ay = a[f.ky] - f.sy * a[f.kz];
        const double bx = b[f.kx] - f.sx * b[f.kz], by = b[f.ky] - f.sy * b[f.kz];
        const double cx = c[f.kx] - f.sx * c[f.kz], cy = c[f.ky] - f.sy * c[f.kz];
        const double u = cx * by - cy * bx;
        const double v = ax * cy - ay * cx;
        const double w = bx * ay - by * ax;
        if ((u < 0 || v < 0 || w < 0) && (u > 0 || v > 0 || w > 0)) continue;
        const double det = u + v + w;
        if (det == 0) continue;
        const double t = f.sz * (u * a[f.kz] + v * b[f.kz] + w * c[f.kz]) / det;
        if (!(t >= f.low && t <= bestT)) continue;
        if (t == bestT && best && ids[i] > best.triangle) continue;
        if constexpr (want == Want::chosen)
          if (!accept(context, ids[i])) continue;
        bestT = t;
        best.triangle = ids[i];
        best.weights = {u / det, v / det, w / det};
        best.front = det > 0;
        if constexpr (want == Want::any || want == Want::chosen) return best;
        if constexpr (want == Want::all) {
          best.t = (t + f.moved) / f.stretch;
          all->push_back(best);
          best = {};
          bestT = f.high;
        } else {
          f.setSlabHigh(t);
        }
      }
      continue;
    }
    const Node& node = nodes[at.child];
    float enter[kWidth], leave[kWidth];
    for (int k = 0; k < kWidth; ++k) {
      enter[k] = f.slabLow;
      leave[k] = f.slabHigh;
    }
    for (int a = 0; a < 3; ++a) {
      const float* first = node.plane[f.nearSide[a]][a];
      const float* second = node.plane[1 - f.nearSide[a]][a];
      const float o = f.start[a], inv = f.inverse[a];
      for (int k = 0; k < kWidth; ++k) {
        const float t0 = (first[k] - o) * inv, t1 = (second[k] - o) * inv;
        enter[k] = enter[k] > t0 ? enter[k] : t0;
        leave[k] = leave[k] < t1 ? leave[k] : t1;
      }
    }
    // Nearest child on top of the stack.
    const int base = top;
    for (int k = 0; k < kWidth; ++k) {
      if (!(enter[k] <= leave[k]) || node.count[k] == kEmpty) continue;
      int j = top++;
      for (; j > base && stack[j - 1].enter < enter[k]; --j)
        stack[j] = stack[j - 1];
      stack[j] = {node.child[k], node.count[k], enter[k]};
    }
  }
  if (best) best.t = (bestT + f.moved) / f.stretch;
  return best;
}

Hit Bvh::closestHit(const Ray& ray) const {
  return trace<Want::closest>(ray, nullptr);
}
bool Bvh::anyHit(const Ray& ray) const {
  return static_cast<bool>(trace<Want::any>(ray, nullptr));
}
bool Bvh::anyHit(const Ray& ray, Accept accept, void* context) const {
  return static_cast<bool>(trace<Want::chosen>(ray, nullptr, accept, context));
}

std::vector<Hit> Bvh::allHits(const Ray& ray) const {
  std::vector<Hit> hits;
  trace<Want::all>(ray, &hits);
  std::sort(hits.begin(), hits.end(),
            [](const Hit& a, const Hit& b) { return a.t != b.t ? a.t < b.t : a.triangle < b.triangle; });
  return hits;
}

Nearest Bvh::nearest(Vec3 point, double maxDistance) const {
  Nearest best;
  if (!(maxDistance >= 0)) return best;
  double least = maxDistance * maxDistance;
  const Vec3 p = (point - center) * (1 / unit);
  const double scale = unit * unit * (1 - 1e-9); // the slack covers rounding of the box distances
  struct Entry {
    std::uint32_t child, count;
    double distance; // squared, in the mesh's frame, never above the true one
  };
  Entry stack[kStack];
  int top = 0;
  stack[top++] = {0, 0, 0};
  while (top > 0) {
    const Entry at = stack[--top];
    if (at.distance > least) continue;
    if (at.count > 0) {
      for (std::uint32_t i = at.child; i < at.child + at.count; ++i) {
        const Vec3 q = nearestOnTriangle(point, corners[i].a, corners[i].b, corners[i].c);
        const double d = dot(point - q, point - q);
        if (!(d < least || (d == least && (!best || ids[i] < best.triangle)))) continue;
        least = d;
        best.triangle = ids[i];
        best.point = q;
      }
      continue;
    }
    const Node& node = nodes[at.child];
    const int base = top;
    for (int k = 0; k < kWidth; ++k) {
      if (node.count[k] == kEmpty) continue;
      double d = 0;
      for (int a = 0; a < 3; ++a) {
        const double out = std::max(
            {static_cast<double>(node.plane[0][a][k]) - p[a], p[a] - static_cast<double>(node.plane[1][a][k]), 0.0});
        d += out * out;
      }
      d *= scale;
      if (d > least) continue;
      int j = top++;
      for (; j > base && stack[j - 1].distance < d; --j)
        stack[j] = stack[j - 1];
      stack[j] = {node.child[k], node.count[k], d};
    }
  }
  if (best) best.distance = std::sqrt(least);
  return best;
}

} // namespace simwright
