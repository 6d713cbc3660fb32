// render: pictures of triangle layers, by casting rays through their BVHs. Exact depth and ids from the pixel centre,
// plain shading for people. Z is up. One core, no threads, no random numbers: the same bytes on every machine.
#pragma once
#include "core/cancel.h"
#include "core/image.h"
#include "core/mesh.h"
#include <limits>

namespace simwright {

// Pinhole camera that looks along its -Z with +Y up (as in USD and OpenGL). The centre of the upper left pixel is
// (0.5, 0.5); a point at axis depth 1 and camera x, y is seen at (cx + fx x, cy - fy y).
struct Camera {
  std::array<double, 16> worldFromCamera{}; // 4x4 row-major, column vectors, rigid
  double fx = 0, fy = 0, cx = 0, cy = 0;    // pixels
  std::uint32_t width = 0, height = 0;      // at most 2^24 pixels in all
};

struct RenderTexture {
  std::span<const std::uint8_t> rgba; // sRGB, straight alpha, rows from the top
  std::uint32_t width = 0, height = 0;
  Wrap wrapS = Wrap::repeat, wrapT = Wrap::repeat;
};

enum class Alpha : std::uint8_t { opaque, mask, blend };

struct RenderMaterial {
  Rgba base{{0.6F, 0.6F, 0.6F}, 1};                 // linear
  Rgb emissive;                                     // linear
  int texture = -1;                                 // multiplies `base`; -1 = none
  std::array<double, 6> uvMatrix{1, 0, 0, 0, 1, 0}; // 2x3 row-major: (u', v') = M (u, v, 1)
  Alpha alpha = Alpha::opaque;
  float cutoff = 0.5F;    // mask: less alpha is a hole
  bool frontOnly = false; // seen from the front only (counter-clockwise); otherwise both sides are drawn and lit
};

// One mesh with what covers it. Every span may be empty.
struct RenderLayer {
  MeshView mesh;
  std::span<const float> normals;           // 3 per vertex; flat shading without, or where they are unusable
  std::span<const float> uvs;               // 2 per vertex
  std::span<const float> colors;            // 4 per vertex, linear, multiply the material's
  std::span<const std::uint32_t> materials; // per triangle, into RenderScene::materials; empty: material 0
  // A covering, such as a collision proxy: only its nearest surface is drawn, and only in `overlaid`; it casts no
  // shadow and takes none, and depth and ids of the picture do not know it.
  bool overlay = false;
  // Shadows ignore materials: masked and transparent surfaces cast them too.
  bool castsShadow = true;
};

struct Lighting {
  Vec3 toSun{-0.4, -0.5, 0.77};   // world
  float sun = 0.62F;              // radiance of a white surface that faces the sun
  Rgb sky{0.62F, 0.63F, 0.66F};   // of a white surface that faces up, from the sky alone
  Rgb floor{0.34F, 0.33F, 0.32F}; // of one that faces down
};

struct RenderView {
  Camera camera;
  Lighting light;
  Rgba background{{1, 1, 1}, 1};
  // Height of a floor that is seen only by the shadow on it; NaN for none.
  double ground = std::numeric_limits<double>::quiet_NaN();
  bool shading = true; // false: base colours alone, no light, no shadow
};

struct RenderScene {
  std::vector<RenderLayer> layers;
  std::vector<RenderMaterial> materials; // of at least one element
  std::vector<RenderTexture> textures;
};

// Rows from the top, one entry per pixel. Depths and ids are those of the nearest solid surface at the pixel's centre
// (masked-out and more than half transparent ones are looked through): layer and triangle are -1, depths are infinite
// where there is none.
struct Picture {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> rgba;     // sRGB, straight alpha; antialiased
  std::vector<std::uint8_t> overlaid; // the same with the overlay layers in front; empty without such layers
  std::vector<float> depth;           // metres along the camera's axis
  std::vector<float> distance;        // metres from the camera
  std::vector<std::int32_t> layer;
  std::vector<std::int32_t> triangle;
  std::vector<float> overlayDepth; // axis depth of the nearest overlay surface; empty without such layers
};

// One picture per view. Layers without triangles are skipped; a scene without any gives the background.
// O(n log n) for the trees, about 250 bytes per triangle; then O(pixels log n) per view. Polls `cancel` once per row.
// Throws ARGUMENT (camera, sizes that do not fit), what validate() throws, CANCELLED.
std::vector<Picture> render(const RenderScene& scene, std::span<const RenderView> views,
                            const CancelToken& cancel = {});

} // namespace simwright
