#include "core/reveal_rays.h"
#include "core/flood.h"
#include "core/parallel.h"
#include <algorithm>
#include <atomic>

namespace simwright {

namespace {

constexpr std::uint32_t kGrid = 128;           // cells of the flood along the longest side
constexpr std::size_t kChunk = 64;             // triangles
constexpr std::uint32_t kRaysPerTriangle = 8;  // at least, after the first 8
constexpr std::uint32_t kRaysPerShell = 49152; // at least, where anything of the same air has been seen
constexpr std::uint32_t kRaysPooled = 4096;    // at least, where nothing has: all shells in it share kRaysPerShell
constexpr std::uint32_t kMostRays = 4096;      // per triangle: 8 points x 512 directions
constexpr std::size_t kAims = 64;
constexpr std::size_t kGlance = 128; // triangles per shell in the first round
// Weights of the second and third corner. What shows of a hidden shell is mostly a corner or an edge: these come first
// after the middle.
constexpr double kPoints[8][2] = {{1.0 / 3, 1.0 / 3}, {0.01, 0.01},  {0.98, 0.01},  {0.01, 0.98},
                                  {0.495, 0.495},     {0.01, 0.495}, {0.495, 0.01}, {0.2, 0.2}};

struct Sample {
  Vec3 point, normal;
};

// Looks through transparent triangles and remembers the shell that it met.
struct Blocker {
  const RevealSurface& surface;
  std::uint32_t shell = kNoTriangle;
  static bool accept(void* context, std::uint32_t t) {
    auto& me = *static_cast<Blocker*>(context);
    if (!me.surface.opaque[t]) return false;
    me.shell = me.surface.shellOf[t];
    return true;
  }
};

// Which other shells stopped rays: the first few, by number.
struct Cover {
  static constexpr std::size_t kMost = 8;
  std::vector<std::uint32_t> shells;
  void add(std::uint32_t other) {
    const auto at = std::lower_bound(shells.begin(), shells.end(), other);
    if (shells.size() < kMost && (at == shells.end() || *at != other)) shells.insert(at, other);
  }
  void add(const Cover& o) {
    for (const std::uint32_t shell : o.shells)
      add(shell);
  }
};

struct Task {
  std::size_t candidate;
  std::size_t begin, end, stride; // into the shell's triangle list
  std::uint32_t firstRay, endRay;
  bool escaped = false;
  std::uint64_t rays = 0;
  Cover cover;
};

class Searcher {
public:
  Searcher(const RevealSurface& s, const Bvh& b, const Crossings& x, std::span<const std::uint32_t> c, unsigned t,
           const CancelToken& k)
      : surface(s), view(s.mesh.view()), bvh(b), crossed(x), candidates(c), threads(t), cancel(k), out(c.size()),
        covers(c.size()) {}

  std::vector<Search> run() {
    for (Search& search : out)
      search.reached = false;
    using Rays = std::pair<std::uint32_t, std::uint32_t>;
    const auto all = [](std::size_t) { return std::size_t{1}; };
    round([&](std::size_t i) { return std::max<std::size_t>(1, shellOf(i).triangles.size() / kGlance); },
          [](std::size_t) { return Rays{0, 8}; });
    aimed();
    round(all, [](std::size_t) { return Rays{8, 10}; });
    cancel.progress(0.7);
    // Outside of the only thing around: the air around the shell is the air outside.
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const std::vector<std::uint32_t>& cover = covers[i].shells;
      if (cover.empty() ||
          (cover.size() == 1 && surface.shells[cover[0]].even && !crossed.between(cover[0], candidates[i])))
        out[i].reached = true;
    }
    touched();
    cancel.progress(0.8);
    round(all, [](std::size_t) { return Rays{8 + 2, 8 + kRaysPerTriangle}; });
    // Shells that the same ones cover are in the same air, mostly: what one cannot see through, the others cannot.
    DisjointSets air(surface.shells.size());
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (const std::uint32_t shell : covers[i].shells)
        air.unite(candidates[i], shell);
    std::vector<std::uint32_t> members(surface.shells.size(), 0);
    for (const std::uint32_t shell : candidates)
      ++members[air.find(shell)];
    const auto endFor = [&](std::size_t i, std::uint32_t rays) {
      const std::size_t n = shellOf(i).triangles.size();
      return static_cast<std::uint32_t>(8 + std::clamp<std::size_t>((rays + n - 1) / n, kRaysPerTriangle, kMostRays));
    };
    const auto pooled = [&](std::size_t i) {
      return endFor(i, std::max(kRaysPooled, kRaysPerShell / members[air.find(candidates[i])]));
    };
    round(all, [&](std::size_t i) { return Rays{8 + kRaysPerTriangle, pooled(i)}; });
    std::vector<std::uint8_t> open(surface.shells.size(), 0);
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (out[i].reached) open[air.find(candidates[i])] = 1;
    round(all, [&](std::size_t i) {
      return Rays{pooled(i), open[air.find(candidates[i])] ? endFor(i, kRaysPerShell) : pooled(i)};
    });
    return std::move(out);
  }

private:
  const RevealSurface& surface;
  MeshView view;
  const Bvh& bvh;
  const Crossings& crossed;
  std::span<const std::uint32_t> candidates;
  unsigned threads;
  const CancelToken& cancel;
  std::vector<Search> out;
  std::vector<Cover> covers;

