#include "core/collapse.h"
#include "core/weld.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr double kBorderWeight = 4, kSeamWeight = 1; // of planes across open and seam edges, per squared length
constexpr double kTieBreak = 5e-8;                   // short edges first where the cost is 0
constexpr double kFlipCosine = 0.2;
constexpr double kRegular = 1e-3; // of the trace: pulls an undetermined place to the middle of the edge

} // namespace

void Collapser::Quadric::add(Vec3 n, double weight) {
  xx += weight * n.x * n.x;
  yy += weight * n.y * n.y;
  zz += weight * n.z * n.z;
  xy += weight * n.x * n.y;
  xz += weight * n.x * n.z;
  yz += weight * n.y * n.z;
}

double Collapser::Quadric::at(Vec3 p) const {
  return xx * p.x * p.x + yy * p.y * p.y + zz * p.z * p.z + 2 * (xy * p.x * p.y + xz * p.x * p.z + yz * p.y * p.z);
}

Collapser::Collapser(MeshView mesh, const SimplifyOptions& simplifyOptions, const CancelToken& cancelToken)
    : input(mesh), options(simplifyOptions), cancel(cancelToken) {
  const Box box = usedBounds(mesh);
  center = box.center();
  const Vec3 size = box.size();
  unit = std::max({size.x, size.y, size.z});
  if (!(unit > 0)) unit = 1;

  // Places by position; wedges by attributes and material within a place, in order of appearance.
  const Weld weld = weldExact(mesh.positions, cancel);
  places.reserve(weld.count());
  for (const std::uint32_t v : weld.first)
    places.push_back((mesh.vertex(v) - center) * (1 / unit));
  moved.assign(places.size(), 0);
  std::vector<std::uint32_t> firstWedge(places.size(), kNone), nextWedge, wedgeMaterial;
  const std::size_t k = options.attributeCount;
  const auto wedge = [&](std::uint32_t vertex, std::uint32_t material) {
    const std::uint32_t place = weld.of[vertex];
    std::uint32_t* link = &firstWedge[place];
    while (*link != kNone) {
      const std::uint32_t w = *link;
      bool same = wedgeMaterial[w] == material;
      for (std::size_t i = 0; i < k && same; ++i)
        same = attributes[k * w + i] == options.attributes[k * vertex + i];
      if (same) return w;
      link = &nextWedge[w];
    }
    const auto w = static_cast<std::uint32_t>(placeOf.size());
    *link = w;
    nextWedge.push_back(kNone);
    wedgeMaterial.push_back(material);
    placeOf.push_back(place);
    wedgeVertex.push_back(vertex);
    attributes.insert(attributes.end(), options.attributes.begin() + static_cast<std::ptrdiff_t>(k * vertex),
                      options.attributes.begin() + static_cast<std::ptrdiff_t>(k * (vertex + std::size_t{1})));
    return w;
  };
  for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
    cancel.pollEvery4096(t);
    const Triangle tri = mesh.triangle(t);
    const std::uint32_t a = weld.of[tri[0]], b = weld.of[tri[1]], c = weld.of[tri[2]];
    if (a == b || b == c || c == a) {
      ++droppedAtStart;
      continue;
    }
    const std::uint32_t material = options.materials.empty() ? 0 : options.materials[t];
    triangles.push_back({wedge(tri[0], material), wedge(tri[1], material), wedge(tri[2], material)});
    source.push_back(static_cast<std::uint32_t>(t));
  }
  stamp.assign(places.size(), 0);
}

int Collapser::cornerOf(std::uint32_t triangle, std::uint32_t place) const {
  for (int c = 0; c < 2; ++c)
    if (placeAt(triangle, c) == place) return c;
  return 2;
}

void Collapser::buildFans() {
  fanStart.assign(places.size() + 1, 0);
  for (const Triangle& t : triangles)
    for (const std::uint32_t w : t)
      ++fanStart[placeOf[w] + 1];
  for (std::size_t i = 1; i < fanStart.size(); ++i)
    fanStart[i] += fanStart[i - 1];
  fanTriangles.resize(3 * triangles.size());
  std::vector<std::uint32_t> next(fanStart.begin(), fanStart.end() - 1);
  for (std::uint32_t t = 0; t < triangles.size(); ++t)
    for (const std::uint32_t w : triangles[t])
      fanTriangles[next[placeOf[w]]++] = t;
}

