#include "core/error.h"
#include "core/mesh.h"
#include "core/weld.h"
#include "shapes.h"
#include <doctest/doctest.h>
#include <limits>

using namespace simwright;

namespace {
Code refusal(MeshView mesh) {
  try {
    validate(mesh);
  } catch (const Error& e) {
    return e.code;
  }
  return Code::INTERNAL;
}
} // namespace

TEST_CASE("validate refuses what no verb can take") {
  Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  CHECK_NOTHROW(validate(m.view()));
  CHECK(refusal({}) == Code::MESH_EMPTY);
  CHECK(refusal({m.positions, {}}) == Code::MESH_EMPTY);
  CHECK(refusal({m.positions, std::span(m.triangles).first(4)}) == Code::MESH_INDEX);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -1e16}) {
    Mesh broken = m;
    broken.positions[7] = bad;
    CHECK(refusal(broken.view()) == Code::MESH_NOT_FINITE);
  }
  Mesh broken = m;
  broken.triangles[5] = 8;
  CHECK(refusal(broken.view()) == Code::MESH_INDEX);
}

TEST_CASE("weld joins equal positions only, in order of first appearance") {
  const std::vector<double> p{1, 2, 3, 0.0, 0, 0, 1, 2, 3, -0.0, 0, 0, 1, 2, 3.0000000001};
  const Weld weld = weldExact(p);
  CHECK(weld.of == std::vector<std::uint32_t>{0, 1, 0, 1, 2});
  CHECK(weld.first == std::vector<std::uint32_t>{0, 1, 4});
}
