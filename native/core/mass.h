// mass: volume, mass, centre of mass and inertia of a mesh as a solid of one density, with the method that gave them.
#pragma once
#include "core/clean.h"
#include "core/inertia.h"

namespace simwright {

enum class MassMethod {
  exact,            // closed surface as given (or inside out as a whole): divergence theorem
  exactAfterRepair, // closed after clean(): twins, duplicates, winding
  columns,          // open surface that columns along three axes agree on (see moments.h)
  shell,            // sheets and wide openings: plates of a thickness on every triangle
};
const char* massMethodName(MassMethod method);

struct MassOptions {
  double density = 0;       // kg/m3; give this or the mass, the other 0
  double mass = 0;          // kg
  double thickness = 0.002; // metres, of the plates of a shell
  bool plates = false;      // a skin, whatever it encloses: plates of the thickness on every triangle; method shell
  // The caller vouches for a closed, outward, consistently wound surface without doubled parts (such as clean() gives):
  // no repair and no check, the divergence theorem alone. Method exact; a negative volume is taken as inside out.
  bool assumeClosed = false;
};

struct MassProperties {
  double volume = 0;  // m3, of the solid or of the plates
  double area = 0;    // m2, of the triangles kept by clean()
  double mass = 0;    // kg
  double density = 0; // kg/m3 = mass / volume
  Inertia inertia;    // kg m2 for this mass; centre of mass in the mesh's frame
  MassMethod method = MassMethod::exact;
  double confidence = 0;  // 0..1, see mass.cpp
  bool insideOut = false; // the whole surface was wound inward: a solid wound wrongly, or a room seen from within
  std::size_t bodies = 0, closedBodies = 0;
  std::size_t nestedIgnored = 0; // solids inside solids, not counted twice (exact methods)
  double closureGap = 0;         // size of the summed area vectors over the summed areas: 0 when closed
  double badColumns = 0;         // share of columns that met a hole, in the axis taken (0 if none were cast)
  double axisSpread = 0;         // (largest - smallest) / middle volume of the three axes (0 if none were cast)
  CleanRecord repairs;           // empty with assumeClosed
};

// Throws as validate() does; ARGUMENT unless exactly one of density (up to 1e6) and mass (up to 1e12) is positive and
// the thickness is positive; MESH_DEGENERATE if nothing has area, or the mesh is smaller than 1e-30 m; CANCELLED. O(n
// log n); with assumeClosed O(n) and no memory.
MassProperties massProperties(MeshView mesh, const MassOptions& options, const CancelToken& cancel = {});

} // namespace simwright
