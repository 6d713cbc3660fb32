#include "core/clean.h"
#include "core/error.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const Mesh mesh = test::meshFrom(in);
  try {
    const Cleaned c = clean(mesh.view());
    const CleanRecord& r = c.record;
    const std::size_t n = c.sourceTriangle.size();
    validate(c.mesh.view());
    // every triangle is kept or counted
    if (n + r.collapsedTriangles + r.zeroAreaTriangles + r.duplicateTriangles + 2 * r.oppositeTwins +
            r.doubleSidedTriangles !=
        mesh.triangles.size() / 3)
      std::abort();
    for (std::size_t t = 0; t < n; ++t)
      for (int k = 0; k < 3; ++k)
        if (!(c.mesh.view().corner(t, k) ==
              mesh.view().corner(c.sourceTriangle[t], k == 0 || !c.turned[t] ? k : 3 - k)))
          std::abort();
    // a second cleaning finds no doubled or degenerate triangle that the first should have found
    const CleanRecord again = clean(c.mesh.view()).record;
    if (again.mergedVertices || again.unusedVertices || again.collapsedTriangles || again.duplicateTriangles ||
        again.oppositeTwins || again.doubleSidedTriangles || again.turnedTriangles)
      std::abort();
  } catch (const Error& e) {
    if (e.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
