#include "core/error.h"
#include "core/inspect.h"
#include "core/simplify.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  SimplifyOptions options;
  options.triangles = in.u8() % 32;
  if (in.u8() & 1) options.error = in.share();
  const std::uint8_t extras = in.u8();
  const Mesh mesh = test::meshFrom(in);
  std::vector<float> attributes;
  std::vector<std::uint32_t> materials;
  if (extras & 1) {
    options.attributeCount = 3;
    options.normals = extras & 2;
    for (std::size_t i = 0; i < 3 * mesh.view().vertexCount(); ++i)
      attributes.push_back(static_cast<float>(i % (1 + extras / 16)));
    options.attributes = attributes;
  }
  if (extras & 4) {
    for (std::size_t t = 0; t < mesh.triangles.size() / 3; ++t)
      materials.push_back(static_cast<std::uint32_t>(t % 2));
    options.materials = materials;
  }
  try {
    const Simplified s = simplify(mesh.view(), options);
    if (s.mesh.triangles.empty() || !(s.error >= 0) ||
        s.error > options.error * (1 + 1e-9) + 1e-9 * bounds(mesh.positions).diagonal())
      std::abort();
    if (inspect(s.mesh.view()).nonmanifoldEdges > inspect(mesh.view()).nonmanifoldEdges) std::abort();
  } catch (const Error& error) {
    if (error.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
