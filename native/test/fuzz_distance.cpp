#include "core/distance.h"
#include "core/error.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  std::vector<double> points;
  const bool raw = in.u8() & 1;
  for (int i = 0; i < 12; ++i)
    points.push_back(raw ? in.f64() : in.u8() / 8.0 - 8);
  const Mesh mesh = test::meshFrom(in);
  try {
    const PointDistances d = pointDistance(mesh.view(), points);
    for (std::size_t i = 0; i < d.distances.size(); ++i) {
      // The tree must find what a test of every triangle finds.
      double least = std::numeric_limits<double>::infinity();
      const Vec3 p{points[3 * i], points[3 * i + 1], points[3 * i + 2]};
      for (std::size_t t = 0; t < mesh.triangles.size() / 3; ++t) {
        const MeshView m = mesh.view();
        const Vec3 q = nearestOnTriangle(p, m.corner(t, 0), m.corner(t, 1), m.corner(t, 2));
        least = std::min(least, dot(p - q, p - q));
      }
      if (d.distances[i] != std::sqrt(least)) std::abort();
    }
    DistanceOptions options;
    options.samples = 64;
    const MeshDistance m = meshDistance(mesh.view(), test::meshFrom(in).view(), options);
    if (!(m.max >= m.forward.mean * (1 - 1e-9))) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
