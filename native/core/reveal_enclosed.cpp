#include "core/reveal_enclosed.h"
#include "core/parallel.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::size_t kEdgesPerChunk = 512;
constexpr std::size_t kSamples = 4;
// Off every axis and diagonal, so that rays from regular shapes meet no edges.
constexpr Vec3 kProbes[3] = {{0.3127, 0.5831, 0.7498}, {-0.7723, 0.2719, 0.5741}, {0.4291, -0.8293, 0.3579}};

using Pair = Crossings::Pair;

bool meets(const Box& a, Vec3 p, Vec3 q) {
  for (int k = 0; k < 3; ++k)
    if (std::max(p[k], q[k]) < a.min[k] || std::min(p[k], q[k]) > a.max[k]) return false;
  return true;
}

// What the edges of one chunk meet.
struct Met {
  std::vector<Pair> triangles; // triangle, shell of the edge
  std::vector<Pair> edges;     // edge, shell of the triangle
};

struct EdgeHits {
  const RevealSurface& surface;
  std::uint32_t number;
  bool self;
  Met& met;

  static bool accept(void* context, std::uint32_t t) {
    auto& me = *static_cast<EdgeHits*>(context);
    const RevealEdge& edge = me.surface.edges[me.number];
    const std::uint32_t shell = me.surface.shellOf[t];
    if (shell == edge.shell) {
      if (!me.self) return false;
      for (const std::uint32_t v : me.surface.mesh.view().triangle(t))
        if (v == edge.low || v == edge.high) return false;
    }
    me.met.triangles.emplace_back(t, edge.shell);
    if (me.met.edges.empty() || me.met.edges.back() != Pair{me.number, shell})
      me.met.edges.emplace_back(me.number, shell);
    return false;
  }
};

void sortUnique(std::vector<Pair>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

} // namespace

bool Crossings::between(std::uint32_t a, std::uint32_t b) const {
  return std::binary_search(shells.begin(), shells.end(), Pair{std::min(a, b), std::max(a, b)});
}

bool Crossings::crosses(std::uint32_t triangle, std::uint32_t shell) const {
  return std::binary_search(triangles.begin(), triangles.end(), Pair{triangle, shell});
}

Crossings crossings(const RevealSurface& surface, const Bvh& bvh, const std::vector<Box>& wanted, bool self,
                    unsigned threads, const CancelToken& cancel) {
  Crossings out;
  const MeshView view = surface.mesh.view();
  std::vector<std::uint32_t> cast;
  for (std::uint32_t e = 0; e < surface.edges.size(); ++e) {
    const RevealEdge& edge = surface.edges[e];
    if (meets(wanted[edge.shell], view.vertex(edge.low), view.vertex(edge.high))) cast.push_back(e);
  }
  out.rays = cast.size();
  const std::size_t chunks = (cast.size() + kEdgesPerChunk - 1) / kEdgesPerChunk;
  std::vector<Met> mets(chunks);
  forEachChunk(chunks, threads, cancel, [&](std::size_t chunk) {
    Met& met = mets[chunk];
    const std::size_t end = std::min(cast.size(), (chunk + 1) * kEdgesPerChunk);
    for (std::size_t i = chunk * kEdgesPerChunk; i < end; ++i) {
      const RevealEdge& edge = surface.edges[cast[i]];
      const Vec3 a = view.vertex(edge.low), along = view.vertex(edge.high) - a;
      const double longest = std::max({std::abs(along.x), std::abs(along.y), std::abs(along.z)});
      if (longest < 1e-100) continue;
      const double beyond = surface.margin / longest; // a little longer than the edge: touching counts
      EdgeHits hits{surface, cast[i], self, met};
      bvh.anyHit({a, along, -beyond, 1 + beyond}, &EdgeHits::accept, &hits);
      if (met.triangles.size() > 65536) {
        cancel.poll();
        sortUnique(met.triangles);
      }
    }
    sortUnique(met.triangles);
    sortUnique(met.edges);
  });
  // A crossing edge crosses with all its triangles.
  struct End {
    Pair edge;
    std::uint32_t shell;
  };
  std::vector<End> ends; // by edge, as the surface's edges are
  for (const Met& met : mets) {
    out.triangles.insert(out.triangles.end(), met.triangles.begin(), met.triangles.end());
    for (const auto& [e, shell] : met.edges)
      ends.push_back({{surface.edges[e].low, surface.edges[e].high}, shell});
  }
  if (!ends.empty())
    for (std::uint32_t t = 0; t < view.triangleCount(); ++t) {
      const Triangle tri = view.triangle(t);
      for (int c = 0; c < 3; ++c) {
        const Pair edge{std::min(tri[c], tri[(c + 1) % 3]), std::max(tri[c], tri[(c + 1) % 3])};
        auto at = std::lower_bound(ends.begin(), ends.end(), edge, [](const End& a, Pair b) { return a.edge < b; });
        for (; at != ends.end() && at->edge == edge; ++at)
          out.triangles.emplace_back(t, at->shell);
      }
    }
  sortUnique(out.triangles);
  for (const auto& [t, shell] : out.triangles)
    out.shells.emplace_back(std::min(surface.shellOf[t], shell), std::max(surface.shellOf[t], shell));
  sortUnique(out.shells);
  return out;
}

