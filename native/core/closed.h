// A cheap proof that a surface is closed, consistently wound and nowhere doubled, so that the divergence theorem holds
// as it stands: about a tenth of the cost of clean(), for the many meshes that need no repair.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"
#include <optional>

namespace simwright {

// One body of a proven surface: triangles connected through shared edges.
struct ClosedPart {
  Box box;
  double volume = 0; // signed, relative to the origin given; 0 with a single part (the caller integrates it anyway)
};

// Nothing unless all of this holds for the mesh after an exact weld (bit-equal positions, -0 equals +0; triangles with
// two equal corners do not count):
// - every edge is used by two triangles, once in each direction: so triangles on the same corners are in different
// parts;
// - every coordinate and every index is valid (else validate() knows what to say), and some triangle is left.
// Positions are 3 numbers per vertex, float or double. O(n) expected time, 60 bytes per triangle; deterministic.
// Throws CANCELLED.
template <class Real>
std::optional<std::vector<ClosedPart>> provenClosed(std::span<const Real> positions,
                                                    std::span<const std::uint32_t> triangles, Vec3 origin,
                                                    const CancelToken& cancel = {});

// Is every edge of the exactly welded surface used equally often in both directions, however often? Not by an edge
// table: each side adds a 64-bit hash of its two end positions with the sign of its direction, and only a balanced
// surface sums to 0 (any other by a chance of about 1 in 10^19). The mesh must be valid. O(n).
bool balancedByPosition(MeshView mesh, const CancelToken& cancel = {});

} // namespace simwright
