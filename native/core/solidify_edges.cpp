#include "core/solidify_lattice.h"
#include <algorithm>
#include <bit>

namespace simwright::lattice {

namespace {

constexpr double kLongestSheet = 0.8; // of an edge
constexpr std::size_t kMost = 8;      // crossings of one edge that are kept

// A crossing of one edge on its way to a Crossing. `t` from the lower end.
struct Event {
  double t;
  bool leaving;
  std::uint32_t triangle; // kNone: no triangle there
};
constexpr std::uint32_t kNone = 0x7fffffffu;

class EdgeBuilder {
public:
  EdgeBuilder(int a, MeshView m, const Lattice& l, double thick)
      : axis(a), mesh(m), lattice(l), thickness(thick / l.cell) {}

  EdgeCrossings out;
  std::vector<std::uint32_t> lineOf; // per crossing

  // What the surface does on one edge, from the side of corner `below` to that of `above`. With signs by vote, single
  // crossings without a change of side are sheets.
  void edge(std::uint32_t line, std::uint32_t at, bool below, bool above, std::span<const Event> found, bool sheets) {
    kept.clear();
    odd.clear();
    bool inside = below;
    for (const Event& e : found) {
      if (e.leaving == inside) {
        kept.push_back(e);
        inside = !inside;
      } else {
        odd.push_back({e, inside});
      }
    }
    if (inside != above) {
      if (!kept.empty()) {
        odd.push_back({kept.back(), !inside});
        kept.pop_back();
      } else if (!odd.empty()) {
        kept.push_back(odd.front().event);
        kept.back().leaving = below;
        odd.clear();
      } else {
        return; // bridged afterwards
      }
    }
    if (sheets)
      for (const auto& [e, wasInside] : odd)
        if (!wasInside) addSheet(e);
    widen();
    emit(line, at, below);
  }

  void bridge(std::uint32_t line, std::uint32_t at, bool below, double t) {
    kept.assign(1, {t, below, kNone});
    emit(line, at, below);
    ++out.bridged;
  }

  void finish() {
    out.start.assign(lattice.lineCount(axis) + 1, 0);
    for (const std::uint32_t line : lineOf)
      ++out.start[line + 1];
    for (std::size_t l = 1; l < out.start.size(); ++l)
      out.start[l] += out.start[l - 1];
  }
  // Brings crossings that were added late into their places.
  void sort() {
    finish();
    std::vector<Crossing> sorted(out.all.size());
    std::vector<std::uint32_t> next(out.start.begin(), out.start.end() - 1), lines(lineOf.size());
    for (std::size_t i = 0; i < out.all.size(); ++i) {
      lines[next[lineOf[i]]] = lineOf[i];
      sorted[next[lineOf[i]]++] = out.all[i];
    }
    const auto a = static_cast<std::size_t>(axis);
    for (std::size_t l = 0; l + 1 < out.start.size(); ++l)
      std::stable_sort(sorted.begin() + out.start[l], sorted.begin() + out.start[l + 1],
                       [&](const Crossing& p, const Crossing& q) { return p.corner[a] < q.corner[a]; });
    out.all.swap(sorted);
    lineOf.swap(lines);
  }

private:
  // Half of the way through a plate along the axis.
  double halfThrough(const Event& e) const {
    const double slant = std::abs(normal(e.triangle)[axis]);
    const double through = slant > 0 ? thickness / slant : kLongestSheet;
    return 0.5 * std::clamp(through, 2 * kMargin, kLongestSheet);
  }
  Vec3 normal(std::uint32_t t) const {
    return t == kNone ? Vec3{} : normalized(areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)));
  }

