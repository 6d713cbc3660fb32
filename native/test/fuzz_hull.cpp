#include "core/error.h"
#include "core/hull.h"
#include "core/predicates.h"
#include "fuzz_mesh.h"
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
      const double diagonal = bounds(mesh.positions).diagonal();
      for (std::size_t t = 0; t < faces; ++t) {
        const Vec3 a = h.mesh.view().corner(t, 0), b = h.mesh.view().corner(t, 1), c = h.mesh.view().corner(t, 2);
        const Vec3 n = normalized(areaVector(a * (1 / diagonal), b * (1 / diagonal), c * (1 / diagonal)));
        for (std::size_t p = 0; p < mesh.view().vertexCount(); ++p) {
          const Vec3 q = mesh.view().vertex(p);
          if (dot(n, q - a) / diagonal > 1e-8 && diagonal > 1e-80 && orient3d(a, b, c, q) > 0) std::abort();
        }
      }
    } catch (const Error& error) {
      if (error.code == Code::INTERNAL) std::abort();
    }
  }
  return 0;
}
