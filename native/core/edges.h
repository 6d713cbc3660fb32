// All edges of a mesh with the triangles that use them, grouped: the second foundation of every topological question.
// Meant for welded meshes without collapsed triangles.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"

namespace simwright {

// One use of an edge by one triangle.
struct EdgeUse {
  std::uint32_t high;     // the larger end vertex
  std::uint32_t triangle; // which triangle
  bool forward;           // the triangle walks from the smaller to the larger end
};

class EdgeTable {
public:
  // O(n) for bounded valence; 20 bytes per triangle side. Deterministic order: by low vertex, high vertex, triangle.
  explicit EdgeTable(MeshView mesh, const CancelToken& cancel = {});

  // visit(low, high, uses) for every undirected edge.
  template <class Visit> void forEach(Visit visit) const {
    for (std::size_t low = 0; low + 1 < start.size(); ++low) {
      std::size_t i = start[low];
      const std::size_t end = start[low + 1];
      while (i < end) {
        std::size_t j = i + 1;
        while (j < end && uses[j].high == uses[i].high)
          ++j;
        visit(static_cast<std::uint32_t>(low), uses[i].high, std::span<const EdgeUse>(uses.data() + i, j - i));
        i = j;
      }
    }
  }

private:
  std::vector<std::size_t> start; // per low vertex
  std::vector<EdgeUse> uses;
};

// Disjoint sets with path halving; the smaller root wins, so numbering is deterministic.
class DisjointSets {
public:
  explicit DisjointSets(std::size_t n);
  std::uint32_t find(std::uint32_t x);
  void unite(std::uint32_t a, std::uint32_t b);

private:
  std::vector<std::uint32_t> parent;
};

// Per triangle: the number of its edge-connected component, 0 .. n-1 in order of first appearance.
struct Components {
  std::vector<std::uint32_t> of;
  std::size_t count = 0;
};
// Connected through shared vertices of the given (welded) mesh. O(n).
Components components(MeshView mesh, const CancelToken& cancel = {});

} // namespace simwright
