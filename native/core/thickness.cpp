#include "core/thickness.h"
#include <algorithm>

namespace simwright {

Thickness thickness(MeshView mesh, const Bvh& tree, std::size_t samples, bool insideOut, const CancelToken& cancel) {
  Thickness out;
  std::vector<double> upTo(mesh.triangleCount());
  double area = 0;
  for (std::size_t t = 0; t < upTo.size(); ++t)
    upTo[t] = area += length(areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)));
  if (!(area > 0)) return out;
  const double skin = 1e-6 * tree.box().diagonal(); // nearer hits are the surface itself
  std::vector<double> found;
  std::size_t t = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    cancel.pollEvery4096(64 * i);
    const double at = area * ((static_cast<double>(i) + 0.5) / static_cast<double>(samples));
    while (t + 1 < upTo.size() && upTo[t] < at)
      ++t;
    const Vec3 a = mesh.corner(t, 0), b = mesh.corner(t, 1), c = mesh.corner(t, 2);
    const Vec3 n = normalized(areaVector(a, b, c));
    if (n == Vec3{}) continue;
    ++out.samples;
    const Hit hit = tree.closestHit({(a + b + c) * (1.0 / 3), insideOut ? n : -n, skin});
    if (hit && hit.front == insideOut) found.push_back(hit.t);
  }
  out.walls = found.size();
  if (found.empty()) return out;
  std::sort(found.begin(), found.end());
  out.min = found.front();
  out.median = found[found.size() / 2];
  out.max = found.back();
  return out;
}

} // namespace simwright
