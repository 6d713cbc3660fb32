// limitHull: a convex hull under a budget of vertices and faces, with the true error of what was given up.
//
// Budgets of physics engines are hard: PhysX on the GPU takes 64 vertices and 64 faces of up to 31 vertices, and cuts
// what is beyond without a word. Two ways to stay under, both greedy on the largest error: choose vertices of the hull
// from the inside, farthest first, or cut a box with supporting planes from the outside, at the farthest corner first.
#pragma once
#include "core/hull.h"

namespace simwright {

enum class LimitMode {
  contain, // everything inside: error_in = 0
  inside,  // nothing protrudes: error_out = 0
  balance, // the smaller of the two largest errors
};

struct LimitOptions {
  std::size_t maxVertices = 64;     // at least 4
  std::size_t maxFaces = 64;        // polygons, nearly coplanar triangles joined; at least 4
  std::size_t maxFaceVertices = 31; // at least 3
  LimitMode mode = LimitMode::balance;
};

struct LimitedHull {
  Mesh mesh;                   // closed, outward, convex
  double volume = 0, area = 0; // cubic, square metres
  std::size_t faces = 0;       // polygons
  std::size_t largestFace = 0; // vertices of the face with most, also when faces within 1 degree are joined
  double errorOut = 0;         // metres: how far the result rises over the hull (one-sided Hausdorff distance)
  double errorIn = 0;          // metres: how far the hull rises over the result
  double aspect = 0;           // half of the longest box side over the radius of the ball about the centre of mass;
                               // PhysX leaves the GPU at 100
  bool limited = false;        // false: the hull was under the budget and is unchanged
};

// The budget always holds. Errors are exact up to rounding (both shapes are convex, so the largest distance is at a
// vertex). About N log N for N hull vertices plus, when over the budget, 64 rounds of N. Deterministic.
// Throws as hull() does; ARGUMENT for a budget below a tetrahedron's.
LimitedHull limitHull(MeshView mesh, const LimitOptions& options = {}, const CancelToken& cancel = {});
LimitedHull limitHullOfPoints(std::span<const double> positions, const LimitOptions& options = {},
                              const CancelToken& cancel = {});
// Of a hull that is there already.
LimitedHull limitHullOf(const Hull& hull, const LimitOptions& options = {}, const CancelToken& cancel = {});

} // namespace simwright