// The neighbours of a place; false if some edge there is used twice in one direction or the fan is too large.
bool Collapser::spokes(std::uint32_t place, std::vector<Spoke>& out) const {
  out.clear();
  const auto ring = around(place);
  if (ring.size() > kValence) return false;
  const auto spoke = [&](std::uint32_t to) -> Spoke& {
    for (Spoke& s : out)
      if (s.to == to) return s;
    return out.emplace_back(Spoke{to});
  };
  for (const std::uint32_t t : ring) {
    const int c = cornerOf(t, place);
    Spoke& ahead = spoke(placeAt(t, (c + 1) % 3));
    if (ahead.ahead != kNone) return false;
    ahead.ahead = t;
    Spoke& behind = spoke(placeAt(t, (c + 2) % 3));
    if (behind.behind != kNone) return false;
    behind.behind = t;
  }
  return true;
}

bool Collapser::isSeam(std::uint32_t place, const Spoke& s) const {
  if (s.ahead == kNone || s.behind == kNone) return false;
  return wedgeAt(s.ahead, place) != wedgeAt(s.behind, place) || wedgeAt(s.ahead, s.to) != wedgeAt(s.behind, s.to);
}

Collapser::Kind Collapser::classify(std::uint32_t place, const std::vector<Spoke>& spokesAround) const {
  const auto ring = around(place);
  std::size_t open = 0, seams = 0, wedges = 1;
  std::uint32_t start = kNone;
  for (const Spoke& s : spokesAround) {
    if (s.behind == kNone) start = s.to, ++open; // the first of an open fan
    if (s.ahead == kNone) ++open;
    seams += isSeam(place, s);
  }
  if (open != 0 && open != 2) return Kind::locked;
  // one fan: walking from spoke to spoke meets every triangle
  std::uint32_t at = start == kNone ? spokesAround[0].to : start;
  for (std::size_t steps = 0; steps < ring.size(); ++steps) {
    const auto s = std::find_if(spokesAround.begin(), spokesAround.end(), [&](const Spoke& o) { return o.to == at; });
    if (s == spokesAround.end() || s->ahead == kNone) return Kind::locked;
    at = placeAt(s->ahead, (cornerOf(s->ahead, place) + 2) % 3);
    if (at == spokesAround[0].to && start == kNone && steps + 1 < ring.size()) return Kind::locked;
  }
  const std::uint32_t first = wedgeAt(ring[0], place);
  std::uint32_t second = kNone;
  for (const std::uint32_t t : ring) {
    const std::uint32_t w = wedgeAt(t, place);
    if (w == first || w == second) continue;
    if (second != kNone) return Kind::locked;
    second = w;
    ++wedges;
  }
  if (wedges == 1) return open ? Kind::border : Kind::interior;
  return !open && seams == 2 ? Kind::seam : Kind::locked;
}

void Collapser::buildQuadrics() {
  quadrics.assign(places.size(), {});
  for (std::uint32_t t = 0; t < triangles.size(); ++t) {
    const Vec3 n = normal(t);
    const double l = length(n);
    if (!(l > 0)) continue;
    for (int c = 0; c < 3; ++c) {
      Quadric& q = quadrics[placeAt(t, c)];
      q.add(n, 1 / l);
      q.g += n;
    }
  }
  kinds.assign(places.size(), Kind::locked);
  const auto across = [&](std::uint32_t a, std::uint32_t b, std::uint32_t t, double weight) {
    const Vec3 plane = cross(places[b] - places[a], normalized(normal(t))); // |edge|^2 times a unit normal squared
    quadrics[a].add(plane, weight);
    quadrics[b].add(plane, weight);
  };
  for (std::uint32_t p = 0; p < places.size(); ++p) {
    cancel.pollEvery4096(p);
    if (around(p).empty() || !spokes(p, fan)) continue;
    kinds[p] = classify(p, fan);
    for (const Spoke& s : fan) {
      if (s.ahead != kNone && s.behind == kNone) across(p, s.to, s.ahead, kBorderWeight);
      if (s.to > p && isSeam(p, s)) {
        across(p, s.to, s.ahead, kSeamWeight);
        across(p, s.to, s.behind, kSeamWeight);
      }
    }
  }
}

