// Volume, first and second moments: of the solid inside a closed surface, of a surface as thin plates, and of the solid
// that columns through any surface find.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

// Integrals over a body, coordinates relative to `origin`.
struct Moments {
  Vec3 origin;
  double volume = 0;              // of 1
  Vec3 first;                     // of x, y, z
  std::array<double, 6> second{}; // of xx, yy, zz, xy, xz, yz

  Moments& operator*=(double s);
  Moments& operator+=(const Moments& m); // of the same origin
};

// The solid inside a closed, consistently wound surface, by the divergence theorem: exact up to rounding (sums of
// tetrahedra from `origin`; formulas of Tonon, J. Math. Stat. 2004). Negative if wound inward. Give an origin near the
// mesh: the rounding error grows with the fifth power of its distance. Also the area. O(n), blocks of 16 triangles.
// Positions are 3 numbers per vertex, float or double; floats are read as they are, exact in double. Indices are not
// checked here. The same bits from either level.
struct SolidMoments {
  Moments moments;
  double area = 0;
};
enum class SimdLevel { plain, best };
template <class Real>
SolidMoments solidMoments(std::span<const Real> positions, std::span<const std::uint32_t> triangles, Vec3 origin,
                          const CancelToken& cancel = {}, SimdLevel level = SimdLevel::best);
inline SolidMoments solidMoments(MeshView mesh, Vec3 origin, const CancelToken& cancel = {}) {
  return solidMoments<double>(mesh.positions, mesh.triangles, origin, cancel);
}

// The surface as plates of the given thickness, centred on each triangle. Volume = area x thickness. O(n).
Moments plateMoments(MeshView mesh, Vec3 origin, double thickness, const CancelToken& cancel = {});

// The solid that rays along one axis (0, 1, 2) see: on a grid of `resolution` x `resolution` columns over the mesh's
// box, what lies where the winding is not zero counts. Doubled and overlapping shells count once. A column whose
// crossings do not cancel (it passes through a hole) is bad and repeats the last good column of its row. Fewer columns,
// down to none, if the triangles are so large and many that they would cost more than 16 million tests.
struct ColumnMoments {
  Moments moments;
  // What the divergence theorem counts beyond that: (winding - 1) where the winding is not zero. For a closed surface
  // moments = divergence - excess, and the grid's error is left in the excess alone; 0 where nothing overlaps.
  Moments excess;
  double badShare = 1; // of the columns that hit anything
};
ColumnMoments columnMoments(MeshView mesh, Vec3 origin, int axis, int resolution, const CancelToken& cancel = {});

} // namespace simwright
