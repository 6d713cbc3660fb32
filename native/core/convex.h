// What hull fitting asks of a closed convex mesh: signed distances, support points, faces as an engine will merge them.
#pragma once
#include "core/bvh.h"

namespace simwright {

// A convex solid given by its closed, outward surface.
class ConvexBody {
public:
  // The mesh must be closed, outward and convex (as hull() gives it), or flat: a polygon covered from both sides, a
  // segment or a point as collapsed triangles; then every point outside it is outside. O(n log n).
  explicit ConvexBody(MeshView mesh, bool flat = false);

  // Distance to the surface, negative inside. The largest over a convex shape is reached at its extreme points, so a
  // maximum over vertices is the exact one-sided Hausdorff distance of a polyhedron. O(log n), O(n) at the surface
  // itself.
  double signedDistance(Vec3 p) const;
  // Nearest point of the surface. O(log n).
  Vec3 nearest(Vec3 p) const { return tree.nearest(p).point; }
  // The vertex farthest along a direction, the first of several. O(vertices).
  Vec3 support(Vec3 direction) const;

  MeshView mesh() const { return surface; }
  Vec3 inside() const { return middle; } // an inner point: the mean of the vertices

private:
  MeshView surface;
  Bvh tree;
  Vec3 middle;
  double near = 0; // closer than this the sign needs the planes
  bool flat;
};

// Faces of a convex mesh after triangles in nearly one plane are joined.
struct MergedFaces {
  std::size_t count = 0;
  std::size_t largest = 0;       // vertices of the face with most
  std::vector<std::uint32_t> of; // per triangle: its face
  std::vector<Vec3> normals;     // per face: unit normal of its largest triangle
  std::vector<double> areas;     // per face
};
// Grown from the largest triangle of each face over neighbours whose normal makes an angle with cosine above `cosine`
// and whose corners lie within `offset` of the first triangle's plane (a thin triangle needs the corners only).
// O(n log n), deterministic.
MergedFaces mergedFaces(MeshView mesh, double cosine, double offset);

} // namespace simwright
