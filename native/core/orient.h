// Winding: which bodies a welded mesh consists of, which of them are closed, and which triangles must be turned so that
// each body is consistent and the closed ones face outward.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

// Triangles connected over edges that two triangles share, joined across edges of more where only together they are
// closed. Figures hold after turning.
struct Body {
  std::size_t triangles = 0;
  bool closed = false;       // every edge is used equally often in both directions by this body alone
  bool unorientable = false; // a one-sided surface (Moebius): its winding was left as it was
  double area = 0;
  double volume = 0; // signed, about the centre of the mesh's box; means something for closed bodies only
  // Net number of closed outward bodies around this one: 1 for what floats inside a solid, 0 in free space or in a
  // cavity. Closed bodies only.
  int surrounding = 0;
};

struct Orientation {
  std::vector<std::uint8_t> turned;  // per triangle: 1 if its winding must be reversed
  std::vector<std::uint32_t> bodyOf; // per triangle
  std::vector<Body> bodies;          // in order of their first triangle
};

// 1. Over shared edges all triangles of a body are made to agree; the side with less area is turned.
// 2. A closed body with negative volume is turned as a whole, and with it every closed body inside it. So a body inside
//    another one keeps its winding relative to it: opposite is a cavity, equal is a second solid.
// Containment is decided by the bodies' boxes and three rays per body: what only ends inside another one is not inside
// it. The mesh must be valid and without collapsed triangles. O(n log n), about 100 bytes per triangle; deterministic.
// Throws CANCELLED.
Orientation orient(MeshView welded, const CancelToken& cancel = {});

} // namespace simwright
