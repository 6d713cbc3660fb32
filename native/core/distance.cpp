#include "core/distance.h"
#include "core/error.h"
#include <algorithm>

namespace simwright {

namespace {

Vec3 at(std::span<const double> points, std::size_t i) {
  return {points[3 * i], points[3 * i + 1], points[3 * i + 2]};
}

OneSided oneSided(MeshView from, const Bvh& to, const DistanceOptions& options, const CancelToken& cancel,
                  double progressFrom) {
  OneSided out;
  const std::vector<double> samples = sampleSurface(from, options.samples, cancel);
  out.samples = options.samples;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < options.samples; ++i) {
    if (i % 512 == 0) {
      cancel.poll();
      cancel.progress(progressFrom + 0.4 * static_cast<double>(i) / options.samples);
    }
    const double d = to.nearest(at(samples, i)).distance;
    sum += d;
    squares += d * d;
    out.max = std::max(out.max, d);
  }
  out.mean = sum / options.samples;
  out.rms = std::sqrt(squares / options.samples);
  if (!options.vertices) return out;
  std::vector<std::uint8_t> used(from.vertexCount(), 0);
  for (const std::uint32_t v : from.triangles)
    used[v] = 1;
  for (std::size_t v = 0; v < used.size(); ++v) {
    if (v % 512 == 0) cancel.poll();
    if (!used[v]) continue;
    ++out.vertices;
    out.max = std::max(out.max, to.nearest(from.vertex(v)).distance);
  }
  return out;
}

} // namespace

std::vector<double> sampleSurface(MeshView mesh, std::uint32_t samples, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  // Areas in units of the box, so that tiny meshes do not vanish and huge ones do not overflow.
  const Box box = usedBounds(mesh);
  const double unit = box.diagonal();
  std::vector<double> upTo(n);
  double total = 0;
  for (std::size_t t = 0; t < n; ++t) {
    cancel.pollEvery4096(t);
    const Vec3 a = mesh.corner(t, 0), ab = (mesh.corner(t, 1) - a) * (1 / unit),
               ac = (mesh.corner(t, 2) - a) * (1 / unit);
    const double twice = length(cross(ab, ac));
    if (twice > 0) total += twice; // false for NaN, from a box without extent
    upTo[t] = total;
  }
  if (!(total > 0)) throw Error(Code::MESH_DEGENERATE, "the surface has no area to sample");
  std::vector<double> out(3 * static_cast<std::size_t>(samples));
  std::size_t t = 0;
  for (std::uint32_t i = 0; i < samples; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / samples * total;
    while (t + 1 < n && upTo[t] <= share)
      ++t;
    const double step = static_cast<double>(i) + 1;
    double u = 0.7548776662466927 * step + 0.5, v = 0.5698402909980532 * step + 0.5;
    u -= std::floor(u);
    v -= std::floor(v);
    if (u + v > 1) {
      u = 1 - u;
      v = 1 - v;
    }
    const Vec3 a = mesh.corner(t, 0);
    const Vec3 p = a + (mesh.corner(t, 1) - a) * u + (mesh.corner(t, 2) - a) * v;
    for (std::size_t k = 0; k < 3; ++k)
      out[3 * static_cast<std::size_t>(i) + k] = p[static_cast<int>(k)];
  }
  return out;
}

PointDistances pointDistance(MeshView mesh, std::span<const double> points, double maxDistance,
                             const CancelToken& cancel) {
  validate(mesh);
  validatePoints(points);
  if (!(maxDistance >= 0)) throw Error(Code::ARGUMENT, "expected maxDistance >= 0");
  const Bvh bvh(mesh, cancel);
  const std::size_t n = points.size() / 3;
  PointDistances out{std::vector<double>(n), std::vector<std::uint32_t>(n), std::vector<double>(3 * n)};
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 512 == 0) {
      cancel.poll();
      cancel.progress(static_cast<double>(i) / static_cast<double>(n));
    }
    const Nearest found = bvh.nearest(at(points, i), maxDistance);
    out.distances[i] = found.distance;
    out.triangles[i] = found.triangle;
    const Vec3 p = found ? found.point : at(points, i);
    for (int k = 0; k < 3; ++k)
      out.nearest[3 * i + static_cast<std::size_t>(k)] = p[k];
  }
  return out;
}

MeshDistance meshDistance(MeshView a, MeshView b, const DistanceOptions& options, const CancelToken& cancel) {
  validate(a);
  validate(b);
  if (options.samples < 1 || options.samples > (1u << 26))
    throw Error(Code::ARGUMENT, "expected samples between 1 and 2^26");
  MeshDistance out;
  out.forward = oneSided(a, Bvh(b, cancel), options, cancel, 0.1);
  out.backward = oneSided(b, Bvh(a, cancel), options, cancel, 0.6);
  out.mean = 0.5 * (out.forward.mean + out.backward.mean);
  out.max = std::max(out.forward.max, out.backward.max);
  return out;
}

} // namespace simwright
