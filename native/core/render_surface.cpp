#include "core/render_surface.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr int kMostLayersOfGlass = 64; // surfaces looked through along one ray before the rest is left out

void require(bool ok, const std::string& message) {
  if (!ok) throw Error(Code::ARGUMENT, message);
}

void checkLayer(const RenderLayer& layer, std::size_t number, const RenderScene& scene) {
  const std::string name = "layer " + std::to_string(number) + ": ";
  const std::size_t vertices = layer.mesh.vertexCount();
  const auto fits = [&](std::size_t size, std::size_t each, std::size_t n, const char* what) {
    require(size == 0 || size == each * n,
            name + "expected " + std::to_string(each * n) + " numbers for " + what + ", found " + std::to_string(size));
  };
  fits(layer.normals.size(), 3, vertices, "normals");
  fits(layer.uvs.size(), 2, vertices, "uvs");
  fits(layer.colors.size(), 4, vertices, "colors");
  fits(layer.materials.size(), 1, layer.mesh.triangleCount(), "materials");
  for (const std::uint32_t m : layer.materials)
    require(m < scene.materials.size(), name + "material " + std::to_string(m) + " does not exist");
}

} // namespace

SurfaceTracer::SurfaceTracer(const RenderScene& s, const CancelToken& cancel) : scene(s) {
  require(!scene.materials.empty(), "expected at least one material");
  for (const RenderMaterial& m : scene.materials)
    require(m.texture >= -1 && m.texture < static_cast<int>(scene.textures.size()),
            "texture " + std::to_string(m.texture) + " does not exist");
  for (const RenderTexture& t : scene.textures) {
    require(t.width > 0 && t.height > 0 && t.width <= 65536 && t.height <= 65536 &&
                t.rgba.size() == static_cast<std::size_t>(t.width) * t.height * 4,
            "expected 4 bytes per texel, found " + std::to_string(t.rgba.size()) + " for " + std::to_string(t.width) +
                " x " + std::to_string(t.height));
    cancel.poll();
    textures.emplace_back(t.rgba, t.width, t.height, t.wrapS, t.wrapT);
  }
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    const RenderLayer& layer = scene.layers[i];
    if (layer.mesh.triangles.empty()) continue;
    validate(layer.mesh);
    checkLayer(layer, i, scene);
    trees.push_back(
        {static_cast<std::int32_t>(i), layer.overlay, layer.castsShadow && !layer.overlay, Bvh(layer.mesh, cancel)});
    overlays = overlays || layer.overlay;
    if (!layer.overlay) {
      extent.add(trees.back().bvh.box().min);
      extent.add(trees.back().bvh.box().max);
    }
  }
}

Surface SurfaceTracer::first(Vec3 origin, Vec3 direction, double tmin, double pixel, bool overlay) const {
  for (int passes = 0; passes < kMostLayersOfGlass; ++passes) {
    Hit nearest;
    const Tree* of = nullptr;
    for (const Tree& tree : trees) {
      if (tree.overlay != overlay) continue;
      const Hit hit = tree.bvh.closestHit({origin, direction, tmin, nearest.t});
      if (hit && hit.t < nearest.t) {
        nearest = hit;
        of = &tree;
      }
    }
    if (!of) return {};
    const RenderLayer& layer = scene.layers[static_cast<std::size_t>(of->layer)];
    const std::uint32_t m = layer.materials.empty() ? 0 : layer.materials[nearest.triangle];
    const RenderMaterial& material = scene.materials[m];
    if (nearest.front || !material.frontOnly) {
      Surface surface = at(layer, nearest, origin, direction, pixel);
      if (material.alpha == Alpha::opaque) surface.alpha = 1;
      if (material.alpha == Alpha::mask) surface.alpha = surface.alpha < material.cutoff ? 0 : 1;
      if (surface.alpha > 0) {
        surface.layer = of->layer;
        return surface;
      }
    }
    tmin = nearest.t * (1 + 0.01 * pixel) + 1e-12;
  }
  return {};
}

