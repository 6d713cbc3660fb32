#include "core/reveal.h"
#include "core/bvh.h"
#include "core/error.h"
#include "core/reveal_enclosed.h"
#include "core/reveal_rays.h"
#include "core/reveal_surface.h"
#include <algorithm>
#include <numeric>
#include <tuple>

namespace simwright {

const char* revealReasonName(RevealReason reason) {
  switch (reason) {
  case RevealReason::duplicate:
    return "duplicate";
  case RevealReason::enclosed:
    return "enclosed";
  case RevealReason::unseen:
    return "unseen";
  }
  return "unseen";
}

namespace {

constexpr std::size_t kSmallestPatch = 16; // triangles

void check(MeshView mesh, const RevealOptions& options) {
  const std::size_t n = mesh.triangleCount();
  const auto expect = [&](const char* name, std::size_t length) {
    if (length != 0 && length != n)
      throw Error(Code::ARGUMENT, std::string("expected one entry of ") + name + " per triangle (" + std::to_string(n) +
                                      "), found " + std::to_string(length));
  };
  expect("transparent", options.transparent.size());
  expect("materials", options.materials.size());
  expect("bodies", options.bodies.size());
  if (options.rings < 1 || options.rings > 2)
    throw Error(Code::ARGUMENT, "expected 1 or 2 rings, found " + std::to_string(options.rings));
  if (options.threads < 1 || options.threads > 64)
    throw Error(Code::ARGUMENT, "expected 1 to 64 threads, found " + std::to_string(options.threads));
}

bool within(const Box& inner, const Box& outer, double by) {
  for (int k = 0; k < 3; ++k)
    if (!(inner.min[k] >= outer.min[k] + by && inner.max[k] <= outer.max[k] - by)) return false;
  return true;
}

// One rigid body.
class BodyReveal {
public:
  BodyReveal(MeshView m, const RevealOptions& o, const CancelToken& c, Revealed& r)
      : mesh(m), options(o), cancel(c), out(r) {}

  void run(std::span<const std::uint32_t> triangles) {
    surface = revealSurface(mesh, triangles, options.transparent, options.materials, cancel);
    cancel.progress(0.2);
    removeDuplicates();
    const std::size_t n = surface.mesh.triangles.size() / 3;
    gone.assign(n, 0);
    out.shells += surface.shells.size();
    for (const RevealShell& shell : surface.shells)
      if (shell.even) ++out.closedShells;
    if (n == 0 || !(surface.diagonal > 1e-90)) return;

    std::vector<std::uint32_t> candidates;
    for (std::uint32_t s = 0; s < surface.shells.size(); ++s)
      if (within(surface.shells[s].box, surface.box, surface.margin)) candidates.push_back(s);
    out.candidates += candidates.size();
    if (candidates.empty() && !options.patches) return;

    const Bvh bvh(surface.mesh.view(), cancel);
    cancel.progress(0.4);
    const Crossings crossed = crossings(surface, bvh, regions(candidates), options.patches, options.threads, cancel);
    out.rays += crossed.rays;
    cancel.progress(0.5);
    std::vector<std::uint32_t> open;
    for (const std::uint32_t s : candidates) {
      cancel.poll();
      if (!removeEnclosedShell(s, bvh, crossed)) open.push_back(s);
    }
    if (!open.empty()) {
      const std::vector<Search> answers = reachedShells(surface, bvh, crossed, open, options.threads, cancel);
      for (std::size_t i = 0; i < open.size(); ++i) {
        out.rays += answers[i].rays;
        if (!answers[i].reached)
          remove(surface.shells[open[i]].triangles, RevealReason::unseen, true, kNoTriangle, answers[i].rays);
      }
    }
    if (options.patches) removePatches(bvh, crossed);
    removeCollapsed();
  }

private:
  MeshView mesh;
  const RevealOptions& options;
  const CancelToken& cancel;
  Revealed& out;
  RevealSurface surface;
  std::vector<std::uint8_t> gone;               // per triangle of the surface
  std::vector<std::uint32_t> clusterOfTriangle; // ... where gone

  double areaOf(std::uint32_t inputTriangle) const {
    return 0.5 * length(areaVector(mesh.corner(inputTriangle, 0), mesh.corner(inputTriangle, 1),
                                   mesh.corner(inputTriangle, 2)));
  }

  std::uint32_t newCluster(RevealReason reason, bool whole, std::uint32_t by, std::uint64_t rays) {
    RevealCluster cluster;
    cluster.reason = reason;
    cluster.wholeShell = whole;
    cluster.enclosedBy = by;
    cluster.rays = rays;
    cluster.firstTriangle = kNoTriangle;
    out.clusters.push_back(cluster);
    return static_cast<std::uint32_t>(out.clusters.size() - 1);
  }

  void addTo(std::uint32_t number, std::uint32_t inputTriangle) {
    RevealCluster& cluster = out.clusters[number];
    cluster.firstTriangle = std::min(cluster.firstTriangle, inputTriangle);
    ++cluster.triangles;
    cluster.area += areaOf(inputTriangle);
    out.removed.push_back(inputTriangle);
    out.clusterOf.push_back(number);
  }

