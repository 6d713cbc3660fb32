#include "core/error.h"
#include "core/mass.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  const std::uint8_t mode = in.u8();
  MassOptions options;
  (mode & 1 ? options.mass : options.density) = mode & 2 ? in.f64() : 1 + in.u8();
  options.thickness = mode & 4 ? in.f64() : 0.01;
  options.assumeClosed = mode & 8;
  options.plates = mode & 32;
  Mesh mesh = test::meshFrom(in);
  if (mesh.triangles.size() > 3 * 48) mesh.triangles.resize(3 * 48); // large triangles cost a full grid of columns each
  if (mode & 16) { // columns alone, few of them: much faster than through massProperties
    try {
      validate(mesh.view());
      const ColumnMoments c = columnMoments(mesh.view(), usedBounds(mesh.view()).center(), mode % 3, 16);
      if (!(c.badShare >= 0 && c.badShare <= 1 && c.moments.volume >= 0)) std::abort();
    } catch (const Error&) {
    }
    return 0;
  }
  try {
    const MassProperties m = massProperties(mesh.view(), options);
    const Vec3 p = m.inertia.principal;
    if (!(m.mass > 0 && m.volume > 0 && m.area > 0 && m.density > 0 && m.confidence > 0 && m.confidence <= 1))
      std::abort();
    if (!(p.x > 0 && p.x <= p.y && p.y <= p.z && p.z <= p.x + p.y)) std::abort();
    double unit = 0;
    for (const double q : m.inertia.axes)
      unit += q * q;
    if (!(unit > 1 - 1e-12 && unit < 1 + 1e-12)) std::abort();
    for (const double t : m.inertia.tensor)
      if (!std::isfinite(t)) std::abort();
  } catch (const Error& e) {
    if (e.code == Code::INTERNAL) std::abort();
  }
  return 0;
}