Surface SurfaceTracer::at(const RenderLayer& layer, const Hit& hit, Vec3 origin, Vec3 direction, double pixel) const {
  const Triangle corners = layer.mesh.triangle(hit.triangle);
  const RenderMaterial& material = scene.materials[layer.materials.empty() ? 0 : layer.materials[hit.triangle]];
  Surface out;
  out.t = hit.t;
  out.triangle = static_cast<std::int32_t>(hit.triangle);
  out.point = origin + direction * hit.t;

  // Scaled by the longest side first, so that tiny triangles keep a normal.
  const Vec3 a = layer.mesh.vertex(corners[0]), b = layer.mesh.vertex(corners[1]), c = layer.mesh.vertex(corners[2]);
  const double side = std::max({length(b - a), length(c - a), length(c - b)});
  const Vec3 twice = side > 0 ? areaVector(a * (1 / side), b * (1 / side), c * (1 / side)) : Vec3{};
  const double area = length(twice); // of twice the triangle, in squares of `side`
  out.face = area > 0 ? twice * (1 / area) : normalized(-direction);
  if (dot(out.face, direction) > 0) out.face = -out.face;
  out.normal = out.face;
  const auto mix = [&](std::span<const float> values, std::size_t n, std::size_t k) {
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i)
      sum += hit.weights[i] * static_cast<double>(values[n * corners[i] + k]);
    return sum;
  };
  if (!layer.normals.empty()) {
    Vec3 n{mix(layer.normals, 3, 0), mix(layer.normals, 3, 1), mix(layer.normals, 3, 2)};
    const double size = length(n);
    if (size > 0.1 && size < 10) {
      n = n * (1 / size);
      const double side2 = dot(n, out.face);
      // a stored normal that lies across its triangle says nothing about it
      if (side2 > 0.2 || side2 < -0.2) out.normal = side2 > 0 ? n : -n;
    }
  }

  out.albedo = material.base.color;
  out.alpha = material.base.alpha;
  out.emissive = material.emissive;
  if (!layer.colors.empty()) {
    out.albedo =
        out.albedo * Rgb{static_cast<float>(mix(layer.colors, 4, 0)), static_cast<float>(mix(layer.colors, 4, 1)),
                         static_cast<float>(mix(layer.colors, 4, 2))};
    out.alpha *= static_cast<float>(mix(layer.colors, 4, 3));
  }
  if (material.texture >= 0 && !layer.uvs.empty()) {
    const Texture& texture = textures[static_cast<std::size_t>(material.texture)];
    const auto& m = material.uvMatrix;
    const double u = mix(layer.uvs, 2, 0), v = mix(layer.uvs, 2, 1);
    const auto uv = [&](std::size_t i, std::size_t k) {
      return static_cast<double>(layer.uvs[std::size_t{2} * corners[i] + k]);
    };
    // Texels per metre from the areas of the triangle in both spaces, then texels per pixel at this depth and slant.
    const double uvArea =
        std::abs((uv(1, 0) - uv(0, 0)) * (uv(2, 1) - uv(0, 1)) - (uv(2, 0) - uv(0, 0)) * (uv(1, 1) - uv(0, 1)));
    const double turned = std::abs(m[0] * m[4] - m[1] * m[3]);
    const double density = area > 0 ? std::sqrt(uvArea * turned * texture.texels() / area) / side : 0;
    const double slant = std::max(0.2, -dot(out.face, direction) / length(direction));
    const double footprint = density * pixel * hit.t / std::sqrt(slant);
    const Rgba texel = texture.sample(static_cast<float>(m[0] * u + m[1] * v + m[2]),
                                      static_cast<float>(m[3] * u + m[4] * v + m[5]), static_cast<float>(footprint));
    out.albedo = out.albedo * texel.color;
    out.alpha *= texel.alpha;
  }
  return out;
}

bool SurfaceTracer::open(Vec3 origin, Vec3 direction) const {
  for (const Tree& tree : trees)
    if (tree.castsShadow && tree.bvh.anyHit({origin, direction, 0, 1})) return false;
  return true;
}

} // namespace simwright