  void remove(std::span<const std::uint32_t> triangles, RevealReason reason, bool whole, std::uint32_t by,
              std::uint64_t rays) {
    const std::uint32_t number = newCluster(reason, whole, by, rays);
    clusterOfTriangle.resize(gone.size(), kNoTriangle);
    for (const std::uint32_t t : triangles) {
      gone[t] = 1;
      clusterOfTriangle[t] = number;
      addTo(number, surface.source[t]);
    }
  }

  void removeDuplicates() {
    std::vector<std::uint32_t> number;
    for (std::size_t i = 0; i < surface.duplicates.size(); ++i) {
      const std::uint32_t c = surface.duplicateCluster[i];
      if (c == number.size()) number.push_back(newCluster(RevealReason::duplicate, false, kNoTriangle, 0));
      addTo(number[c], surface.duplicates[i]);
    }
  }

  // Where the edges of each shell are of interest: of candidates everywhere, of their possible hosts near them.
  std::vector<Box> regions(std::span<const std::uint32_t> candidates) const {
    std::vector<Box> out_(surface.shells.size());
    if (options.patches) {
      std::fill(out_.begin(), out_.end(), surface.box);
      return out_;
    }
    for (const std::uint32_t s : candidates)
      for (std::uint32_t h = 0; h < surface.shells.size(); ++h) {
        const RevealShell &inner = surface.shells[s], &host = surface.shells[h];
        if (h == s || !host.even || !within(inner.box, host.box, 0)) continue;
        for (const std::uint32_t either : {s, h}) {
          out_[either].add(inner.box.min - Vec3{surface.margin, surface.margin, surface.margin} * 2);
          out_[either].add(inner.box.max + Vec3{surface.margin, surface.margin, surface.margin} * 2);
        }
      }
    return out_;
  }

  bool removeEnclosedShell(std::uint32_t s, const Bvh& bvh, const Crossings& crossed) {
    std::vector<std::uint8_t> hosts(surface.shells.size(), 0);
    bool any = false;
    for (std::uint32_t h = 0; h < hosts.size(); ++h)
      any |= (hosts[h] = h != s && surface.shells[h].even && within(surface.shells[s].box, surface.shells[h].box, 0) &&
                         !crossed.between(s, h)) != 0;
    if (!any) return false;
    std::uint64_t rays = 0;
    const std::uint32_t host = enclosingShell(surface, bvh, surface.shells[s].triangles, hosts, rays);
    out.rays += rays;
    if (host == kNoTriangle) return false;
    remove(surface.shells[s].triangles, RevealReason::enclosed, true, surface.source[surface.shells[host].triangles[0]],
           rays);
    return true;
  }

  // Patches: triangles of one shell that another one (or itself) does not cross, connected over edges of two triangles.
  // Such a patch lies on one side of the other shell. Shells that cross nowhere were judged as a whole.
  void removePatches(const Bvh& bvh, const Crossings& crossed) {
    const MeshView view = surface.mesh.view();
    const auto n = static_cast<std::uint32_t>(view.triangleCount());
    const EdgeTable table(view, cancel);
    std::vector<std::array<std::uint32_t, 3>> neighbours(n, {kNoTriangle, kNoTriangle, kNoTriangle});
    table.forEach([&](std::uint32_t, std::uint32_t, std::span<const EdgeUse> uses) {
      if (uses.size() != 2) return;
      for (const int k : {0, 1}) {
        auto& list = neighbours[uses[static_cast<std::size_t>(k)].triangle];
        *std::find(list.begin(), list.end() - 1, kNoTriangle) = uses[static_cast<std::size_t>(1 - k)].triangle;
      }
    });
    struct Proof {
      std::uint32_t host = kNoTriangle;
      std::uint64_t rays = 0;
    };
    std::vector<Proof> proofs;
    std::vector<std::uint32_t> proofOf(n, kNoTriangle), visited(n, 0);
    std::uint32_t visit = 0;
    const auto prove = [&](std::uint32_t s, std::uint32_t host) {
      std::vector<std::uint8_t> hosts(surface.shells.size(), 0);
      hosts[host] = 1;
      ++visit;
      std::vector<std::uint32_t> patch;
      for (const std::uint32_t seed : surface.shells[s].triangles) {
        cancel.pollEvery4096(seed);
        if (visited[seed] == visit || crossed.crosses(seed, host)) continue;
        patch.assign(1, seed);
        visited[seed] = visit;
        for (std::size_t i = 0; i < patch.size(); ++i)
          for (const std::uint32_t next : neighbours[patch[i]]) {
            if (next == kNoTriangle || visited[next] == visit || crossed.crosses(next, host)) continue;
            visited[next] = visit;
            patch.push_back(next);
          }
        if (patch.size() < kSmallestPatch) continue;
        cancel.poll();
        Proof proof;
        proof.host = enclosingShell(surface, bvh, patch, hosts, proof.rays);
        out.rays += proof.rays;
        if (proof.host == kNoTriangle) continue;
        for (const std::uint32_t t : patch)
          proofOf[t] = static_cast<std::uint32_t>(proofs.size());
        proofs.push_back(proof);
      }
    };
    for (const auto& [a, b] : crossed.shells) {
      if (surface.shells[b].even && !gone[surface.shells[a].triangles[0]]) prove(a, b);
      if (a != b && surface.shells[a].even && !gone[surface.shells[b].triangles[0]]) prove(b, a);
    }
    // Rings around what stays.
    for (int ring = 0; ring < options.rings; ++ring) {
      std::vector<std::uint8_t> standing(view.vertexCount(), 0);
      for (std::uint32_t t = 0; t < n; ++t)
        if (!gone[t] && proofOf[t] == kNoTriangle)
          for (const std::uint32_t v : view.triangle(t))
            standing[v] = 1;
      for (std::uint32_t t = 0; t < n; ++t)
        for (const std::uint32_t v : view.triangle(t))
          if (standing[v]) proofOf[t] = kNoTriangle;
    }
    // What the rings left of each patch, in connected pieces.
    DisjointSets pieces(n);
    table.forEach([&](std::uint32_t, std::uint32_t, std::span<const EdgeUse> uses) {
      if (uses.size() != 2) return;
      const std::uint32_t a = uses[0].triangle, b = uses[1].triangle;
      if (proofOf[a] != kNoTriangle && proofOf[a] == proofOf[b]) pieces.unite(a, b);
    });
    std::vector<std::vector<std::uint32_t>> members(n);
    for (std::uint32_t t = 0; t < n; ++t)
      if (proofOf[t] != kNoTriangle) members[pieces.find(t)].push_back(t);
    for (const std::vector<std::uint32_t>& piece : members) {
      if (piece.size() < kSmallestPatch) continue;
      const Proof& proof = proofs[proofOf[piece[0]]];
      remove(piece, RevealReason::enclosed, false, surface.source[surface.shells[proof.host].triangles[0]], proof.rays);
    }
  }

