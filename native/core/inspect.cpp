#include "core/inspect.h"
#include "core/edges.h"
#include "core/orient.h"
#include "core/weld.h"
#include <algorithm>
#include <numeric>

namespace simwright {

const char* closednessName(Closedness grade) {
  switch (grade) {
  case Closedness::closed:
    return "closed";
  case Closedness::closedAfterRepair:
    return "closed_after_repair";
  case Closedness::balanced:
    return "balanced";
  case Closedness::open:
    return "open";
  case Closedness::shell:
    return "shell";
  }
  return "shell";
}

namespace {

struct EdgeCounts {
  std::size_t boundary = 0, nonmanifold = 0, conflicts = 0, unbalanced = 0, odd = 0;
  double boundaryLength = 0;
  std::size_t loops = 0;
};

constexpr std::size_t kThicknessRays = 512;
constexpr double kCoincident = 0.9; // of a component's triangles

EdgeCounts countEdges(MeshView mesh, const CancelToken& cancel) {
  EdgeCounts counts;
  DisjointSets ends(mesh.vertexCount());
  std::vector<std::uint8_t> open(mesh.vertexCount(), 0);
  EdgeTable(mesh, cancel).forEach([&](std::uint32_t low, std::uint32_t high, std::span<const EdgeUse> uses) {
    const std::size_t forward =
        static_cast<std::size_t>(std::count_if(uses.begin(), uses.end(), [](const EdgeUse& u) { return u.forward; }));
    if (uses.size() == 1) {
      ++counts.boundary;
      counts.boundaryLength += length(mesh.vertex(high) - mesh.vertex(low));
      ends.unite(low, high);
      open[low] = open[high] = 1;
    }
    if (uses.size() > 2) ++counts.nonmanifold;
    if (uses.size() == 2 && forward != 1) ++counts.conflicts;
    if (2 * forward != uses.size()) ++counts.unbalanced;
    if (uses.size() % 2 != 0) ++counts.odd;
  });
  for (std::uint32_t v = 0; v < open.size(); ++v)
    if (open[v] && ends.find(v) == v) ++counts.loops;
  return counts;
}

// Corners rotated so that the smallest comes first: equal for equal winding.
Triangle rotated(Triangle t) {
  const auto at = static_cast<std::size_t>(std::min_element(t.begin(), t.end()) - t.begin());
  return {t[at], t[(at + 1) % 3], t[(at + 2) % 3]};
}

} // namespace

Inspection inspect(MeshView mesh, const CancelToken& cancel) {
  validate(mesh);
  Inspection out;
  out.triangles = mesh.triangleCount();
  out.vertices = mesh.vertexCount();
  out.box = usedBounds(mesh);
  const Vec3 centre = out.box.center();

  // 1. Weld, drop collapsed triangles.
  const Weld weld = weldExact(mesh.positions, cancel);
  Mesh solid = welded(mesh, weld);
  std::vector<std::uint8_t> usedInput(mesh.vertexCount(), 0), usedWelded(weld.count(), 0);
  for (const std::uint32_t v : mesh.triangles)
    usedInput[v] = usedWelded[weld.of[v]] = 1;
  out.weldedVertices = static_cast<std::size_t>(std::accumulate(usedWelded.begin(), usedWelded.end(), std::size_t{0}));
  out.unusedVertices = mesh.vertexCount() -
                       static_cast<std::size_t>(std::accumulate(usedInput.begin(), usedInput.end(), std::size_t{0}));
  std::size_t kept = 0;
  for (std::size_t t = 0; t < solid.triangles.size() / 3; ++t) {
    const Triangle tri = solid.view().triangle(t);
    if (tri[0] == tri[1] || tri[1] == tri[2] || tri[2] == tri[0]) {
      ++out.collapsedTriangles;
      continue;
    }
    std::copy(tri.begin(), tri.end(), solid.triangles.begin() + static_cast<std::ptrdiff_t>(3 * kept++));
  }
  solid.triangles.resize(3 * kept);
  const MeshView view = solid.view();

  // 2. Area, volume, slivers.
  for (std::size_t t = 0; t < kept; ++t) {
    cancel.pollEvery4096(t);
    const Vec3 a = view.corner(t, 0) - centre, b = view.corner(t, 1) - centre, c = view.corner(t, 2) - centre;
    const double twice = length(areaVector(a, b, c));
    if (zeroArea(a, b, c)) ++out.zeroAreaTriangles;
    out.area += 0.5 * twice;
    out.signedVolume += dot(a, cross(b, c)) / 6.0;
  }

  // 3. Duplicates and opposite twins: triangles bucketed by their smallest corner, each bucket sorted by corner set.
  const auto key = [&](std::uint32_t t) {
    Triangle tri = view.triangle(t);
    std::sort(tri.begin(), tri.end());
    return tri;
  };
  std::vector<std::size_t> start(weld.count() + 1, 0);
  for (std::uint32_t t = 0; t < kept; ++t)
    ++start[key(t)[0] + 1];
  for (std::size_t v = 1; v < start.size(); ++v)
    start[v] += start[v - 1];
  std::vector<std::uint32_t> order(kept);
  {
    std::vector<std::size_t> next(start.begin(), start.end() - 1);
    for (std::uint32_t t = 0; t < kept; ++t)
      order[next[key(t)[0]]++] = t;
  }
  std::vector<std::uint8_t> twin(kept, 0), shared(kept, 0);
  std::vector<std::pair<Triangle, std::uint32_t>> bucket;
  for (std::size_t v = 0; v + 1 < start.size(); ++v) {
    cancel.pollEvery4096(v);
    bucket.clear();
    for (std::size_t i = start[v]; i < start[v + 1]; ++i)
      bucket.emplace_back(key(order[i]), order[i]);
    std::sort(bucket.begin(), bucket.end());
    for (std::size_t i = 0; i < bucket.size();) {
      std::size_t j = i + 1;
      while (j < bucket.size() && bucket[j].first == bucket[i].first)
        ++j;
      if (j - i > 1) {
        for (std::size_t k = i; k < j; ++k)
          shared[bucket[k].second] = 1;
        const Triangle reference = rotated(view.triangle(bucket[i].second));
        std::vector<std::uint32_t> same, opposite;
        for (std::size_t k = i; k < j; ++k)
          (rotated(view.triangle(bucket[k].second)) == reference ? same : opposite).push_back(bucket[k].second);
        const std::size_t pairs = std::min(same.size(), opposite.size());
        out.oppositeTwins += pairs;
        for (std::size_t k = 0; k < pairs; ++k)
          twin[same[k]] = twin[opposite[k]] = 1;
        out.duplicateTriangles += std::max({same.size() - pairs, opposite.size() - pairs, std::size_t{1}}) - 1;
      }
      i = j;
    }
  }

  // 4. Edges and the grade.
  const EdgeCounts edges = countEdges(view, cancel);
  out.boundaryEdges = edges.boundary;
  out.nonmanifoldEdges = edges.nonmanifold;
  out.orientationConflicts = edges.conflicts;
  out.boundaryLength = edges.boundaryLength;
  out.boundaryLoops = edges.loops;
  if (kept > 0) {
    const Components parts = components(view, cancel);
    out.components = parts.count;
    std::vector<std::size_t> size(parts.count, 0), coincident(parts.count, 0);
    for (std::size_t t = 0; t < kept; ++t) {
      ++size[parts.of[t]];
      coincident[parts.of[t]] += shared[t];
    }
    for (std::size_t c = 0; c < parts.count; ++c)
      if (static_cast<double>(coincident[c]) >= kCoincident * static_cast<double>(size[c])) ++out.coincidentShells;
  }

  const auto everyEdgeTwice = [](const EdgeCounts& e) { return e.boundary == 0 && e.nonmanifold == 0; };
  if (kept == 0) {
    out.closedness = Closedness::shell;
  } else if (edges.unbalanced == 0 && edges.nonmanifold == 0) {
    out.closedness = Closedness::closed;
  } else {
    EdgeCounts repaired = edges;
    if (out.oppositeTwins > 0) {
      std::vector<std::uint32_t> rest;
      for (std::size_t t = 0; t < kept; ++t)
        if (!twin[t])
          rest.insert(rest.end(), view.triangles.begin() + static_cast<std::ptrdiff_t>(3 * t),
                      view.triangles.begin() + static_cast<std::ptrdiff_t>(3 * t + 3));
      if (!rest.empty()) repaired = countEdges({solid.positions, rest}, cancel);
    }
    if (everyEdgeTwice(repaired) || everyEdgeTwice(edges))
      out.closedness = Closedness::closedAfterRepair;
    else if (edges.unbalanced == 0)
      out.closedness = Closedness::balanced;
    else if (edges.boundaryLength < 0.05 * std::sqrt(out.area))
      out.closedness = Closedness::open;
    else
      out.closedness = Closedness::shell;
  }
  // 5. Bodies and walls.
  if (kept == 0) return out;
  const Orientation orientation = orient(view, cancel);
  out.bodies = orientation.bodies.size();
  for (const Body& body : orientation.bodies) {
    if (body.unorientable) ++out.unorientableBodies;
    if (!body.closed) continue;
    ++out.closedBodies;
    if (body.surrounding != 0) ++out.enclosedBodies;
  }
  if (out.area > 0) out.thickness = thickness(view, Bvh(view, cancel), kThicknessRays, out.signedVolume < 0, cancel);
  return out;
}

} // namespace simwright
