#include "core/solidify_contour.h"
#include <algorithm>

namespace simwright::lattice {

namespace {

constexpr double kSharp = 0.85; // cosine between normals below which a chord may get a corner
constexpr double kTurn = 0.5;   // cosine below which the surface turns between the ends of a chord
constexpr double kLow = 0.45;   // height of a chord over its edge, of its length, where nothing better is known

} // namespace

std::pair<std::uint32_t, std::uint32_t> Contour::crossingsOf(std::size_t axis, const Corner& corner) const {
  const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
  const std::size_t line = std::size_t{corner[v]} * lattice.corners[u] + corner[u];
  const EdgeCrossings& ec = edges[axis];
  std::uint32_t first = ec.start[line];
  const std::uint32_t end = ec.start[line + 1];
  while (first < end && ec.all[first].corner[axis] < corner[axis])
    ++first;
  std::uint32_t last = first;
  while (last < end && ec.all[last].corner[axis] == corner[axis])
    ++last;
  return {base[axis] + first, base[axis] + last};
}

void Contour::face(const Crossing& from, int slot) {
  const std::size_t e = from.axis, u = (e + 1) % 3, v = (e + 2) % 3;
  const std::size_t normal = slot % 2 == 0 ? v : u;
  Corner at = from.corner;
  if (slot == 2) --at[u];
  if (slot == 3) --at[v];
  const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
  mark(busy, faceKey(normal, at[0], at[1], at[2]));
  rim.clear();
  const auto add = [&](std::size_t axis, const Corner& corner, unsigned s, bool backwards) {
    const auto [first, last] = crossingsOf(axis, corner);
    for (std::uint32_t i = 0; i < last - first; ++i) {
      const std::uint32_t id = backwards ? last - 1 - i : first + i;
      const double t = all[id].t;
      Rim r{id, s, {s == 0 || s == 2 ? t : s == 1 ? 0.0 : 1.0, s == 1 || s == 3 ? t : s == 0 ? 0.0 : 1.0}};
      rim.push_back(r);
    }
  };
  Corner right = at, top = at;
  ++right[U];
  ++top[V];
  add(U, at, 0, false);
  add(V, right, 3, false);
  add(U, top, 2, true);
  add(V, at, 1, true);
  if (rim.size() == 2) {
    join(rim[0], rim[1], at, normal, true);
    return;
  }
  // Neighbours on the rim are of opposite kinds: join the pair that fits best and take it out, until none is left.
  // Every such choice is free of crossing chords.
  if (rim.size() == 4) {
    const double a = misfit(rim[0], rim[1], normal) + misfit(rim[2], rim[3], normal);
    const double b = misfit(rim[1], rim[2], normal) + misfit(rim[3], rim[0], normal);
    const std::size_t shift = a <= b ? 0 : 1;
    join(rim[shift], rim[1 + shift], at, normal, false);
    join(rim[2 + shift], rim[(3 + shift) % 4], at, normal, false);
    return;
  }
  while (!rim.empty()) {
    std::size_t best = 0;
    double least = INFINITY;
    for (std::size_t i = 0; i < rim.size(); ++i) {
      const double m = misfit(rim[i], rim[(i + 1) % rim.size()], normal);
      if (m < least) {
        least = m;
        best = i;
      }
    }
    const std::size_t other = (best + 1) % rim.size();
    join(rim[best], rim[other], at, normal, false);
    rim.erase(rim.begin() + static_cast<std::ptrdiff_t>(std::max(best, other)));
    rim.erase(rim.begin() + static_cast<std::ptrdiff_t>(std::min(best, other)));
  }
}

double Contour::misfit(const Rim& a, const Rim& b, std::size_t normal) const {
  const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
  const float *m = all[a.id].normal, *n = all[b.id].normal;
  const double du = b.x[0] - a.x[0], dv = b.x[1] - a.x[1], size = std::sqrt(du * du + dv * dv);
  const double agree = m[0] * n[0] + m[1] * n[1] + m[2] * n[2];
  return 1 - agree + (std::abs(m[U] * du + m[V] * dv) + std::abs(n[U] * du + n[V] * dv)) / size;
}

void Contour::join(const Rim& a, const Rim& b, const Corner& at, std::size_t normal, bool alone) {
  partner[a.id][a.slot] = b.id;
  partner[b.id][b.slot] = a.id;
  const float *m = all[a.id].normal, *n = all[b.id].normal;
  const double agree = m[0] * n[0] + m[1] * n[1] + m[2] * n[2];
  if (a.slot != b.slot && agree >= (alone ? kSharp : kTurn)) return; // nearly straight: most are
  Chord chord{a.id};
  Tip tip;
  tip.face = at;
  tip.normal = static_cast<std::uint8_t>(normal);
  tip.chord = static_cast<std::uint32_t>(chords.size());
  for (int k = 0; k < 2; ++k) {
    tip.from[k] = a.x[k];
    tip.along[k] = b.x[k] - a.x[k];
  }
  tip.length = std::sqrt(tip.along[0] * tip.along[0] + tip.along[1] * tip.along[1]);
  for (double& w : tip.along)
    w /= tip.length;
  double apex[2];
  if (a.slot == b.slot) {
    // Without a vertex in the face this chord would be no different from that in the next face.
    tip.edge = true;
    tip.into[0] = a.slot == 1 ? 1 : a.slot == 3 ? -1 : 0;
    tip.into[1] = a.slot == 0 ? 1 : a.slot == 2 ? -1 : 0;
    if (alone) {
      tip.sheet = m[0] == -n[0] && m[1] == -n[1] && m[2] == -n[2];
      chord.tip = true;
      addTip(tip);
    } else {
      chord.first = static_cast<std::uint32_t>(middles.size());
      chord.count = 1;
      addLow(tip); // low triangles over nested chords do not touch
    }
  } else if (alone && sharp(a, b, normal, apex)) {
    chord.first = static_cast<std::uint32_t>(middles.size());
    chord.count = 1;
    middles.push_back({at, tip.normal, {apex[0], apex[1]}});
  } else if (agree <= kTurn && bulges(a, b, normal, tip)) {
    addTip(tip);
  } else {
    return;
  }
  bent[a.id][a.slot] = bent[b.id][b.slot] = tip.chord;
  chords.push_back(chord);
}

void Contour::addTip(const Tip& tip) {
  mark(tipped, faceKey(tip.normal, tip.face[0], tip.face[1], tip.face[2]));
  tips.push_back(tip);
}

bool Contour::bulges(const Rim& a, const Rim& b, std::size_t normal, Tip& tip) const {
  if (rim.size() > 4) return false;
  const float *m = all[a.id].normal, *n = all[b.id].normal;
  const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
  const double turn = (n[U] - m[U]) * tip.along[0] + (n[V] - m[V]) * tip.along[1];
  if (!(std::abs(turn) > 0.3)) return false;
  // Seen from the upper side, with the rim counter-clockwise, the solid lies to the left of a chord that starts where
  // the rim leaves it.
  const bool leaves = all[a.id].leaving == (a.slot == 0 || a.slot == 3);
  const double side = leaves == (turn > 0) ? 1 : -1;
  tip.into[0] = side * tip.along[1];
  tip.into[1] = -side * tip.along[0];
  for (const Rim& r : rim) {
    if (r.id == a.id || r.id == b.id) continue;
    if ((r.x[0] - a.x[0]) * tip.into[0] + (r.x[1] - a.x[1]) * tip.into[1] > 0) return false;
  }
  return true;
}

void Contour::addMiddle(const Tip& t, double x, double y) {
  Middle m{};
  m.face = t.face;
  m.normal = t.normal;
  for (int k = 0; k < 2; ++k)
    m.x[k] = std::clamp(t.from[k] + x * t.along[k] + y * t.into[k], 2 * kMargin, 1 - 2 * kMargin);
  middles.push_back(m);
}

void Contour::addLow(const Tip& t) {
  addMiddle(t, 0.5 * t.length, kLow * t.length);
}

bool Contour::sharp(const Rim& a, const Rim& b, std::size_t normal, double out[2]) const {
  const float *m = all[a.id].normal, *n = all[b.id].normal;
  const std::size_t U = (normal + 1) % 3, V = (normal + 2) % 3;
  const double det = m[U] * n[V] - m[V] * n[U];
  const double sizes = (m[U] * m[U] + m[V] * m[V]) * (n[U] * n[U] + n[V] * n[V]);
  if (!(det * det > 0.1 * sizes)) return false;
  const double p = m[U] * a.x[0] + m[V] * a.x[1], q = n[U] * b.x[0] + n[V] * b.x[1];
  out[0] = (p * n[V] - q * m[V]) / det;
  out[1] = (q * m[U] - p * n[U]) / det;
  return out[0] > kMargin && out[0] < 1 - kMargin && out[1] > kMargin && out[1] < 1 - kMargin;
}

} // namespace simwright::lattice