  // Triangles with two corners at one position have no surface; they go with the last of their neighbours.
  void removeCollapsed() {
    if (surface.collapsed.empty() || out.removed.empty()) return;
    std::vector<std::uint32_t> removedBy(surface.weldOf.count(), kNoTriangle);
    std::vector<std::uint8_t> standing(surface.weldOf.count(), 0);
    for (std::uint32_t t = 0; t < gone.size(); ++t)
      for (const std::uint32_t v : surface.mesh.view().triangle(t)) {
        if (!gone[t])
          standing[v] = 1;
        else if (removedBy[v] == kNoTriangle)
          removedBy[v] = clusterOfTriangle[t];
      }
    for (const std::uint32_t t : surface.collapsed) {
      std::uint32_t by = kNoTriangle;
      bool keep = false;
      for (const std::uint32_t given : mesh.triangle(t)) {
        const std::uint32_t v = surface.weldOf.of[given];
        keep = keep || standing[v];
        by = std::min(by, removedBy[v]);
      }
      if (!keep && by != kNoTriangle) addTo(by, t);
    }
  }
};

// Clusters by first triangle, triangles rising.
void sortResult(Revealed& out) {
  std::vector<std::uint32_t> order(out.clusters.size()), place(out.clusters.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return out.clusters[a].firstTriangle < out.clusters[b].firstTriangle;
  });
  std::vector<RevealCluster> clusters;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    clusters.push_back(out.clusters[order[i]]);
  }
  out.clusters = std::move(clusters);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> removed;
  removed.reserve(out.removed.size());
  for (std::size_t i = 0; i < out.removed.size(); ++i)
    removed.emplace_back(out.removed[i], place[out.clusterOf[i]]);
  std::sort(removed.begin(), removed.end());
  for (std::size_t i = 0; i < removed.size(); ++i)
    std::tie(out.removed[i], out.clusterOf[i]) = removed[i];
}

} // namespace

Revealed reveal(MeshView mesh, const RevealOptions& options, const CancelToken& cancel) {
  validate(mesh);
  check(mesh, options);
  cancel.poll();
  Revealed out;
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t)
    out.area += 0.5 * length(areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)));
  std::vector<std::uint32_t> order(mesh.triangleCount());
  std::iota(order.begin(), order.end(), 0u);
  const auto body = [&](std::uint32_t t) { return options.bodies.empty() ? 0 : options.bodies[t]; };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return body(a) < body(b); });
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i + 1;
    while (j < order.size() && body(order[j]) == body(order[i]))
      ++j;
    BodyReveal(mesh, options, cancel, out).run(std::span(order).subspan(i, j - i));
    i = j;
  }
  sortResult(out);
  for (const RevealCluster& cluster : out.clusters)
    out.removedArea += cluster.area;
  cancel.progress(1);
  return out;
}

} // namespace simwright
