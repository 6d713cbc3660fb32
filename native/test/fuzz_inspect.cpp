#include "core/error.h"
#include "core/inspect.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const Mesh mesh = test::meshFrom(in);
  try {
    const Inspection r = inspect(mesh.view());
    if (r.triangles != mesh.triangles.size() / 3 || !(r.area >= 0)) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
