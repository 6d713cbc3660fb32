#include "core/error.h"
#include "core/limit_hull.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  LimitOptions options{4 + in.u8() % 61u, 4 + in.u8() % 61u, 3 + in.u8() % 29u, static_cast<LimitMode>(in.u8() % 3)};
  const Mesh mesh = test::meshFrom(in);
  try {
    const LimitedHull l = limitHullOfPoints(mesh.positions, options);
    const std::size_t vertices = l.mesh.view().vertexCount();
    if (vertices < 4 || vertices > options.maxVertices || l.faces > options.maxFaces ||
        l.largestFace > options.maxFaceVertices || !(l.errorIn >= 0) || !(l.errorOut >= 0))
      std::abort();
  } catch (const Error& error) {
    if (error.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