  const RevealShell& shellOf(std::size_t candidate) const { return surface.shells[candidates[candidate]]; }

  bool sampleOf(std::uint32_t t, std::uint32_t which, Sample& sample) const {
    const Vec3 a = view.corner(t, 0), b = view.corner(t, 1), c = view.corner(t, 2);
    if (zeroArea(a, b, c)) return false;
    const double* w = kPoints[which % 8];
    sample = {a + (b - a) * w[0] + (c - a) * w[1], normalized(areaVector(a, b, c))};
    return true;
  }

  // True if nothing opaque is in the way; else the cover learns what was.
  bool free(const Ray& ray, std::uint32_t own, Cover* cover) const {
    Blocker blocker{surface};
    if (!bvh.anyHit(ray, &Blocker::accept, &blocker)) return true;
    if (cover && blocker.shell != own) cover->add(blocker.shell);
    return false;
  }

  Ray leaving(const Sample& s, Vec3 direction) const {
    const double side = dot(direction, s.normal) < 0 ? -surface.margin : surface.margin;
    return {s.point + s.normal * side, direction};
  }

  // Rays `range(i)` of every `stride(i)`-th triangle of the candidates that nothing has reached yet.
  template <class Stride, class Range> void round(Stride stride, Range range) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (out[i].reached) continue;
      const std::size_t by = stride(i), n = shellOf(i).triangles.size();
      const auto [first, end] = range(i);
      if (first >= end) continue;
      for (std::size_t begin = 0; begin < n; begin += by * kChunk)
        tasks.push_back({i, begin, std::min(n, begin + by * kChunk), by, first, end, false, 0, {}});
    }
    const auto& directions = escapeDirections();
    forEachChunk(tasks.size(), threads, cancel, [&](std::size_t number) {
      Task& task = tasks[number];
      const std::uint32_t own = candidates[task.candidate];
      Sample sample;
      for (std::size_t i = task.begin; i < task.end; i += task.stride) {
        const std::uint32_t t = shellOf(task.candidate).triangles[i];
        const std::uint32_t turn = (t * 2654435761u) >> 20;
        cancel.poll();
        for (std::uint32_t r = task.firstRay; r < task.endRay; ++r) {
          if (!sampleOf(t, r, sample)) break;
          ++task.rays;
          // 317 is near 512 over the golden ratio: any run of rays is spread over the sphere; 4096 of them are all
          // pairs of points and directions
          const Vec3 d = directions[(r * 317 + r / 512 + turn) % 512];
          if (!free(leaving(sample, d), own, &task.cover)) continue;
          task.escaped = true;
          return;
        }
      }
    });
    collect(tasks);
  }

  void collect(const std::vector<Task>& tasks) {
    for (const Task& task : tasks) {
      out[task.candidate].rays += task.rays;
      covers[task.candidate].add(task.cover);
      if (task.escaped) out[task.candidate].reached = true;
    }
  }

  // Points in the openings of open shells: the centre of each loop of open edges, and points half way to its edges.
  std::vector<Vec3> aims() const {
    DisjointSets loops(view.vertexCount());
    for (const RevealEdge& e : surface.openEdges)
      loops.unite(e.low, e.high);
    struct Loop {
      std::uint32_t root;
      Vec3 sum;
      std::vector<Vec3> middles;
    };
    std::vector<Loop> found;
    std::vector<std::uint32_t> number(surface.openEdges.empty() ? 0 : view.vertexCount(), kNoTriangle);
    for (const RevealEdge& e : surface.openEdges) {
      std::uint32_t& id = number[loops.find(e.low)];
      if (id == kNoTriangle) {
        id = static_cast<std::uint32_t>(found.size());
        found.push_back({loops.find(e.low), {}, {}});
      }
      const Vec3 middle = (view.vertex(e.low) + view.vertex(e.high)) * 0.5;
      found[id].sum += middle;
      found[id].middles.push_back(middle);
    }
    std::vector<Vec3> points;
    for (const Loop& loop : found) {
      const std::size_t n = loop.middles.size();
      const Vec3 centre = loop.sum * (1.0 / static_cast<double>(n));
      points.push_back(centre);
      for (std::size_t k = 0; k < 3; ++k)
        points.push_back((centre + loop.middles[k * n / 3]) * 0.5);
    }
    if (points.size() > kAims) {
      std::vector<Vec3> some;
      some.reserve(kAims);
      for (std::size_t k = 0; k < kAims; ++k)
        some.push_back(points[k * points.size() / kAims]);
      points = std::move(some);
    }
    return points;
  }

  // Rays through openings, from 16 triangles per shell.
  void aimed() {
    const std::vector<Vec3> targets = aims();
    if (targets.empty()) return;
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (!out[i].reached)
        tasks.push_back({i, 0, shellOf(i).triangles.size(), shellOf(i).triangles.size() / 16 + 1, 0, 0, false, 0, {}});
    forEachChunk(tasks.size(), threads, cancel, [&](std::size_t number) {
      Task& task = tasks[number];
      Sample sample;
      for (std::size_t i = task.begin; i < task.end; i += task.stride) {
        const std::uint32_t t = shellOf(task.candidate).triangles[i];
        for (std::uint32_t k = 0; k < 8 * targets.size(); ++k) {
          if (!sampleOf(t, k, sample)) break;
          const Vec3 target = targets[k / 8];
          const Vec3 way = normalized(target - sample.point);
          if (way == Vec3{}) continue;
          ++task.rays;
          if (!free(leaving(sample, way), candidates[task.candidate], nullptr)) continue;
          task.escaped = true;
          return;
        }
      }
    });
    collect(tasks);
  }

  // A free line from the shell to exterior cells, at most two cells away.
  void touched() {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (std::size_t begin = 0; !out[i].reached && begin < shellOf(i).triangles.size(); begin += kChunk)
        tasks.push_back({i, begin, std::min(shellOf(i).triangles.size(), begin + kChunk), 1, 0, 0, false, 0, {}});
    if (tasks.empty()) return;
    std::vector<std::uint32_t> opaque;
    for (std::size_t t = 0; t < view.triangleCount(); ++t)
      if (surface.opaque[t])
        opaque.insert(opaque.end(), view.triangles.begin() + static_cast<std::ptrdiff_t>(3 * t),
                      view.triangles.begin() + static_cast<std::ptrdiff_t>(3 * t + 3));
    const ExteriorGrid grid({surface.mesh.positions, opaque}, kGrid, cancel);
    std::vector<std::array<int, 3>> around;
    for (int z = -2; z <= 2; ++z)
      for (int y = -2; y <= 2; ++y)
        for (int x = -2; x <= 2; ++x)
          around.push_back({x, y, z});
    const auto size2 = [](const std::array<int, 3>& c) { return c[0] * c[0] + c[1] * c[1] + c[2] * c[2]; };
    std::stable_sort(around.begin(), around.end(), [&](const auto& a, const auto& b) { return size2(a) < size2(b); });
    forEachChunk(tasks.size(), threads, cancel, [&](std::size_t number) {
      Task& task = tasks[number];
      Sample sample;
      for (std::size_t i = task.begin; i < task.end; ++i) {
        const std::uint32_t t = shellOf(task.candidate).triangles[i];
        const double area = 0.5 * length(areaVector(view.corner(t, 0), view.corner(t, 1), view.corner(t, 2)));
        const std::uint32_t points = area > grid.cell() * grid.cell() ? 8 : 1;
        for (std::uint32_t p = 0; p < points; ++p) {
          if (!sampleOf(t, p, sample)) break;
          const std::array<int, 3> cell = grid.at(sample.point);
          int tries = 0;
          for (const auto& by : around) {
            const std::array<int, 3> c{cell[0] + by[0], cell[1] + by[1], cell[2] + by[2]};
            if (!grid.exterior(c)) continue;
            const Vec3 way = grid.center(c) - sample.point;
            if (!(dot(way, way) > 0)) continue;
            Ray ray = leaving(sample, way);
            ray.tmax = 1;
            ++task.rays;
            if (free(ray, candidates[task.candidate], nullptr)) {
              task.escaped = true;
              return;
            }
            if (++tries == 4) break;
          }
        }
      }
    });
    collect(tasks);
  }
};

} // namespace

const std::array<Vec3, 512>& escapeDirections() {
  static const std::array<Vec3, 512> table = [] {
    // cosine and sine of the golden angle, pi (3 - sqrt 5)
    constexpr double c = -0.7373688780783197, s = 0.6754902942615238;
    std::array<Vec3, 512> out;
    double x = 1, y = 0;
    for (int i = 0; i < 512; ++i) {
      const double z = 1 - (2 * i + 1) / 512.0, r = std::sqrt(1 - z * z);
      out[static_cast<std::size_t>(i)] = {r * x, r * y, z};
      const double nx = x * c - y * s, ny = x * s + y * c, l = std::sqrt(nx * nx + ny * ny);
      x = nx / l;
      y = ny / l;
    }
    return out;
  }();
  return table;
}

std::vector<Search> reachedShells(const RevealSurface& surface, const Bvh& bvh, const Crossings& crossed,
                                  std::span<const std::uint32_t> candidates, unsigned threads,
                                  const CancelToken& cancel) {
  return Searcher(surface, bvh, crossed, candidates, threads, cancel).run();
}

} // namespace simwright