  // An interval of solid around the crossing, joined with those that it touches.
  void addSheet(const Event& e) {
    const double half = halfThrough(e);
    addInterval(e, e.t - half, e.t + half);
    ++out.sheets;
  }
  void addInterval(Event e, double low, double high) {
    if (low < kMargin) high += kMargin - low, low = kMargin;
    if (high > 1 - kMargin) low -= high - (1 - kMargin), high = 1 - kMargin;
    // Existing crossings inside the interval vanish; its ends count where they are in free space.
    std::vector<Event> merged;
    bool lowFree = true, highFree = true;
    for (const Event& k : kept) {
      if (k.t <= low) lowFree = k.leaving;
      if (k.t < high) highFree = k.leaving;
    }
    if (!kept.empty()) {
      if (low < kept.front().t) lowFree = !kept.front().leaving;
      if (high <= kept.front().t) highFree = !kept.front().leaving;
    }
    for (const Event& k : kept)
      if (k.t <= low) merged.push_back(k);
    if (lowFree) merged.push_back({low, false, e.triangle});
    if (highFree) merged.push_back({high, true, e.triangle});
    for (const Event& k : kept)
      if (k.t > low && k.t >= high) merged.push_back(k);
    kept.swap(merged);
  }

  // Gaps under the margin close, walls under it become sheets, and no two crossings are nearer than the margin.
  void widen() {
    for (std::size_t i = 0; i + 1 < kept.size();) {
      if (kept[i].leaving && kept[i + 1].t - kept[i].t < kMargin) {
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i), kept.begin() + static_cast<std::ptrdiff_t>(i + 2));
        if (i > 0) --i;
      } else {
        ++i;
      }
    }
    for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
      if (kept[i].leaving || kept[i + 1].t - kept[i].t >= kMargin) continue;
      const Event e = kept[i];
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i), kept.begin() + static_cast<std::ptrdiff_t>(i + 2));
      addSheet({e.t, e.leaving, e.triangle});
      i = static_cast<std::size_t>(-1); // start over: the sheet is wide enough now
    }
    while (kept.size() > kMost) { // the shortest interval goes, solid or free
      std::size_t least = 0;
      for (std::size_t i = 1; i + 1 < kept.size(); ++i)
        if (kept[i + 1].t - kept[i].t < kept[least + 1].t - kept[least].t) least = i;
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(least),
                 kept.begin() + static_cast<std::ptrdiff_t>(least + 2));
    }
    for (std::size_t i = 0; i < kept.size(); ++i)
      kept[i].t = std::max(kept[i].t, i == 0 ? kMargin : kept[i - 1].t + kMargin);
    for (std::size_t i = kept.size(); i-- > 0;)
      kept[i].t = std::min(kept[i].t, i + 1 == kept.size() ? 1 - kMargin : kept[i + 1].t - kMargin);
  }

  void emit(std::uint32_t line, std::uint32_t at, bool inside) {
    const auto a = static_cast<std::size_t>(axis), u = (a + 1) % 3, v = (a + 2) % 3;
    const std::uint32_t nu = lattice.corners[u];
    for (const Event& e : kept) {
      Crossing c{};
      c.corner[a] = static_cast<std::uint16_t>(at);
      c.corner[u] = static_cast<std::uint16_t>(line % nu);
      c.corner[v] = static_cast<std::uint16_t>(line / nu);
      c.axis = static_cast<std::uint8_t>(axis);
      c.leaving = inside;
      c.t = static_cast<float>(e.t);
      const Vec3 n = normal(e.triangle);
      const double outward = (n[axis] > 0) == inside ? 1 : -1;
      for (int k = 0; k < 3; ++k)
        c.normal[k] = static_cast<float>(outward * n[k]);
      inside = !inside;
      out.all.push_back(c);
      lineOf.push_back(line);
    }
  }

  int axis;
  MeshView mesh;
  const Lattice& lattice;
  double thickness; // in cells
  struct Odd {
    Event event;
    bool inside;
  };
  std::vector<Event> kept;
  std::vector<Odd> odd;
};

} // namespace

