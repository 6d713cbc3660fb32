// The machinery of simplify: a mesh of places and wedges on which edges collapse.
//   place  a position, with what happens to it
//   wedge  an output vertex: a place with one set of attributes and one material
#pragma once
#include "core/simplify.h"

namespace simwright {

class Collapser {
public:
  Collapser(MeshView mesh, const SimplifyOptions& options, const CancelToken& cancel);

  std::size_t triangleCount() const { return triangles.size(); }
  std::size_t collapsedTriangles() const { return droppedAtStart; }

  // Collapses until `target` triangles are left or nothing under `maxDistance` (metres, an estimate: root of cost over
  // area) can go. True if the target was reached.
  bool run(std::size_t target, double maxDistance);

  // The result so far.
  void write(Simplified& out) const;

private:
  enum class Kind : std::uint8_t { locked, interior, border, seam };
  struct Quadric { // x -> x^T A x about the place; g: summed area vectors
    double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
    Vec3 g;
    void add(Vec3 n, double weight);
    double at(Vec3 p) const;
    double trace() const { return xx + yy + zz; }
  };
  struct Spoke { // a neighbour in the fan around a place
    std::uint32_t to = kNone;
    std::uint32_t ahead = kNone;  // triangle (place, to, .)
    std::uint32_t behind = kNone; // triangle (., to, place) walked the other way
  };
  struct Candidate {
    double cost;
    std::uint32_t keep, lose;
  };
  struct Placement {
    Vec3 offset;               // from `keep`
    double squares = INFINITY; // squared distances to the planes around, times their areas
    double cost = INFINITY;    // the same, and a little for length
  };
  static constexpr std::uint32_t kNone = 0xffffffffu;
  static constexpr std::size_t kValence = 120;

  void buildFans();
  bool spokes(std::uint32_t place, std::vector<Spoke>& out) const;
  Kind classify(std::uint32_t place, const std::vector<Spoke>& fan) const;
  bool isSeam(std::uint32_t place, const Spoke& spoke) const;
  void buildQuadrics();
  Placement placement(std::uint32_t keep, std::uint32_t lose, const Spoke& spoke) const;
  bool allowed(const Placement& at, std::uint32_t keep, std::uint32_t lose, double maxDistance) const;
  std::vector<Candidate> candidates(double maxDistance);
  bool collapse(std::uint32_t keep, std::uint32_t lose, double maxCost, double maxDistance, std::size_t& removed);
  bool flips(std::uint32_t moved, std::uint32_t other, Vec3 to) const;
  int cornerOf(std::uint32_t triangle, std::uint32_t place) const;
  std::uint32_t placeAt(std::uint32_t triangle, int corner) const { return placeOf[triangles[triangle][corner]]; }
  std::uint32_t wedgeAt(std::uint32_t triangle, std::uint32_t place) const {
    return triangles[triangle][cornerOf(triangle, place)];
  }
  std::span<const std::uint32_t> around(std::uint32_t place) const {
    return {fanTriangles.data() + fanStart[place], fanStart[place + 1] - fanStart[place]};
  }
  Vec3 normal(std::uint32_t triangle) const {
    return areaVector(places[placeAt(triangle, 0)], places[placeAt(triangle, 1)], places[placeAt(triangle, 2)]);
  }

  MeshView input;
  const SimplifyOptions& options;
  const CancelToken& cancel;
  Vec3 center;
  double unit = 1; // longest side of the box: places are in units of it, about the centre
  std::vector<Vec3> places;
  std::vector<std::uint8_t> moved;
  std::vector<std::uint32_t> placeOf, wedgeVertex; // per wedge: its place; an input vertex
  std::vector<float> attributes;                   // per wedge
  std::vector<Triangle> triangles;                 // of wedges
  std::vector<std::uint32_t> source;
  std::size_t droppedAtStart = 0;
  // rebuilt in every pass
  std::vector<std::uint32_t> fanStart, fanTriangles;
  std::vector<Kind> kinds;
  std::vector<Quadric> quadrics;
  std::vector<std::uint8_t> busy;
  mutable std::vector<std::uint32_t> stamp;
  mutable std::uint32_t stamps = 0;
  std::vector<Spoke> fan;
};

} // namespace simwright
