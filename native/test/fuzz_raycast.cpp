#include "core/error.h"
#include "core/raycast.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  std::vector<double> origins, directions;
  const bool raw = in.u8() & 1;
  const auto coordinate = [&] { return raw ? in.f64() : in.u8() / 8.0 - 8; };
  for (int i = 0; i < 24; ++i) {
    origins.push_back(coordinate());
    directions.push_back(coordinate());
  }
  const double tmin = raw ? in.f64() : 0, tmax = raw ? in.f64() : 100;
  const Mesh mesh = test::meshFrom(in);
  try {
    const RayBatch rays{origins, directions, tmin, tmax};
    const RayHits hits = raycast(mesh.view(), rays);
    const std::vector<std::uint8_t> any = occluded(mesh.view(), rays);
    for (std::size_t i = 0; i < hits.t.size(); ++i) {
      const bool hit = hits.triangles[i] != kNoTriangle;
      if (hit != (any[i] == 1)) std::abort();
      if (hit && hits.triangles[i] >= mesh.triangles.size() / 3) std::abort();
      // weights of a hit are within the triangle
      for (std::size_t k = 3 * i; hit && k < 3 * i + 3; ++k)
        if (!(hits.weights[k] >= 0 && hits.weights[k] <= 1)) std::abort();
    }
  } catch (const Error&) {
  }
  return 0;
}
