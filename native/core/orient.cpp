#include "core/orient.h"
#include "core/bvh.h"
#include "core/edges.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

struct Adjacency {
  std::vector<std::uint32_t> neighbour;  // 3 per triangle: across a side that exactly two triangles use, or kNone
  std::vector<std::uint8_t> conflict;    // 3 per triangle: both walk this side in the same direction
  std::vector<EdgeUse> special;          // uses of all other edges, edge by edge
  std::vector<std::size_t> specialStart; // where each edge's uses begin, and one past the end
};

std::size_t sideOf(MeshView mesh, const EdgeUse& use, std::uint32_t low) {
  const Triangle tri = mesh.triangle(use.triangle);
  const std::uint32_t from = use.forward ? low : use.high, to = use.forward ? use.high : low;
  for (std::size_t c = 0; c < 2; ++c)
    if (tri[c] == from && tri[c + 1] == to) return c;
  return 2;
}

Adjacency adjacency(MeshView mesh, const CancelToken& cancel) {
  Adjacency out;
  out.neighbour.assign(3 * mesh.triangleCount(), kNone);
  out.conflict.assign(3 * mesh.triangleCount(), 0);
  out.specialStart.push_back(0);
  EdgeTable(mesh, cancel).forEach([&](std::uint32_t low, std::uint32_t, std::span<const EdgeUse> uses) {
    if (uses.size() != 2 || uses[0].triangle == uses[1].triangle) {
      out.special.insert(out.special.end(), uses.begin(), uses.end());
      out.specialStart.push_back(out.special.size());
      return;
    }
    const std::size_t a = 3 * std::size_t{uses[0].triangle} + sideOf(mesh, uses[0], low);
    const std::size_t b = 3 * std::size_t{uses[1].triangle} + sideOf(mesh, uses[1], low);
    out.neighbour[a] = uses[1].triangle;
    out.neighbour[b] = uses[0].triangle;
    out.conflict[a] = out.conflict[b] = uses[0].forward == uses[1].forward;
  });
  return out;
}

struct Patches {
  std::vector<std::uint32_t> of; // per triangle
  std::vector<std::uint8_t> unorientable;
};

// Connected over two-triangle edges; fills `turned` so that each patch agrees with the larger part of its area.
Patches patches(MeshView mesh, const Adjacency& edges, std::span<const double> areas, std::vector<std::uint8_t>& turned,
                const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  Patches out;
  out.of.assign(n, kNone);
  std::vector<std::uint32_t> members;
  for (std::uint32_t seed = 0; seed < n; ++seed) {
    if (out.of[seed] != kNone) continue;
    const auto id = static_cast<std::uint32_t>(out.unorientable.size());
    members.assign(1, seed);
    out.of[seed] = id;
    bool contradiction = false;
    double area[2] = {};
    for (std::size_t i = 0; i < members.size(); ++i) {
      cancel.pollEvery4096(i);
      const std::uint32_t t = members[i];
      area[turned[t]] += areas[t];
      for (std::size_t side = 3 * std::size_t{t}; side < 3 * std::size_t{t} + 3; ++side) {
        const std::uint32_t other = edges.neighbour[side];
        if (other == kNone) continue;
        const auto wanted = static_cast<std::uint8_t>(turned[t] ^ edges.conflict[side]);
        if (out.of[other] == kNone) {
          out.of[other] = id;
          turned[other] = wanted;
          members.push_back(other);
        } else if (turned[other] != wanted) {
          contradiction = true;
        }
      }
    }
    for (const std::uint32_t t : members)
      turned[t] = contradiction ? 0 : turned[t] ^ (area[1] > area[0] ? 1 : 0);
    out.unorientable.push_back(contradiction ? 1 : 0);
  }
  return out;
}

// Net direction in which each patch uses one edge, patches with none left out.
std::vector<std::pair<std::uint32_t, int>> netUses(std::span<const EdgeUse> uses, const Patches& patch,
                                                   const std::vector<std::uint8_t>& turned) {
  std::vector<std::pair<std::uint32_t, int>> all, net;
  for (const EdgeUse& use : uses) {
    const bool forward = use.forward != (turned[use.triangle] != 0);
    all.emplace_back(patch.of[use.triangle], forward ? 1 : -1);
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size();) {
    int sum = 0;
    const std::uint32_t id = all[i].first;
    for (; i < all.size() && all[i].first == id; ++i)
      sum += all[i].second;
    if (sum != 0) net.emplace_back(id, sum);
  }
  return net;
}

bool within(const Box& inner, const Box& outer) {
  return inner.min.x >= outer.min.x && inner.min.y >= outer.min.y && inner.min.z >= outer.min.z &&
         inner.max.x <= outer.max.x && inner.max.y <= outer.max.y && inner.max.z <= outer.max.z;
}

