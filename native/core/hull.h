// hull: the convex hull of a mesh or of points, exact up to 1e-14 of the diagonal, always closed, outward and convex.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

struct Hull {
  Mesh mesh;                         // closed, outward; vertices are input points, bit for bit, in input order
  std::vector<std::uint32_t> source; // per vertex of `mesh`: which input vertex it is (the first used at that place
                                     // that the search met, when several are equal)
  double volume = 0;                 // cubic metres; 0 when it is lost in rounding
  double area = 0;                   // square metres
};

// Hull of the vertices that triangles use. O(n log n) expected, about 60 bytes per vertex and 150 per hull triangle.
// Every used vertex is inside every face plane up to 1e-14 of the diagonal; V - E + F = 2; exactly coplanar triangles
// form fans over polygons whose corners are all extreme. Deterministic, whatever the order of work.
// Throws as validate() does; MESH_DEGENERATE when the points lie in a plane, on a line or at one place (flatter than
// 1e-14 of the diagonal or than the rounding of the coordinates); CANCELLED.
Hull hull(MeshView mesh, const CancelToken& cancel = {});
// Hull of all points.
Hull hullOfPoints(std::span<const double> positions, const CancelToken& cancel = {});

} // namespace simwright