EdgeCrossings edgeCrossings(int axis, MeshView mesh, const Lattice& lattice, const Meetings& meetings,
                            const Signs& signs, std::span<const std::uint8_t> field, double thickness,
                            const CancelToken& cancel) {
  const auto a = static_cast<std::size_t>(axis), u = (a + 1) % 3, v = (a + 2) % 3;
  const std::size_t nu = lattice.corners[u], ny = lattice.corners[1], nx = lattice.corners[0];
  const bool byVotes = !field.empty();
  const auto rowAndColumn = [&](std::size_t line, std::size_t i) {
    std::size_t c[3];
    c[a] = i, c[u] = line % nu, c[v] = line / nu;
    return std::pair<std::size_t, std::size_t>(c[2] * ny + c[1], c[0]);
  };
  const auto inside = [&](std::size_t line, std::size_t i) {
    const auto [row, column] = rowAndColumn(line, i);
    return signs.at(row, column);
  };

  EdgeBuilder build(axis, mesh, lattice, thickness);
  build.out.all.reserve(meetings.all.size());
  build.lineOf.reserve(meetings.all.size());
  std::vector<Event> events;
  std::size_t changes = 0;
  for (std::size_t line = 0; line + 1 < meetings.start.size(); ++line) {
    cancel.pollEvery4096(line);
    const auto here = meetings.of(line);
    int w = 0;
    for (std::size_t i = 0; i < here.size();) {
      const auto edge = static_cast<std::uint32_t>(here[i].at);
      events.clear();
      for (; i < here.size() && static_cast<std::uint32_t>(here[i].at) == edge; ++i) {
        const Meeting& m = here[i];
        if (byVotes) {
          events.push_back({m.at - edge, m.leaving != 0, m.triangle});
          continue;
        }
        const int before = w;
        w += m.leaving ? -1 : 1;
        if ((before == 0) != (w == 0)) events.push_back({m.at - edge, w == 0, m.triangle});
      }
      if (events.empty()) continue;
      const std::size_t had = build.out.all.size();
      build.edge(static_cast<std::uint32_t>(line), edge, inside(line, edge), inside(line, edge + 1), events, byVotes);
      changes += (build.out.all.size() - had) & 1;
    }
  }
  build.finish();

  // Edges whose ends differ must be crossed. Count first: as a rule none is missing.
  const auto changesAlong = [&](auto visit) {
    const std::size_t rows = lattice.lineCount(0), next = axis == 1 ? 1 : ny;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t j = row % ny, k = row / ny;
      if ((axis == 1 && j + 1 == ny) || (axis == 2 && k + 1 == lattice.corners[2])) continue;
      const std::uint64_t* here = signs.bits.data() + row * signs.words;
      for (std::size_t word = 0; word < signs.words; ++word) {
        std::uint64_t other;
        if (axis == 0)
          other = here[word] >> 1 | (word + 1 < signs.words ? here[word + 1] << 63 : 0);
        else
          other = here[next * signs.words + word];
        visit(here[word] ^ other, row, word);
      }
    }
  };
  std::size_t wanted = 0;
  changesAlong(
      [&](std::uint64_t bits, std::size_t, std::size_t) { wanted += static_cast<std::size_t>(std::popcount(bits)); });
  if (wanted != changes) {
    const EdgeCrossings& out = build.out;
    const std::size_t known = out.all.size();
    changesAlong([&](std::uint64_t bits, std::size_t row, std::size_t word) {
      for (; bits != 0; bits &= bits - 1) {
        const std::size_t c[3] = {64 * word + static_cast<std::size_t>(std::countr_zero(bits)), row % ny, row / ny};
        const std::size_t line = c[v] * nu + c[u], edge = c[a];
        bool crossed = false;
        for (std::size_t i = out.start[line]; i < out.start[line + 1]; ++i)
          crossed |= out.all[i].corner[a] == edge;
        if (crossed) continue;
        double t = 0.5;
        if (byVotes) {
          const std::size_t stride[3] = {1, nx, nx * ny};
          const std::size_t at = c[0] + c[1] * stride[1] + c[2] * stride[2];
          const double low = field[at], high = field[at + stride[a]];
          if (low != high) t = std::clamp((kInside + 0.5 - low) / (high - low), 0.05, 0.95);
        }
        // The surface passes a corner so nearly that the axes disagree on the side: then it is at that end.
        for (const Meeting& m : meetings.of(line)) {
          if (m.at > static_cast<double>(edge) - 0.01 && m.at <= static_cast<double>(edge)) t = kMargin;
          if (m.at >= static_cast<double>(edge) + 1 && m.at < static_cast<double>(edge) + 1.01) t = 1 - kMargin;
        }
        build.bridge(static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(edge), inside(line, edge), t);
      }
    });
    if (build.out.all.size() != known) build.sort();
  }
  return std::move(build.out);
}

} // namespace simwright::lattice
