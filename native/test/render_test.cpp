#include "core/error.h"
#include "core/render.h"
#include "shapes.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <string>

using namespace simwright;

namespace {

// Looks from (0, 0, height) straight down at the origin, x to the right.
RenderView fromAbove(double height, std::uint32_t size, double f) {
  RenderView view;
  view.camera = {{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, height, 0, 0, 0, 1}, f, f, size / 2.0, size / 2.0, size, size};
  return view;
}

RenderScene sceneOf(const Mesh& mesh) {
  RenderScene scene;
  scene.materials.resize(1);
  scene.layers.resize(1);
  scene.layers[0].mesh = mesh.view();
  return scene;
}

Picture one(const RenderScene& scene, const RenderView& view) {
  return render(scene, {&view, 1}).front();
}

std::array<int, 4> pixelAt(const Picture& p, std::size_t x, std::size_t y, bool overlaid = false) {
  const auto& from = overlaid ? p.overlaid : p.rgba;
  const std::size_t i = 4 * (y * p.width + x);
  return {from[i], from[i + 1], from[i + 2], from[i + 3]};
}

// The piece of the unit sphere around +z, finely meshed.
Mesh cap(int n, double reach) {
  Mesh m;
  for (int j = 0; j <= n; ++j)
    for (int i = 0; i <= n; ++i)
      m.addVertex(normalized({reach * (2.0 * i / n - 1), reach * (2.0 * j / n - 1), 1}));
  const auto at = [&](int i, int j) { return static_cast<std::uint32_t>(j * (n + 1) + i); };
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      m.addTriangle(at(i, j), at(i + 1, j), at(i + 1, j + 1));
      m.addTriangle(at(i, j), at(i + 1, j + 1), at(i, j + 1));
    }
  return m;
}

} // namespace

TEST_CASE("render: nothing to see") {
  RenderScene scene;
  scene.materials.resize(1);
  RenderView view = fromAbove(3, 8, 8);
  view.background = {{1, 0, 0}, 1};
  view.ground = 0;
  const Picture p = one(scene, view);
  CHECK(pixelAt(p, 3, 3) == std::array<int, 4>{255, 0, 0, 255});
  CHECK(p.layer[0] == -1);
  CHECK(p.triangle[0] == -1);
  CHECK(p.depth[0] == std::numeric_limits<float>::infinity());
  CHECK(p.overlaid.empty());
  view.background.alpha = 0;
  CHECK(pixelAt(one(scene, view), 0, 0)[3] == 0);
}

TEST_CASE("render: collapsed and far triangles give a picture") {
  Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  m.addTriangle(0, 0, 0);
  m.addTriangle(0, 1, 1);
  CHECK(one(sceneOf(m), fromAbove(4, 16, 16)).layer[6 * 16 + 9] == 0);
  const Mesh flat = [] {
    Mesh f;
    for (int i = 0; i < 3; ++i)
      f.addVertex({1, 2, 3});
    f.addTriangle(0, 1, 2);
    return f;
  }();
  CHECK(one(sceneOf(flat), fromAbove(9, 16, 16)).layer[8 * 16 + 8] == -1);
  const Mesh far = test::moved(test::box({-1e5, -1e5, -1e5}, {1e5, 1e5, 1e5}), {1e9, 0, 0});
  RenderView view = fromAbove(1e6, 16, 16);
  view.camera.worldFromCamera[3] = 1e9;
  CHECK(one(sceneOf(far), view).depth[8 * 16 + 8] == doctest::Approx(9e5));
}

TEST_CASE("render: depth of a plane and of a sphere") {
  const double height = 3;
  const std::uint32_t size = 32;
  const double f = 40;
  const RenderView view = fromAbove(height, size, f);
  const Picture plane = one(sceneOf(test::box({-5, -5, -1}, {5, 5, 0.5})), view);
  const Picture ball = one(sceneOf(cap(700, 0.6)), view);
  for (std::uint32_t y = 0; y < size; ++y)
    for (std::uint32_t x = 0; x < size; ++x) {
      const std::size_t i = y * size + x;
      const Vec3 d{(x + 0.5 - size / 2.0) / f, -(y + 0.5 - size / 2.0) / f, -1};
      CHECK(plane.depth[i] == doctest::Approx(2.5).epsilon(1e-7));
      CHECK(plane.distance[i] == doctest::Approx(2.5 * length(d)).epsilon(1e-6));
      // |o + t d| = 1
      const double a = dot(d, d), b = -height * d.z, c = height * height - 1;
      const double root = b * b - a * c;
      if (root < 0.05) continue;
      const double t = (b - std::sqrt(root)) / a;
      if (std::abs(t * d.x / (height - t)) > 0.59 || std::abs(t * d.y / (height - t)) > 0.59) continue;
      CHECK(std::abs(ball.depth[i] - t) < 1e-6);
      CHECK(ball.layer[i] == 0);
    }
}

