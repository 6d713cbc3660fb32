// fit: the best sphere, capsule, box and cylinder around a convex hull, how far each is from it, and which to take.
#pragma once
#include "core/hull.h"
#include "core/rotation.h"

namespace simwright {

enum class PrimitiveKind { sphere, capsule, box, cylinder };
const char* primitiveName(PrimitiveKind kind);

// All of them contain the hull (up to 1e-12 of its size). Local axes: capsule and cylinder run along z.
struct Primitive {
  PrimitiveKind kind = PrimitiveKind::box;
  Vec3 center;
  std::array<double, 4> rotation{0, 0, 0, 1}; // x y z w, from local to mesh axes
  Vec3 size;                                  // box: full edge lengths; others: 0
  double radius = 0;                          // sphere, capsule, cylinder
  double height = 0;                          // cylinder: between the caps; capsule: between the centres of the caps
  double volume = 0;
  double volumeRatio = 0; // volume over the hull's; infinite for a hull without volume
  double errorOut = 0;    // metres: how far its surface rises over the hull's (one-sided Hausdorff distance)
  double errorIn = 0;     // metres: how far the hull's surface rises over its own
};

struct FitOptions {
  double tolerance = -1; // metres; negative: 2 % of the diagonal
  double maxVolumeRatio = 1.08;
};

struct Fit {
  std::array<Primitive, 4> primitives; // in the order of PrimitiveKind
  // The first of sphere, capsule, box, cylinder whose two-sided error is within the tolerance and whose volume ratio is
  // within its limit; -1: none is, take the hull. The box for a hull without volume.
  int choice = -1;
  double tolerance = 0;  // metres, as used
  int dimension = 3;     // of the points: 2 in a plane, 1 on a line, 0 at one place
  double hullVolume = 0; // 0 below three dimensions
  double hullArea = 0;
  std::size_t hullVertices = 0;
};

// Box: a side flush with a face of the hull, calipers in its plane, kept upright (its z axis along the mesh's) when
// that costs at most 3 % of volume. Sphere: minimal. Capsule and cylinder: minimal circle around the projection along
// each of a few axes (of the box, of inertia, of the mesh, of the longest distance, of large faces), the smallest
// volume taken.
//
// Errors are against the convex hull, not against dents of the mesh. Sphere, capsule and box: exact, because the
// distance to a convex set is largest at an extreme point and h_ball - h_hull is smallest at a face. Cylinder: an upper
// bound by branch and bound along both rims (1e-3 of the radius). Flat, straight and single-place input is fitted too.
// About O(n log n). Deterministic. Throws as validate() does, ARGUMENT, CANCELLED.
Fit fit(MeshView mesh, const FitOptions& options = {}, const CancelToken& cancel = {});
Fit fitPoints(std::span<const double> positions, const FitOptions& options = {}, const CancelToken& cancel = {});

} // namespace simwright
