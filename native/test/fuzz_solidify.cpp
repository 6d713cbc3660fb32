#include "core/error.h"
#include "core/inspect.h"
#include "core/solidify.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const std::uint8_t mode = in.u8();
  SolidifyOptions options;
  options.resolution = mode & 1 ? in.u8() % 64 : 4 + in.u8() % 12;
  options.thickness = mode & 2 ? in.f64() : 0;
  options.samples = mode & 4 ? 16 : 0;
  const Mesh mesh = test::meshFrom(in);
  try {
    const Solidified s = solidify(mesh.view(), options);
    const Inspection r = inspect(s.mesh.view());
    if (r.closedness != Closedness::closed || r.collapsedTriangles > 0 || r.weldedVertices != r.vertices) std::abort();
    if (!(s.volume > 0) || !(s.cell > 0)) std::abort();
  } catch (const Error& e) {
    if (e.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
