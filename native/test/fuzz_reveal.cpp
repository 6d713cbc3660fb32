#include "core/error.h"
#include "core/reveal.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  RevealOptions options;
  const std::uint8_t mode = in.u8();
  options.patches = mode & 1;
  options.rings = mode & 2 ? 1 : 2;
  const std::uint8_t seed = in.u8();
  const Mesh mesh = test::meshFrom(in);
  const std::size_t n = mesh.triangles.size() / 3;
  std::vector<std::uint8_t> transparent(n);
  std::vector<std::uint32_t> materials(n), bodies(n);
  for (std::size_t t = 0; t < n; ++t) {
    transparent[t] = (t * seed) % 5 == 3;
    materials[t] = static_cast<std::uint32_t>((t * seed) % 3);
    bodies[t] = static_cast<std::uint32_t>(t % (1 + seed % 3));
  }
  if (mode & 4) options.transparent = transparent;
  if (mode & 8) options.materials = materials;
  if (mode & 16) options.bodies = bodies;
  try {
    const Revealed r = reveal(mesh.view(), options);
    if (r.removed.size() > n || r.clusterOf.size() != r.removed.size()) std::abort();
    if (n > 0 && r.removed.size() == n) std::abort(); // something is always seen
    std::size_t members = 0;
    for (const RevealCluster& c : r.clusters)
      members += c.triangles;
    if (members != r.removed.size()) std::abort();
    for (std::size_t i = 1; i < r.removed.size(); ++i)
      if (r.removed[i] <= r.removed[i - 1]) std::abort();
    options.threads = 3;
    const Revealed again = reveal(mesh.view(), options);
    if (again.removed != r.removed || again.rays != r.rays) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