TEST_CASE("render: a point is seen where the camera model says") {
  RenderView view = fromAbove(10, 64, 50);
  view.camera.cx = 20;
  view.camera.cy = 44;
  // camera x, y of the box's centre: 1, 2 at depth 9
  const Picture p = one(sceneOf(test::box({0.9, 1.9, 0}, {1.1, 2.1, 1})), view);
  const auto x = static_cast<std::size_t>(20 + 50 * 1.0 / 9), y = static_cast<std::size_t>(44 - 50 * 2.0 / 9);
  CHECK(p.layer[y * 64 + x] == 0);
  CHECK(std::count(p.layer.begin(), p.layer.end(), 0) <= 9);
}

TEST_CASE("render: ids name the layer and the triangle") {
  const Mesh low = test::box({-2, -2, -1}, {2, 2, 0}), high = test::box({0, -1, 1}, {1, 1, 2});
  RenderScene scene = sceneOf(low);
  scene.layers.push_back({});
  scene.layers.push_back({});
  scene.layers[2].mesh = high.view();
  const Picture p = one(scene, fromAbove(8, 64, 80));
  CHECK(p.layer[32 * 64 + 20] == 0);
  CHECK(p.layer[32 * 64 + 36] == 2);
  for (std::size_t i = 0; i < p.layer.size(); ++i) {
    if (p.layer[i] < 0) continue;
    const auto t = static_cast<std::size_t>(p.triangle[i]);
    const MeshView mesh = p.layer[i] == 0 ? low.view() : high.view();
    // only the faces that look up are seen from straight above, and the sides near the picture's rim
    CHECK(areaVector(mesh.corner(t, 0), mesh.corner(t, 1), mesh.corner(t, 2)).z >= 0);
  }
}

TEST_CASE("render: the same bytes twice, and inside out") {
  const Mesh m = test::torus(1, 0.4, 40, 20);
  RenderView view = fromAbove(5, 48, 60);
  view.ground = -0.4;
  const Picture a = one(sceneOf(m), view), b = one(sceneOf(m), view);
  CHECK(a.rgba == b.rgba);
  CHECK(a.depth == b.depth);
  const Picture inside = one(sceneOf(test::flipped(m)), view);
  CHECK(a.rgba == inside.rgba); // both sides are lit alike
}

TEST_CASE("render: one-sided materials are looked through from behind") {
  RenderScene scene = sceneOf(test::box({-1, -1, 0}, {1, 1, 1}));
  const Mesh box = test::box({-1, -1, 0}, {1, 1, 1});
  scene.layers[0].mesh = box.view();
  scene.materials[0].frontOnly = true;
  CHECK(one(scene, fromAbove(4, 16, 16)).depth[8 * 16 + 8] == doctest::Approx(3));
  const Mesh turned = test::flipped(box);
  scene.layers[0].mesh = turned.view();
  CHECK(one(scene, fromAbove(4, 16, 16)).depth[8 * 16 + 8] == doctest::Approx(4));
}

