// Convex hull of points by Quickhull (Barber, Dobkin, Huhdanpaa 1996) with exact decisions: which faces a new vertex
// sees is decided by exact predicates, so the surface is a closed, exactly convex sphere at every step, whatever the
// input. Only the choice of points is rounded: a point less than 1e-14 of the diagonal above every face is left inside.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

// A workspace that may be used again: after the first run of a size nothing is allocated.
class Quickhull {
public:
  // Affine dimension of the points, 0 .. 3, judged at 1e-14 of the diagonal and never finer than the rounding of the
  // coordinates. Only 3 gives triangles. `positions`: 3 doubles per point, valid for validatePoints().
  // O(n log n) expected; 32 bytes per point and about 100 per face of the hull. Deterministic. Throws CANCELLED.
  int run(std::span<const double> positions, const CancelToken& cancel = {});

  // Triangles over point numbers, counter-clockwise from outside; exactly coplanar ones joined to convex polygons and
  // fanned anew, so that every vertex is extreme. Smallest corner first, in ascending order.
  const std::vector<Triangle>& triangles() const { return result; }

private:
  struct Point { // coordinates scaled by a power of two so that the largest is in [0.5, 1)
    double x, y, z;
    std::uint32_t next;    // in the outside set that the point is in
    std::uint32_t newFace; // scratch while a cone is sewn
    Vec3 at() const { return {x, y, z}; }
  };
  struct Face {
    std::uint32_t v[3];
    std::uint32_t across[3]; // the face over edge v[i], v[i+1]
    Vec3 normal;             // not normalised
    double bound = 0;        // the computed height over the plane, times |normal|, is this close to the true one
    double outside = 0;      // and above this counts as outside
    double farthestHeight = 0;
    std::uint32_t farthest = 0, first = 0; // the outside set: a list through Point::next
    std::uint32_t stamp = 0;               // 2 k + 1: seen by eye k; 2 k: not seen by it; kDead: free slot
  };
  struct HorizonEdge {
    std::uint32_t from, to, beyond;
  };
  // What partitioning reads of a new face, packed.
  struct Plane {
    Vec3 normal, origin;
    double bound = 0, outside = 0;
    std::uint32_t face = 0;
    bool sliver = false;
  };

  int initialSimplex(std::uint32_t corners[4]) const;
  std::uint32_t addFace(std::uint32_t a, std::uint32_t b, std::uint32_t c);
  Plane plane(std::uint32_t face) const;
  void place(std::uint32_t point);
  void putOutside(std::uint32_t point, std::uint32_t face, double height);
  bool covers(const Face& face, Vec3 p) const;
  bool releaseLimbo(const CancelToken& cancel);
  bool aboveExactly(const Face& face, Vec3 p) const;
  bool sees(std::uint32_t point, const Face& face) const;
  void addEye(std::uint32_t start, const CancelToken& cancel);
  void collect();
  void emit(std::uint32_t a, std::uint32_t b, std::uint32_t c);

  std::vector<Point> points;
  std::vector<Face> faces;
  std::vector<std::uint32_t> freeFaces, pending, seen, limbo;
  std::vector<HorizonEdge> horizon;
  std::vector<Plane> fresh;
  std::vector<Triangle> result;
  Vec3 extent;
  double largest = 0, tolerance = 0;
  std::uint32_t eyes = 0;
};

} // namespace simwright
