#include "core/raycast.h"
#include "core/error.h"
#include <algorithm>

namespace simwright {

namespace {

void check(const RayBatch& rays) {
  if (rays.origins.size() != rays.directions.size() || rays.origins.size() % 3 != 0)
    throw Error(Code::ARGUMENT, "rays: expected 3 numbers per origin and direction, found " +
                                    std::to_string(rays.origins.size()) + " and " +
                                    std::to_string(rays.directions.size()));
  if (!(rays.tmin <= rays.tmax)) throw Error(Code::ARGUMENT, "rays: expected tmin <= tmax");
  const auto sound = [](double v) { return v >= -1e15 && v <= 1e15; }; // false for NaN
  for (std::size_t i = 0; i < rays.origins.size(); i += 3) {
    double longest = 0;
    for (std::size_t k = i; k < i + 3; ++k) {
      if (!sound(rays.origins[k]) || !sound(rays.directions[k]))
        throw Error(Code::ARGUMENT, "ray " + std::to_string(i / 3) + " is not finite or beyond 1e15");
      longest = std::max(longest, std::abs(rays.directions[k]));
    }
    if (longest < 1e-100) throw Error(Code::ARGUMENT, "ray " + std::to_string(i / 3) + " has no direction");
  }
}

// visit(number, ray) for every ray.
template <class Visit> void forEachRay(const RayBatch& rays, const CancelToken& cancel, Visit visit) {
  const std::size_t n = rays.origins.size() / 3;
  const auto at = [](std::span<const double> v, std::size_t i) { return Vec3{v[3 * i], v[3 * i + 1], v[3 * i + 2]}; };
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 512 == 0) {
      cancel.poll();
      cancel.progress(static_cast<double>(i) / static_cast<double>(n));
    }
    visit(i, Ray{at(rays.origins, i), at(rays.directions, i), rays.tmin, rays.tmax});
  }
}

} // namespace

RayHits raycast(MeshView mesh, const RayBatch& rays, const CancelToken& cancel) {
  validate(mesh);
  check(rays);
  const Bvh bvh(mesh, cancel);
  const std::size_t n = rays.origins.size() / 3;
  RayHits out{std::vector<double>(n), std::vector<std::uint32_t>(n), std::vector<double>(3 * n)};
  forEachRay(rays, cancel, [&](std::size_t i, const Ray& ray) {
    const Hit hit = bvh.closestHit(ray);
    out.t[i] = hit.t;
    out.triangles[i] = hit.triangle;
    std::copy(hit.weights.begin(), hit.weights.end(), out.weights.begin() + static_cast<std::ptrdiff_t>(3 * i));
  });
  return out;
}

std::vector<std::uint8_t> occluded(MeshView mesh, const RayBatch& rays, const CancelToken& cancel) {
  validate(mesh);
  check(rays);
  const Bvh bvh(mesh, cancel);
  std::vector<std::uint8_t> out(rays.origins.size() / 3);
  forEachRay(rays, cancel, [&](std::size_t i, const Ray& ray) { out[i] = bvh.anyHit(ray) ? 1 : 0; });
  return out;
}

} // namespace simwright
