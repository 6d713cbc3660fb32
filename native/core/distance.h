// distance: how far points, or another surface, are from a mesh. Unsigned, in metres.
#pragma once
#include "core/bvh.h"

namespace simwright {

struct PointDistances {
  std::vector<double> distances;        // infinity: nothing within maxDistance
  std::vector<std::uint32_t> triangles; // kNoTriangle: nothing within maxDistance
  std::vector<double> nearest;          // 3 per point; the point itself where nothing is near
};

// Exact distance of each point (3 numbers) to the surface. O((triangles + points) log triangles). Throws as validate()
// does; ARGUMENT, MESH_NOT_FINITE or MESH_TOO_LARGE for the points; CANCELLED.
PointDistances pointDistance(MeshView mesh, std::span<const double> points,
                             double maxDistance = std::numeric_limits<double>::infinity(),
                             const CancelToken& cancel = {});

struct DistanceOptions {
  std::uint32_t samples = 16384; // on each surface, 1 to 2^26
  bool vertices = true;          // vertices count for the largest distance too
};

// From the samples of one surface to the whole of the other. The mean and the root of the mean square are over the area
// (vertices do not count for them); the largest is a lower bound of the true one-sided Hausdorff distance.
struct OneSided {
  double mean = 0, rms = 0, max = 0;
  std::uint32_t samples = 0;
  std::uint32_t vertices = 0; // of them counted in max
};

struct MeshDistance {
  OneSided forward;  // from a to b
  OneSided backward; // from b to a
  double mean = 0;   // of the two means
  double max = 0;    // the larger of the two
};

// Fixed, area-stratified sampling: sample i of n lies in the triangle that holds the share (i + 1/2) / n of the summed
// area, at the i-th point of the R2 low-discrepancy sequence (additive recurrence with the plastic number, M. Roberts
// 2018), folded into the triangle. O((triangles + samples) log triangles) each way. Throws as validate() does;
// MESH_DEGENERATE if a surface has no area; ARGUMENT; CANCELLED.
MeshDistance meshDistance(MeshView a, MeshView b, const DistanceOptions& options = {}, const CancelToken& cancel = {});

// The samples themselves (3 numbers each), as meshDistance takes them.
std::vector<double> sampleSurface(MeshView mesh, std::uint32_t samples, const CancelToken& cancel = {});

} // namespace simwright