// Where `keep` goes when `lose` vanishes into it, if it may; offset 0 is where it is.
Collapser::Placement Collapser::placement(std::uint32_t keep, std::uint32_t lose, const Spoke& s) const {
  Placement out;
  const bool open = s.ahead == kNone || s.behind == kNone, seam = isSeam(keep, s);
  const Kind from = kinds[lose], to = kinds[keep];
  if (from == Kind::locked) return out;
  if (from == Kind::interior && (seam || open)) return out;
  if (from == Kind::border && !open) return out;
  if (from == Kind::seam && !seam) return out;
  const Vec3 e = places[lose] - places[keep];
  const double ee = dot(e, e);
  const Quadric &a = quadrics[keep], &b = quadrics[lose];
  const auto put = [&](Vec3 y) {
    const double squares = std::max(0.0, a.at(y) + b.at(y - e));
    if (!(squares < out.squares)) return;
    out = {y, squares, squares + kTieBreak * ee * ee};
  };
  put({}); // where it is: at a corner of a flat border nothing is better, and the solution below is a little off
  if (from != to || from == Kind::seam) return out;
  // (M + eps) y = B e + eps e / 2 by the adjugate; then along (M + eps)^-1 g so that the volume stays
  const double eps = kRegular * (a.trace() + b.trace());
  const double xx = a.xx + b.xx + eps, yy = a.yy + b.yy + eps, zz = a.zz + b.zz + eps;
  const double xy = a.xy + b.xy, xz = a.xz + b.xz, yz = a.yz + b.yz;
  const double cxx = yy * zz - yz * yz, cyy = xx * zz - xz * xz, czz = xx * yy - xy * xy;
  const double cxy = xz * yz - xy * zz, cxz = xy * yz - xz * yy, cyz = xy * xz - xx * yz;
  const double determinant = xx * cxx + xy * cxy + xz * cxz;
  const auto solve = [&](Vec3 r) {
    return Vec3{cxx * r.x + cxy * r.y + cxz * r.z, cxy * r.x + cyy * r.y + cyz * r.z,
                cxz * r.x + cyz * r.y + czz * r.z} *
           (1 / determinant);
  };
  const Vec3 be{b.xx * e.x + b.xy * e.y + b.xz * e.z, b.xy * e.x + b.yy * e.y + b.yz * e.z,
                b.xz * e.x + b.yz * e.y + b.zz * e.z};
  Vec3 y = solve(be + e * (0.5 * eps));
  if (from == Kind::interior) {
    const Vec3 g = a.g + b.g, z = solve(g);
    const double gz = dot(g, z);
    if (gz > 0) y += z * ((dot(b.g, e) - dot(g, y)) / gz);
  }
  if (!(dot(y, y) < 9 * ee)) y = e * 0.5; // also when not a number
  put(y);
  return out;
}

bool Collapser::allowed(const Placement& at, std::uint32_t keep, std::uint32_t lose, double maxDistance) const {
  const double area = quadrics[keep].trace() + quadrics[lose].trace();
  return at.cost < INFINITY && !(at.squares > maxDistance * maxDistance * area);
}

std::vector<Collapser::Candidate> Collapser::candidates(double maxDistance) {
  std::vector<Candidate> out;
  for (std::uint32_t p = 0; p < places.size(); ++p) {
    cancel.pollEvery4096(p);
    if (kinds[p] == Kind::locked || !spokes(p, fan)) continue;
    for (const Spoke& s : fan) {
      if (s.to < p && kinds[s.to] != Kind::locked) continue; // each edge once, from where its fan is known
      // from the other end the two triangles change places
      const Spoke back{p, s.behind, s.ahead};
      const Placement keepHere = placement(p, s.to, s), keepThere = placement(s.to, p, back);
      const bool here = keepHere.cost <= keepThere.cost;
      const Placement& best = here ? keepHere : keepThere;
      if (!allowed(best, p, s.to, maxDistance)) continue;
      out.push_back({best.cost, here ? p : s.to, here ? s.to : p});
    }
  }
  return out;
}