std::uint32_t enclosingShell(const RevealSurface& surface, const Bvh& bvh, std::span<const std::uint32_t> triangles,
                             const std::vector<std::uint8_t>& hosts, std::uint64_t& rays) {
  const MeshView view = surface.mesh.view();
  std::vector<std::uint32_t> common; // hosts around every point so far
  bool first = true;
  std::uint32_t fallback = kNoTriangle;
  const auto test = [&](std::uint32_t t) {
    const Vec3 a = view.corner(t, 0), b = view.corner(t, 1), c = view.corner(t, 2);
    const Vec3 p = (a + b + c) * (1.0 / 3), n = normalized(areaVector(a, b, c));
    for (const double side : {1.0, -1.0}) {
      std::vector<std::uint32_t> around;
      for (int k = 0; k < 3; ++k) {
        struct Count {
          std::uint32_t shell;
          int winding, hits;
        };
        std::vector<Count> counts;
        ++rays;
        for (const Hit& hit : bvh.allHits({p + n * (side * surface.margin), kProbes[k]})) {
          const std::uint32_t s = surface.shellOf[hit.triangle];
          if (!hosts[s] || !surface.opaque[hit.triangle]) continue;
          auto at = std::find_if(counts.begin(), counts.end(), [&](const Count& o) { return o.shell == s; });
          if (at == counts.end()) at = counts.insert(at, {s, 0, 0});
          at->winding += hit.front ? 1 : -1;
          ++at->hits;
        }
        std::vector<std::uint32_t> inside;
        for (const Count& o : counts)
          if (o.hits % 2 != 0 || (surface.shells[o.shell].balanced && o.winding != 0)) inside.push_back(o.shell);
        std::sort(inside.begin(), inside.end());
        if (k > 0) {
          std::vector<std::uint32_t> both;
          std::set_intersection(around.begin(), around.end(), inside.begin(), inside.end(), std::back_inserter(both));
          inside = std::move(both);
        }
        around = std::move(inside);
        if (around.empty()) return false;
      }
      if (first) common = around;
      first = false;
      std::vector<std::uint32_t> both;
      std::set_intersection(around.begin(), around.end(), common.begin(), common.end(), std::back_inserter(both));
      common = std::move(both);
      fallback = std::min(fallback, around[0]);
    }
    return true;
  };
  // Sound triangles spread over the list.
  std::size_t tested = 0;
  for (std::size_t k = 0; k < kSamples; ++k) {
    const std::size_t from = k * triangles.size() / kSamples, to = (k + 1) * triangles.size() / kSamples;
    for (std::size_t i = from; i < to; ++i) {
      const std::uint32_t t = triangles[i];
      if (zeroArea(view.corner(t, 0), view.corner(t, 1), view.corner(t, 2))) continue;
      if (!test(t)) return kNoTriangle;
      ++tested;
      break;
    }
  }
  if (tested == 0) return kNoTriangle;
  return common.empty() ? fallback : common[0];
}

} // namespace simwright