TEST_CASE("render: base colours, vertex colours and textures") {
  const Mesh quad = [] {
    Mesh q;
    q.addVertex({-1, -1, 0});
    q.addVertex({1, -1, 0});
    q.addVertex({1, 1, 0});
    q.addVertex({-1, 1, 0});
    q.addTriangle(0, 1, 2);
    q.addTriangle(0, 2, 3);
    return q;
  }();
  RenderScene scene = sceneOf(quad);
  RenderView view = fromAbove(2, 32, 32); // the quad fills the picture exactly
  view.shading = false;
  scene.materials[0].base = {{1, 1, 1}, 1};
  SUBCASE("8-bit colours pass through unchanged") {
    for (int v = 0; v < 256; ++v)
      CHECK(srgbFromLinear(linearFromSrgb(static_cast<std::uint8_t>(v))) == v);
    CHECK(linearFromSrgb(188) == doctest::Approx(0.5028864).epsilon(1e-5));
    scene.materials[0].base = {{linearFromSrgb(200), linearFromSrgb(100), linearFromSrgb(3)}, 1};
    CHECK(pixelAt(one(scene, view), 16, 16) == std::array<int, 4>{200, 100, 3, 255});
  }
  SUBCASE("vertex colours") {
    const std::vector<float> colors{1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    scene.layers[0].colors = colors;
    const Picture p = one(scene, view);
    CHECK(pixelAt(p, 16, 31)[0] > 250);
    CHECK(pixelAt(p, 16, 31)[2] < 60);
    CHECK(pixelAt(p, 16, 0)[2] > 250);
  }
  SUBCASE("a texture stands upright: (0,0) is its upper left corner") {
    std::vector<std::uint8_t> texels;
    for (int y = 0; y < 16; ++y)
      for (int x = 0; x < 16; ++x)
        texels.insert(texels.end(), {static_cast<std::uint8_t>(x * 17), static_cast<std::uint8_t>(y * 17), 0, 255});
    const std::vector<float> uvs{0, 1, 1, 1, 1, 0, 0, 0};
    scene.textures.push_back({texels, 16, 16, Wrap::clamp, Wrap::clamp});
    scene.materials[0].texture = 0;
    scene.layers[0].uvs = uvs;
    const Picture p = one(scene, view);
    CHECK(pixelAt(p, 0, 0)[0] < 8);
    CHECK(pixelAt(p, 0, 0)[1] < 8);
    CHECK(pixelAt(p, 31, 0)[0] > 247);
    CHECK(pixelAt(p, 0, 31)[1] > 247);
    // moved by half an image and wrapped
    scene.textures[0].wrapS = Wrap::repeat;
    scene.materials[0].uvMatrix[2] = 0.5;
    const auto moved = pixelAt(one(scene, view), 0, 0);
    CHECK(std::abs(moved[0] - 127) < 12);
  }
  SUBCASE("a texture much finer than the picture is averaged") {
    std::vector<std::uint8_t> texels;
    for (int i = 0; i < 1024 * 1024; ++i) {
      const std::uint8_t v = (i + i / 1024) % 2 ? 255 : 0;
      texels.insert(texels.end(), {v, v, v, 255});
    }
    const std::vector<float> uvs{0, 1, 1, 1, 1, 0, 0, 0};
    scene.textures.push_back({texels, 1024, 1024});
    scene.materials[0].texture = 0;
    scene.layers[0].uvs = uvs;
    const Picture p = one(scene, view);
    for (std::size_t i = 5; i < 27; ++i)
      CHECK(std::abs(pixelAt(p, i, i)[0] - 128) <= 2);
  }
  SUBCASE("holes and glass") {
    const Mesh two = test::joined(quad, test::moved(quad, {0, 0, -1}));
    scene.layers[0].mesh = two.view();
    const std::vector<std::uint32_t> which{1, 1, 0, 0};
    scene.layers[0].materials = which;
    scene.materials.push_back({});
    scene.materials[0].base = {{0, 0, 1}, 1};
    scene.materials[1].base = {{1, 0, 0}, 0.25F};
    scene.materials[1].alpha = Alpha::mask;
    CHECK(pixelAt(one(scene, view), 16, 16) == std::array<int, 4>{0, 0, 255, 255});
    CHECK(one(scene, view).depth[16 * 32 + 16] == doctest::Approx(3));
    scene.materials[1].alpha = Alpha::blend;
    const auto mixed = pixelAt(one(scene, view), 16, 16);
    CHECK(mixed[0] == srgbFromLinear(0.25F));
    CHECK(mixed[2] == srgbFromLinear(0.75F));
    CHECK(one(scene, view).depth[16 * 32 + 16] == doctest::Approx(3));
  }
  SUBCASE("silhouettes are antialiased") {
    view.camera.cx = 17.5;
    const Picture p = one(scene, view);
    const int rim = pixelAt(p, 1, 16)[0];
    scene.materials[0].base = {{0, 0, 0}, 1};
    const int dark = pixelAt(one(scene, view), 1, 16)[0];
    CHECK(rim == 255);
    CHECK(dark > 150);
    CHECK(dark < 220);
  }
}

TEST_CASE("render: shadows") {
  RenderView view = fromAbove(10, 64, 64);
  view.light.toSun = {-1, 0, 1};
  view.ground = 0;
  const Mesh box = test::box({-1, -1, 0}, {1, 1, 2});
  RenderScene scene = sceneOf(box);
  const Picture p = one(scene, view);
  const int right = pixelAt(p, 32 + 10, 32)[0], left = pixelAt(p, 32 - 10, 32)[0];
  CHECK(left > 225);        // only the sky is partly hidden there
  CHECK(right < left - 20); // the shadow falls away from the sun
  CHECK(pixelAt(p, 1, 32)[0] > 250);
  CHECK(p.layer[32 * 64 + 45] == -1); // the floor is no object
  scene.layers[0].castsShadow = false;
  CHECK(pixelAt(one(scene, view), 32 + 10, 32)[0] == 255);
}

TEST_CASE("render: an overlay covers, and changes nothing else") {
  const Mesh box = test::box({-1, -1, 0}, {1, 1, 1});
  RenderScene scene = sceneOf(box);
  const RenderView view = fromAbove(4, 32, 32);
  const Picture alone = one(scene, view);
  scene.materials.push_back({});
  scene.materials[1].base = {{0, 0, 1}, 0.5F};
  scene.materials[1].alpha = Alpha::blend;
  const std::vector<std::uint32_t> which(12, 1);
  const Mesh over = test::box({-1, -1, 0}, {0, 1, 1}); // its top coincides with the box's
  scene.layers.push_back({});
  scene.layers[1].mesh = over.view();
  scene.layers[1].materials = which;
  scene.layers[1].overlay = true;
  const Picture both = one(scene, view);
  CHECK(both.rgba == alone.rgba);
  CHECK(both.depth == alone.depth);
  CHECK(both.layer == alone.layer);
  CHECK(pixelAt(both, 20, 16, true) == pixelAt(alone, 20, 16));
  for (std::size_t x = 6; x < 15; ++x) // no flicker
    CHECK(pixelAt(both, x, 16, true)[2] > pixelAt(both, x, 16, true)[0] + 30);
  CHECK(both.overlayDepth[16 * 32 + 10] == doctest::Approx(3));
  CHECK(both.overlayDepth[16 * 32 + 20] == std::numeric_limits<float>::infinity());
}

TEST_CASE("render: what is refused") {
  const Mesh box = test::box({0, 0, 0}, {1, 1, 1});
  RenderScene scene = sceneOf(box);
  RenderView view = fromAbove(4, 8, 8);
  const auto refused = [&] {
    try {
      one(scene, view);
    } catch (const Error& error) {
      return error.code;
    }
    return Code::INTERNAL;
  };
  SUBCASE("no focal length") {
    view.camera.fx = 0;
  }
  SUBCASE("no pixels") {
    view.camera.width = 0;
  }
  SUBCASE("too many pixels") {
    view.camera.width = view.camera.height = 65535;
  }
  SUBCASE("scale in the camera") {
    view.camera.worldFromCamera[0] = 2;
  }
  SUBCASE("a mirror as camera") {
    view.camera.worldFromCamera[0] = -1;
  }
  SUBCASE("not a number") {
    view.camera.worldFromCamera[3] = NAN;
  }
  SUBCASE("no material") {
    scene.materials.clear();
  }
  SUBCASE("no such texture") {
    scene.materials[0].texture = 0;
  }
  const std::vector<float> few(5, 0.0F);
  SUBCASE("too few uvs") {
    scene.layers[0].uvs = few;
  }
  const std::vector<std::uint32_t> wrong(12, 7);
  SUBCASE("no such material") {
    scene.layers[0].materials = wrong;
  }
  SUBCASE("too few texels") {
    scene.textures.push_back({{}, 4, 4});
  }
  CHECK(refused() == Code::ARGUMENT);
}

TEST_CASE("render: cancel") {
  std::int32_t words[2] = {1, 0};
  const RenderView view = fromAbove(4, 8, 8);
  CHECK_THROWS_AS(render(sceneOf(test::box({0, 0, 0}, {1, 1, 1})), {&view, 1}, CancelToken(words)), Error);
}
