// Bounding volume hierarchy over the triangles of a mesh: rays and nearest points, in double precision.
// Build once, query from any number of threads (queries change nothing). Four-wide nodes, built top-down by the surface
// area heuristic in 16 bins; deterministic, any input that validate() accepts (collapsed, coplanar, coincident, far
// away).
//
// Boxes are floats in the unit frame of the mesh (box centre 0, half of the longest side 1), widened by 2^-18. That
// bounds every rounding error of the float slab test for ray origins within 4 units; a ray that starts farther away is
// first moved forward to the mesh. Triangles are tested in double in the mesh's own frame by the watertight test of
// Woop, Benthin and Wald (JCGT 2013): a ray through a shared edge or vertex hits at least one of the triangles there.
#pragma once
#include "core/cancel.h"
#include "core/mesh.h"
#include <limits>

namespace simwright {

inline constexpr std::uint32_t kNoTriangle = 0xffffffffu;

// Points origin + t * direction with tmin <= t <= tmax. The direction need not have unit length: t counts in its
// length. Components finite and below 1e15 in size, the longest component of the direction at least 1e-100.
struct Ray {
  Vec3 origin;
  Vec3 direction;
  double tmin = 0;
  double tmax = std::numeric_limits<double>::infinity();
};

struct Hit {
  double t = std::numeric_limits<double>::infinity();
  std::uint32_t triangle = kNoTriangle;
  // Weights of the three corners, sum 1: the point is weight[0] * a + weight[1] * b + weight[2] * c.
  std::array<double, 3> weights{};
  // The ray comes from the side that the triangle's winding calls outside.
  bool front = false;
  explicit operator bool() const { return triangle != kNoTriangle; }
};

struct Nearest {
  double distance = std::numeric_limits<double>::infinity();
  std::uint32_t triangle = kNoTriangle;
  Vec3 point;
  explicit operator bool() const { return triangle != kNoTriangle; }
};

// Nearest point of one triangle, collapsed ones included.
Vec3 nearestOnTriangle(Vec3 p, Vec3 a, Vec3 b, Vec3 c);

class Bvh {
public:
  // The mesh must be valid (validate()); its arrays are copied, it need not outlive the tree. O(n log n), about 150
  // bytes per triangle. Throws CANCELLED.
  explicit Bvh(MeshView mesh, const CancelToken& cancel = {});

  // Nearest hit along the ray; of several at the same t the one with the lowest triangle number. Triangles seen edge-on
  // are not hit (their neighbours are). Both sides of a triangle count.
  Hit closestHit(const Ray& ray) const;
  // Is anything hit at all? Cheaper than closestHit.
  bool anyHit(const Ray& ray) const;
  // Offers the triangles that the ray hits to `accept`, in no promised order, until it takes one; did it? Lets a caller
  // see through some triangles without a tree of its own.
  using Accept = bool (*)(void* context, std::uint32_t triangle);
  bool anyHit(const Ray& ray, Accept accept, void* context) const;
  // Every hit along the ray, by rising t, then triangle number. A ray through a shared edge may hit both its triangles.
  std::vector<Hit> allHits(const Ray& ray) const;
  // Nearest point of the surface within maxDistance (inclusive), exact up to rounding of the last digits.
  Nearest nearest(Vec3 point, double maxDistance = std::numeric_limits<double>::infinity()) const;

  // Box of the vertices that triangles use.
  const Box& box() const { return extent; }
  std::size_t triangleCount() const { return ids.size(); }
  // How many nodes the tree has, for tests and reports.
  std::size_t nodeCount() const { return nodes.size(); }

private:
  static constexpr int kWidth = 4;
  struct alignas(64) Node {
    float plane[2][3][kWidth];   // [low, high][axis][child]
    std::uint32_t child[kWidth]; // node number, or first triangle of a leaf
    std::uint32_t count[kWidth]; // 0 = inner node, else triangles of the leaf; kEmpty = no child
  };
  struct Corners {
    Vec3 a, b, c;
  };
  struct RayFrame;
  struct Builder;

  enum class Want { closest, any, chosen, all };
  template <Want want>
  Hit trace(const Ray& ray, std::vector<Hit>* all, Accept accept = nullptr, void* context = nullptr) const;

  std::vector<Node> nodes;
  std::vector<Corners> corners;   // in leaf order
  std::vector<std::uint32_t> ids; // leaf order -> triangle number
  Box extent;
  Vec3 center;
  double unit = 1; // half of the longest side
};

} // namespace simwright
