#include "core/solidify_lattice.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr int kVote = kFull / 6;
constexpr int kSweeps = 4;

// First corner beyond a place on a line.
std::size_t beyond(double at) {
  return static_cast<std::size_t>(at) + 1;
}

} // namespace

void Signs::reset(const Lattice& lattice) {
  words = (lattice.corners[0] + 63) / 64;
  bits.assign(words * lattice.lineCount(0), 0);
}

void Signs::fill(std::size_t row, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to;) {
    const std::size_t end = std::min(to, (i / 64 + 1) * 64), count = end - i;
    const std::uint64_t mask = (count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1) << (i % 64);
    bits[row * words + i / 64] |= mask;
    i = end;
  }
}

Winding winding(const Meetings& meetings) {
  Winding out;
  for (std::size_t line = 0; line + 1 < meetings.start.size(); ++line) {
    int w = 0;
    double last = 0, entered = 0;
    for (const Meeting& m : meetings.of(line)) {
      (w > 0 ? out.positive : out.negative) += w == 0 ? 0 : m.at - last;
      if (w == 0) entered = m.at;
      w += m.leaving ? -1 : 1;
      if (w == 0) {
        ++out.walls;
        out.thin += m.at - entered < kMargin ? 1 : 0;
      }
      last = m.at;
    }
    if (w != 0) out.balanced = false;
  }
  return out;
}

Signs signsByWinding(const Lattice& lattice, const Meetings& alongX) {
  Signs out;
  out.reset(lattice);
  for (std::size_t line = 0; line < lattice.lineCount(0); ++line) {
    int w = 0;
    std::size_t from = 0;
    for (const Meeting& m : alongX.of(line)) {
      const std::size_t to = beyond(m.at);
      if (w != 0) out.fill(line, from, to);
      from = to;
      w += m.leaving ? -1 : 1;
    }
  }
  return out;
}

// Not taken: the fast winding number of Barill et al. (2018). On a grid of 64 it costs 65 to 240 ms on all threads.
Votes signsByVotes(const Lattice& lattice, const std::array<Meetings, 3>& meetings, const CancelToken& cancel) {
  Votes out;
  std::vector<std::uint8_t>& field = out.field;
  field.assign(lattice.cornerCount(), 0);
  const std::size_t nx = lattice.corners[0], ny = lattice.corners[1];
  const std::size_t stride[3] = {1, nx, nx * ny};

  // 1. A ray votes inside when the winding number it counts on its way out is not zero.
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3, nu = lattice.corners[u], step = stride[axis];
    for (std::size_t line = 0; line < lattice.lineCount(static_cast<int>(axis)); ++line) {
      cancel.pollEvery4096(line);
      const auto here = meetings[axis].of(line);
      if (here.empty()) continue;
      int total = 0;
      for (const Meeting& m : here)
        total += m.leaving ? -1 : 1;
      std::uint8_t* at = field.data() + (line % nu) * stride[u] + (line / nu) * stride[v];
      int w = 0;
      std::size_t from = 0;
      const auto vote = [&](std::size_t to) {
        const int votes = kVote * ((w != 0 ? 1 : 0) + (w != total ? 1 : 0));
        if (votes > 0)
          for (std::size_t i = from; i < to; ++i)
            at[i * step] = static_cast<std::uint8_t>(at[i * step] + votes);
        from = to;
      };
      for (const Meeting& m : here) {
        vote(beyond(m.at));
        w += m.leaving ? -1 : 1;
      }
      vote(lattice.corners[axis]);
    }
  }

  // 2. Corners that no surface parts should agree: each takes the mean of its own field, twice, and its six
  // neighbours',
  //    turned over across an edge that one triangle crosses. This drowns single wrong rays (a ray that left through a
  //    hole), and relaxes the field towards the generalised winding number, which is harmonic away from the surface.
  struct Turned {
    std::size_t a, b;
  };
  std::vector<Turned> turned;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3, nu = lattice.corners[u], step = stride[axis];
    for (std::size_t line = 0; line < lattice.lineCount(static_cast<int>(axis)); ++line) {
      const auto here = meetings[axis].of(line);
      const std::size_t base = (line % nu) * stride[u] + (line / nu) * stride[v];
      for (std::size_t i = 0; i < here.size();) {
        const auto edge = static_cast<std::size_t>(here[i].at);
        std::size_t j = i + 1;
        while (j < here.size() && static_cast<std::size_t>(here[j].at) == edge)
          ++j;
        if (j == i + 1) turned.push_back({base + edge * step, base + (edge + 1) * step});
        i = j;
      }
    }
  }
  std::vector<std::uint8_t> next(field.size(), 0);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t k = 1; k + 1 < lattice.corners[2]; ++k) {
      cancel.poll();
      for (std::size_t j = 1; j + 1 < ny; ++j) {
        const std::uint8_t* f = field.data() + k * stride[2] + j * stride[1];
        std::uint8_t* g = next.data() + k * stride[2] + j * stride[1];
        for (std::size_t i = 1; i + 1 < nx; ++i)
          g[i] = static_cast<std::uint8_t>((2 * f[i] + f[i - 1] + f[i + 1] + (f + i)[-static_cast<std::ptrdiff_t>(nx)] +
                                            f[i + nx] + (f + i)[-static_cast<std::ptrdiff_t>(stride[2])] +
                                            f[i + stride[2]] + 4) >>
                                           3);
      }
    }
    for (const Turned& t : turned) {
      const auto turn = [&](std::size_t to, std::size_t from) {
        next[to] = static_cast<std::uint8_t>(std::clamp(next[to] + (kFull - 2 * field[from]) / 8, 0, kFull));
      };
      turn(t.a, t.b);
      turn(t.b, t.a);
    }
    field.swap(next);
  }

  out.signs.reset(lattice);
  for (std::size_t row = 0; row < lattice.lineCount(0); ++row)
    for (std::size_t i = 0; i < nx; ++i)
      if (field[row * nx + i] > kInside) out.signs.bits[row * out.signs.words + i / 64] |= std::uint64_t{1} << (i % 64);
  // Nothing may be inside on the rim of the lattice (rays that left through holes).
  for (std::size_t row = 0; row < lattice.lineCount(0); ++row) {
    const std::size_t j = row % ny, k = row / ny;
    std::uint64_t* word = out.signs.bits.data() + row * out.signs.words;
    if (j == 0 || k == 0 || j + 1 == ny || k + 1 == lattice.corners[2]) {
      std::fill(word, word + out.signs.words, 0);
    } else {
      word[0] &= ~std::uint64_t{1};
      word[(nx - 1) / 64] &= ~(std::uint64_t{1} << ((nx - 1) % 64));
    }
  }
  return out;
}

} // namespace simwright::lattice
