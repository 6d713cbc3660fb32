// Exact weld: vertices at bit-equal positions (-0 equals +0) share one number. The first foundation of every
// topological question, because files split vertices at texture seams.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

struct Weld {
  std::vector<std::uint32_t> of;    // per input vertex: its welded number, 0 .. count-1, in order of first appearance
  std::vector<std::uint32_t> first; // per welded number: the first input vertex there
  std::size_t count() const { return first.size(); }
};

// O(n) expected time, about 12 bytes per vertex. Deterministic.
Weld weldExact(std::span<const double> positions, const CancelToken& cancel = {});

// The mesh over welded vertices, triangles in input order, none dropped (some may be collapsed now).
Mesh welded(MeshView mesh, const Weld& weld);

} // namespace simwright
