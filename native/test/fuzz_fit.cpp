#include "core/error.h"
#include "core/fit.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const Mesh mesh = test::meshFrom(in);
  try {
    const Fit f = fitPoints(mesh.positions);
    for (const Primitive& p : f.primitives)
      if (!(p.errorOut >= 0) || !(p.errorIn >= 0) || !(p.volume >= 0) || !std::isfinite(p.center.x + p.radius) ||
          !std::isfinite(p.rotation[0] + p.rotation[1] + p.rotation[2] + p.rotation[3]))
        std::abort();
  } catch (const Error& error) {
    if (error.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
