// raycast: batches of rays against a mesh. Builds a Bvh for the call; callers with many batches keep their own Bvh.
#pragma once
#include "core/bvh.h"

namespace simwright {

// 3 numbers per ray each; one range of t for all, inclusive at both ends, in lengths of the ray's direction.
struct RayBatch {
  std::span<const double> origins;
  std::span<const double> directions;
  double tmin = 0;
  double tmax = std::numeric_limits<double>::infinity();
};

struct RayHits {
  std::vector<double> t;                // infinity: no hit
  std::vector<std::uint32_t> triangles; // kNoTriangle: no hit
  std::vector<double> weights;          // 3 per ray: of the triangle's corners; 0 0 0: no hit
};

// The nearest hit of each ray. O((triangles + rays) log triangles). Throws as validate() does; ARGUMENT for arrays of
// unequal length, a ray that is not finite or beyond 1e15, a direction with no component of at least 1e-100, or
// tmin > tmax; CANCELLED.
RayHits raycast(MeshView mesh, const RayBatch& rays, const CancelToken& cancel = {});

// Per ray: 1 if it hits anything. Same cost class, cheaper per ray; throws alike.
std::vector<std::uint8_t> occluded(MeshView mesh, const RayBatch& rays, const CancelToken& cancel = {});

} // namespace simwright