// Would a triangle around `moved`, other than those that vanish with the edge to `other`, turn over?
bool Collapser::flips(std::uint32_t place, std::uint32_t other, Vec3 to) const {
  for (const std::uint32_t t : around(place)) {
    const int c = cornerOf(t, place);
    const std::uint32_t p = placeAt(t, (c + 1) % 3), q = placeAt(t, (c + 2) % 3);
    if (p == other || q == other) continue;
    const Vec3 before = areaVector(places[place], places[p], places[q]), after = areaVector(to, places[p], places[q]);
    const double b = dot(before, before), a = dot(after, after);
    if (b > 0 && !(dot(before, after) >= kFlipCosine * std::sqrt(a * b) && a > 0)) return true;
  }
  return false;
}

bool Collapser::collapse(std::uint32_t keep, std::uint32_t lose, double maxCost, double maxDistance,
                         std::size_t& removed) {
  if (busy[keep] || busy[lose]) return false;
  const bool fromLose = kinds[lose] != Kind::locked;
  if (!fromLose || !spokes(lose, fan)) return false;
  const auto found = std::find_if(fan.begin(), fan.end(), [&](const Spoke& s) { return s.to == keep; });
  if (found == fan.end()) return false;
  const Spoke edge{lose, found->behind, found->ahead}; // as seen from `keep`
  const Placement place = placement(keep, lose, edge);
  if (!(place.cost <= maxCost) || !allowed(place, keep, lose, maxDistance)) return false;

  // Link condition: the ends share the far corners of their common triangles and nothing else.
  std::uint32_t shared[2];
  std::size_t sharedCount = 0;
  for (const std::uint32_t t : {edge.ahead, edge.behind})
    if (t != kNone) shared[sharedCount++] = t;
  if (around(keep).size() + around(lose).size() > kValence + 4) return false;
  const std::uint32_t mark = ++stamps;
  for (const std::uint32_t t : around(keep))
    for (int c = 0; c < 3; ++c)
      stamp[placeAt(t, c)] = mark;
  std::size_t common = 0;
  for (const Spoke& s : fan)
    common += s.to != keep && stamp[s.to] == mark;
  if (common != sharedCount) return false;
  if (sharedCount == 2) { // a triangle over the two far corners at both ends would be there twice
    const auto far = [&](std::uint32_t t) {
      const int c = cornerOf(t, keep);
      const std::uint32_t p = placeAt(t, (c + 1) % 3);
      return p == lose ? placeAt(t, (c + 2) % 3) : p;
    };
    const std::uint32_t p = far(shared[0]), q = far(shared[1]);
    const auto spans = [&](std::uint32_t end) {
      return std::any_of(around(end).begin(), around(end).end(), [&](std::uint32_t t) {
        const int c = cornerOf(t, end);
        const std::uint32_t x = placeAt(t, (c + 1) % 3), y = placeAt(t, (c + 2) % 3);
        return (x == p && y == q) || (x == q && y == p);
      });
    };
    if (spans(keep) && spans(lose)) return false;
  }

  const Vec3 to = places[keep] + place.offset;
  const bool moves = place.offset != Vec3{};
  if (flips(lose, keep, to) || (moves && flips(keep, lose, to))) return false;

  // Which wedge of `keep` each wedge of `lose` becomes.
  std::uint32_t wedgeFrom[2], wedgeTo[2];
  std::size_t maps = 0;
  for (std::size_t i = 0; i < sharedCount; ++i) {
    const std::uint32_t from = wedgeAt(shared[i], lose), onto = wedgeAt(shared[i], keep);
    if (maps == 1 && wedgeFrom[0] == from) {
      if (wedgeTo[0] != onto) return false; // a seam that ends here
      continue;
    }
    wedgeFrom[maps] = from;
    wedgeTo[maps++] = onto;
  }

  // Do it.
  const std::size_t k = options.attributeCount;
  if (moves) {
    const Vec3 e = places[lose] - places[keep];
    const auto share = static_cast<float>(std::clamp(dot(place.offset, e) / dot(e, e), 0.0, 1.0));
    float* mine = attributes.data() + k * wedgeTo[0];
    const float* other = attributes.data() + k * wedgeFrom[0];
    float before[3] = {};
    if (options.normals) std::copy_n(mine, 3, before);
    for (std::size_t i = 0; i < k; ++i)
      mine[i] += share * (other[i] - mine[i]);
    if (options.normals) {
      const Vec3 n{mine[0], mine[1], mine[2]};
      const double l = length(n);
      for (int i = 0; i < 3; ++i)
        mine[i] = l > 1e-3 ? static_cast<float>(n[i] / l) : before[i];
    }
    places[keep] = to;
    moved[keep] = 1;
  }
  for (const std::uint32_t p : {keep, lose})
    for (const std::uint32_t t : around(p))
      for (int c = 0; c < 3; ++c)
        busy[placeAt(t, c)] = 1;
  for (const std::uint32_t t : around(lose)) {
    if (std::find(shared, shared + sharedCount, t) != shared + sharedCount) continue;
    std::uint32_t& w = triangles[t][cornerOf(t, lose)];
    w = w == wedgeFrom[0] ? wedgeTo[0] : wedgeTo[maps - 1];
  }
  for (std::size_t i = 0; i < sharedCount; ++i)
    triangles[shared[i]][0] = kNone;
  removed += sharedCount;
  return true;
}