// For each closed body, the closed bodies around it.
std::vector<std::vector<std::uint32_t>> containers(MeshView mesh, const Orientation& o, const CancelToken& cancel) {
  std::vector<std::vector<std::uint32_t>> out(o.bodies.size());
  std::vector<std::uint32_t> triangles, indices;                    // of closed bodies
  std::vector<std::vector<std::uint32_t>> members(o.bodies.size()); // up to 3 samples each, filled below
  std::vector<std::size_t> seen(o.bodies.size(), 0);
  std::vector<Box> boxes(o.bodies.size());
  std::size_t closed = 0;
  for (const Body& body : o.bodies)
    closed += body.closed ? 1 : 0;
  if (closed < 2) return out;
  for (std::uint32_t t = 0; t < mesh.triangleCount(); ++t) {
    const std::uint32_t b = o.bodyOf[t];
    if (!o.bodies[b].closed) continue;
    triangles.push_back(t);
    for (const std::uint32_t v : mesh.triangle(t)) {
      indices.push_back(v);
      boxes[b].add(mesh.vertex(v));
    }
    const std::size_t i = seen[b]++, last = o.bodies[b].triangles - 1;
    if (i == 0 || i == last / 2 || i == last) members[b].push_back(t);
  }
  const Bvh bvh({mesh.positions, indices}, cancel);
  // Skew directions: no edge of a model made by people or machines is likely to lie along them.
  const Vec3 directions[3] = {{0.5773, 0.6131, 0.5393}, {-0.4142, 0.7321, -0.5411}, {0.2361, -0.6458, 0.7259}};
  std::vector<int> crossings(o.bodies.size(), 0), votes(o.bodies.size(), 0);
  std::vector<std::uint32_t> touched, voted;
  for (std::uint32_t b = 0; b < o.bodies.size(); ++b) {
    cancel.poll();
    voted.clear();
    for (std::size_t k = 0; k < members[b].size(); ++k) {
      const std::uint32_t t = members[b][k];
      const Vec3 from = (mesh.corner(t, 0) + mesh.corner(t, 1) + mesh.corner(t, 2)) * (1.0 / 3);
      touched.clear();
      for (const Hit& hit : bvh.allHits({from, directions[k]})) {
        const std::uint32_t triangle = triangles[hit.triangle], other = o.bodyOf[triangle];
        if (other == b) continue;
        if (crossings[other] == 0) touched.push_back(other);
        crossings[other] += (hit.front != (o.turned[triangle] != 0)) ? -1 : 1;
      }
      for (const std::uint32_t other : touched) { // may hold a body twice; the second time it counts 0
        if (crossings[other] != 0 && votes[other]++ == 0) voted.push_back(other);
        crossings[other] = 0;
      }
    }
    for (const std::uint32_t other : voted) {
      // What sticks out of the other one's box is not inside it, whatever three of its triangles say: parts of
      // furniture and covers of books end inside each other.
      if (2 * static_cast<std::size_t>(votes[other]) > members[b].size() && within(boxes[b], boxes[other]))
        out[b].push_back(other);
      votes[other] = 0;
    }
  }
  return out;
}

} // namespace

Orientation orient(MeshView mesh, const CancelToken& cancel) {
  const std::size_t n = mesh.triangleCount();
  Orientation out;
  out.turned.assign(n, 0);

  // 1. Agreement over shared edges.
  std::vector<double> areas(n);
  for (std::size_t t = 0; t < n; ++t)
    areas[t] = 0.5 * length(areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)));
  const Adjacency edges = adjacency(mesh, cancel);
  const Patches patch = patches(mesh, edges, areas, out.turned, cancel);

  // 2. Bodies: patches, joined where an edge balances only over several of them.
  DisjointSets sets(patch.unorientable.size());
  std::vector<std::uint8_t> open = patch.unorientable;
  for (std::size_t e = 0; e + 1 < edges.specialStart.size(); ++e) {
    cancel.pollEvery4096(e);
    const auto net =
        netUses({edges.special.data() + edges.specialStart[e], edges.specialStart[e + 1] - edges.specialStart[e]},
                patch, out.turned);
    int total = 0;
    for (const auto& [id, sum] : net)
      total += sum;
    for (const auto& [id, sum] : net) {
      if (total != 0) open[id] = 1;
      sets.unite(net.front().first, id);
    }
  }
  std::vector<std::uint32_t> number(patch.unorientable.size(), kNone);
  out.bodyOf.resize(n);
  const Vec3 centre = usedBounds(mesh).center();
  for (std::size_t t = 0; t < n; ++t) {
    std::uint32_t& id = number[sets.find(patch.of[t])];
    if (id == kNone) {
      id = static_cast<std::uint32_t>(out.bodies.size());
      out.bodies.emplace_back().closed = true;
    }
    out.bodyOf[t] = id;
    Body& body = out.bodies[id];
    ++body.triangles;
    if (open[patch.of[t]]) body.closed = false;
    if (patch.unorientable[patch.of[t]]) body.unorientable = true;
    body.area += areas[t];
    const Vec3 a = mesh.corner(t, 0) - centre, b = mesh.corner(t, 1) - centre, c = mesh.corner(t, 2) - centre;
    const double volume = dot(a, cross(b, c)) / 6.0;
    body.volume += out.turned[t] ? -volume : volume;
  }

  // 3. Closed bodies outward, each with all that it contains.
  const auto around = containers(mesh, out, cancel);
  const auto insideOut = [&](const Body& body) {
    return body.closed && body.volume < -1e-12 * body.area * std::sqrt(body.area); // a flat body has no outside
  };
  std::vector<std::uint8_t> turn(out.bodies.size(), 0);
  for (std::size_t b = 0; b < out.bodies.size(); ++b) {
    const Body* root = &out.bodies[b];
    for (const std::uint32_t other : around[b])
      if (std::abs(out.bodies[other].volume) > std::abs(root->volume)) root = &out.bodies[other];
    turn[b] = insideOut(*root) ? 1 : 0;
  }
  for (std::size_t b = 0; b < out.bodies.size(); ++b)
    if (turn[b]) out.bodies[b].volume = -out.bodies[b].volume;
  for (std::size_t t = 0; t < n; ++t)
    out.turned[t] ^= turn[out.bodyOf[t]];
  for (std::size_t b = 0; b < out.bodies.size(); ++b)
    for (const std::uint32_t other : around[b])
      out.bodies[b].surrounding += out.bodies[other].volume > 0 ? 1 : -1;
  return out;
}

} // namespace simwright
