// mass: volume, mass, centre of mass and inertia of a mesh as a solid of one density, with the method that gave them.
#pragma once
#include "core/clean.h"
#include "core/inertia.h"

namespace simwright {

enum class MassMethod {
  exact,            // closed surface as given (or inside out as a whole): divergence theorem
  exactAfterRepair, // closed after clean(): twins, duplicates, winding
  joined,           // closed bodies that overlap: divergence theorem less what columns find covered more than once
  holesClosed,      // small holes capped (see holes.h), then as above
  columns,          // open surfaces that columns along three axes agree on (see moments.h)
  shell,            // sheets and wide openings: plates of a thickness on every triangle
};
const char* massMethodName(MassMethod method);

struct MassOptions {
  double density = 0;       // kg/m3; give this or the mass, the other 0
  double mass = 0;          // kg
  double thickness = 0.002; // metres, of the plates of a shell whose walls cannot be measured
  bool plates = false;      // a skin, whatever it encloses: plates of the thickness on every triangle; method shell
  // The caller vouches for a closed, outward, consistently wound surface without doubled parts (such as clean() gives):
  // no repair and no check, the divergence theorem alone. Method exact; a negative volume is taken as inside out.
  bool assumeClosed = false;
};

// Where the volume comes from; the shares sum to 1.
struct MassShares {
  double exact = 0, capped = 0, columns = 0, plates = 0;
};

struct MassProperties {
  double volume = 0;                     // m3, of the solid or of the plates
  double area = 0;                       // m2, of the triangles kept by clean()
  double mass = 0;                       // kg
  double density = 0;                    // kg/m3 = mass / volume
  Inertia inertia;                       // kg m2 for this mass; centre of mass in the mesh's frame
  MassMethod method = MassMethod::exact; // of the largest share of the volume
  MassShares shares;
  double confidence = 0;  // 0..1, see mass_confidence.h
  bool insideOut = false; // the whole surface was wound inward: a solid wound wrongly, or a room seen from within
  std::size_t bodies = 0, closedBodies = 0;
  std::size_t nestedIgnored = 0; // solids inside solids, not counted twice
  double closureGap = 0;         // size of the summed area vectors over the summed areas: 0 when closed
  std::size_t holes = 0;         // rims that were capped
  std::size_t wideHoles = 0;     // ... of more than 7 sides: not just a missing triangle or two
  double capShare = 0;           // area of the caps over that of the surface they close
  double capBulge = 0;           // volume between curved caps and flat ones, over the volume
  double overlapShare = 0;       // volume covered more than once, over the volume
  double overlapSpread = 0;      // (largest - smallest) of that over the three axes, over the volume
  double looseShare = 0;         // area of crumbs that were left out, over the area
  // Cross-check by columns through the surface as it is, for all but the exact methods; 0 if none were cast.
  double badColumns = 0;   // share of columns that met a hole, in the axis taken
  double axisSpread = 0;   // (largest - smallest) / middle volume of the three axes
  double columnVolume = 0; // m3, of the middle axis
  double hullRatio = 0;    // volume over that of the convex hull; 0 if it was not asked (exact methods)
  double thickness = 0;    // metres, of the plates; 0 without any
  bool thicknessMeasured = false;
  CleanRecord repairs; // empty with assumeClosed, and where nothing was to repair
};

// Throws as validate() does; ARGUMENT unless exactly one of density (up to 1e6) and mass (up to 1e12) is positive and
// the thickness is positive; MESH_DEGENERATE if nothing has area, or the mesh is smaller than 1e-30 m; CANCELLED. O(n
// log n); where provenClosed() holds O(n); with assumeClosed O(n) and no memory.
MassProperties massProperties(MeshView mesh, const MassOptions& options, const CancelToken& cancel = {});
// The same for float positions, 3 per vertex, read as they are; widened only where something must be repaired.
MassProperties massProperties(std::span<const float> positions, std::span<const std::uint32_t> triangles,
                              const MassOptions& options, const CancelToken& cancel = {});

} // namespace simwright