bool Collapser::run(std::size_t target, double maxDistanceMetres) {
  const double maxDistance = maxDistanceMetres / unit;
  double relax = 1;
  for (int pass = 0; pass < 300 && triangles.size() > target; ++pass) {
    cancel.poll();
    buildFans();
    buildQuadrics();
    std::vector<Candidate> edges = candidates(maxDistance);
    if (edges.empty()) return false;
    // The cheapest edges, a few more than needed: some are refused.
    const double need = static_cast<double>(triangles.size() - target + 1) / 2, n = static_cast<double>(edges.size());
    const double goal = std::min(1.2 * need * relax + 8, 0.22 * relax * n);
    double threshold = INFINITY;
    if (goal < n) {
      std::vector<double> costs;
      costs.reserve(edges.size());
      for (const Candidate& c : edges)
        costs.push_back(c.cost);
      const auto at = costs.begin() + static_cast<std::ptrdiff_t>(goal);
      std::nth_element(costs.begin(), at, costs.end());
      threshold = *at;
    }
    busy.assign(places.size(), 0);
    std::size_t removed = 0;
    for (std::size_t i = 0; i < edges.size() && triangles.size() - removed > target; ++i) {
      cancel.pollEvery4096(i);
      const auto [cost, keep, lose] = edges[i];
      if (cost <= threshold && !collapse(keep, lose, threshold, maxDistance, removed))
        collapse(lose, keep, threshold, maxDistance, removed);
    }
    std::size_t kept = 0;
    for (std::size_t t = 0; t < triangles.size(); ++t) {
      if (triangles[t][0] == kNone) continue;
      triangles[kept] = triangles[t];
      source[kept++] = source[t];
    }
    triangles.resize(kept);
    source.resize(kept);
    if (static_cast<double>(removed) < std::min(0.01 * static_cast<double>(kept) + 1, need / 2)) {
      if (removed == 0 && goal >= n) return false; // every edge was tried
      relax = std::min(relax * 2, 1e6);
    } else if (relax > 1) {
      relax /= 2;
    }
  }
  return triangles.size() <= target;
}

void Collapser::write(Simplified& out) const {
  out.mesh = {};
  out.attributes.clear();
  out.sourceTriangles = source;
  const std::size_t k = options.attributeCount;
  std::vector<std::uint32_t> number(placeOf.size(), kNone);
  for (const Triangle& t : triangles)
    for (const std::uint32_t w : t) {
      if (number[w] == kNone) {
        number[w] = static_cast<std::uint32_t>(out.mesh.view().vertexCount());
        const std::uint32_t place = placeOf[w];
        Vec3 p = moved[place] ? center + places[place] * unit : input.vertex(wedgeVertex[w]);
        if (options.roundToFloat) p = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
        out.mesh.addVertex(p);
        out.attributes.insert(out.attributes.end(), attributes.begin() + static_cast<std::ptrdiff_t>(k * w),
                              attributes.begin() + static_cast<std::ptrdiff_t>(k * (w + std::size_t{1})));
      }
      out.mesh.triangles.push_back(number[w]);
    }
}

} // namespace simwright
