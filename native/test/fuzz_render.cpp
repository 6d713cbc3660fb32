#include "core/error.h"
#include "core/render.h"
#include "fuzz_mesh.h"
#include <cstdlib>

using namespace simwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::Bytes in(data, size);
  RenderScene scene;
  scene.materials.resize(2);
  scene.materials[0].alpha = static_cast<Alpha>(in.u8() % 3);
  scene.materials[0].base.alpha = static_cast<float>(in.share());
  scene.materials[0].frontOnly = in.u8() & 1;
  const std::uint8_t texels[24] = {255, 0, 0, 128, 0, 255, 0, 0, 9, 9, 9, 9, 200, 1, 2, 255, 3, 4, 5, 6, 7, 8, 9, 10};
  scene.textures.push_back({texels, 3, 2, static_cast<Wrap>(in.u8() % 3), static_cast<Wrap>(in.u8() % 3)});
  scene.materials[0].texture = in.u8() % 2 - 1;
  RenderView view;
  view.camera = {{1, 0, 0, in.f64(), 0, 1, 0, in.f64(), 0, 0, 1, in.f64(), 0, 0, 0, 1}, in.f64(), 9, 4, 4, 8, 7};
  if (in.u8() & 1) {
    view.camera.fx = 9;
    view.camera.worldFromCamera = {1, 0, 0, 0, 0, 0, -1, in.share() * -8, 0, 1, 0, in.share(), 0, 0, 0, 1};
  }
  view.ground = in.f64();
  view.shading = in.u8() & 1;
  const std::uint8_t shape = in.u8();
  const Mesh mesh = test::meshFrom(in);
  // attributes of any bit pattern: the coordinates as they come, cut to floats
  std::vector<float> numbers(4 * mesh.view().vertexCount());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = mesh.positions.empty() ? 0 : static_cast<float>(mesh.positions[i % mesh.positions.size()]);
  const auto part = [&](std::size_t each) {
    return std::span<const float>(numbers).first(each * mesh.view().vertexCount());
  };
  scene.layers.resize(2);
  scene.layers[0].mesh = mesh.view();
  if (shape & 1) scene.layers[0].uvs = part(2);
  if (shape & 2) scene.layers[0].normals = part(3);
  if (shape & 4) scene.layers[0].colors = part(4);
  if (shape & 8) scene.layers[1] = {scene.layers[0].mesh, {}, {}, {}, {}, true, false};
  try {
    const Picture p = render(scene, {&view, 1}).front();
    for (std::size_t i = 0; i < p.layer.size(); ++i) {
      if (p.layer[i] == -1) continue;
      if (p.layer[i] != 0 || p.triangle[i] < 0 || !(p.depth[i] >= 0)) std::abort();
      if (static_cast<std::size_t>(p.triangle[i]) >= mesh.view().triangleCount()) std::abort();
    }
  } catch (const Error&) {
  }
  return 0;
}
