#include "core/error.h"
#include "core/hull.h"
#include "fuzz_mesh.h"
#include "hull_excess.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const Mesh mesh = test::meshFrom(in);
  for (const bool pointsOnly : {true, false}) {
    try {
      const Hull h = pointsOnly ? hullOfPoints(mesh.positions) : hull(mesh.view());
      const std::size_t vertices = h.mesh.view().vertexCount(), faces = h.mesh.view().triangleCount();
      if (vertices < 4 || 2 * vertices != faces + 4 || !(h.volume >= 0)) std::abort();
      if (!pointsOnly) continue;
      if (bounds(mesh.positions).diagonal() > 1e-80 && test::excess(h, mesh.positions) > 1e-12) std::abort();
    } catch (const Error& error) {
      if (error.code == Code::INTERNAL) std::abort();
    }
  }
  return 0;
}
