// reveal: which triangles can never be seen or touched from outside.
//
// A triangle is hidden if a closed surface separates both its sides from infinity (proved), or if neither a straight
// line nor a probe of a stated size gets to it from outside (tried, see below). Everything else stays: no verdict is
// ever passed on a lone triangle, only on whole shells (triangles connected over shared edges of the exactly welded
// mesh) or, if asked, on patches of them with a margin around.
//
// In this order:
// 1. Exact duplicates of an earlier triangle (same corners, winding, material) go: two at one place cannot both be
// seen.
// 2. Shells that reach the bounding box of the body stay.
// 3. Enclosed: a shell (or patch) that no closed opaque shell H crosses lies on one side of H as a whole. If H's
//    crossing number (winding number, or parity where H is not consistently wound) at points on both sides of it says
//    inside, every path from outside meets H: hidden, whatever the holes of other shells. Crossing is decided by
//    casting every edge of one as a ray at the other, touching counts as crossing. Points: four triangles, both sides,
//    three rays each, all 24 must agree.
// 4. Other shells, whose only cover is open or made of several shells: escape rays from 8 points per triangle (corners
//    and edges among them: what shows is mostly a corner) in Fibonacci-sphere directions, in rounds of rising cost,
//    also aimed at the centres of openings. One escape keeps the shell. At least 16 rays per triangle and 49,152 per
//    shell; small shells under the same cover share the latter, 4096 each, until one of them is seen. A shell whose
//    rays end at one closed shell only, outside of which it lies, stays: open air leads there. Then touch: exterior
//    voxels by flood fill on a grid of 128 cells along the longest side; a free short line from the shell to such a
//    voxel keeps it. So an opening wider than about 1/64 of the longest side lets a probe in; a narrower one hides what
//    no ray sees.
//
// Triangles of transparent materials never occlude, they can only be hidden. Other rigid bodies never occlude: a drawer
// opens. Winding does not matter (inside-out shells, flipped triangles).
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

struct RevealOptions {
  // Also remove hidden patches (at least 16 triangles) of shells that are visible elsewhere. Only proved ones (3.).
  bool patches = false;
  int rings = 2; // 1 or 2: rings of triangles around anything visible that patches leave standing
  // Threads for the calling thread to use, itself included. The result does not depend on it.
  unsigned threads = 1;
  // One entry per triangle or empty. transparent: non-zero for materials that are looked through. materials: any
  // numbers, equal for equal materials. bodies: any numbers, equal for triangles of one rigid body.
  std::span<const std::uint8_t> transparent;
  std::span<const std::uint32_t> materials;
  std::span<const std::uint32_t> bodies;
};

enum class RevealReason {
  duplicate, // the same triangles are there a second time
  enclosed,  // inside a closed shell that nothing of it crosses: proved
  unseen,    // behind open or joint shells; no ray escaped, no probe got there
};
const char* revealReasonName(RevealReason reason);

// Edge-connected triangles that are removed for one reason.
struct RevealCluster {
  RevealReason reason = RevealReason::enclosed;
  bool wholeShell = true;
  std::uint32_t firstTriangle = 0;        // its lowest triangle number in the input
  std::uint32_t enclosedBy = 0xffffffffu; // enclosed: the first triangle of the closed shell around it
  std::size_t triangles = 0;
  double area = 0;        // square metres, one side
  std::uint64_t rays = 0; // cast to decide
};

struct Revealed {
  std::vector<std::uint32_t> removed;   // triangle numbers of the input, rising
  std::vector<std::uint32_t> clusterOf; // per removed triangle
  std::vector<RevealCluster> clusters;  // by first triangle
  std::size_t shells = 0;               // edge-connected, over all bodies
  std::size_t closedShells = 0;         // every edge used evenly by opaque triangles
  std::size_t candidates = 0;           // shells that were not visible at a glance (2.)
  double area = 0;                      // of the input
  double removedArea = 0;
  std::uint64_t rays = 0; // all that were cast, edges as rays included
};

// O(n log n) for the tree plus rays; about 400 bytes per triangle. A single shell costs no tree. Throws as validate()
// does, ARGUMENT (lengths, rings, threads outside 1..64), CANCELLED.
Revealed reveal(MeshView mesh, const RevealOptions& options = {}, const CancelToken& cancel = {});

} // namespace simwright
