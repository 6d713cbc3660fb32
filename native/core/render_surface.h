// What a camera ray meets: the layers' trees, and materials resolved at a hit. Used by render.
#pragma once
#include "core/bvh.h"
#include "core/render.h"
#include <memory>

namespace simwright {

// A point of a surface, seen from the ray's origin.
struct Surface {
  double t = std::numeric_limits<double>::infinity(); // along the ray
  Vec3 point;
  Vec3 face;   // unit normal of the triangle, towards the viewer
  Vec3 normal; // unit normal to shade with, on the same side
  Rgb albedo, emissive;
  float alpha = 1;
  std::int32_t layer = -1, triangle = -1;
  explicit operator bool() const { return layer >= 0; }
};

class SurfaceTracer {
public:
  // Checks everything that `scene` refers to; keeps a reference to it.
  SurfaceTracer(const RenderScene& scene, const CancelToken& cancel);

  // Nearest drawn surface with t > tmin, of the solid or the overlay layers. `pixel`: side of a pixel, in metres, at t
  // = 1.
  Surface first(Vec3 origin, Vec3 direction, double tmin, double pixel, bool overlay) const;
  // Is the way from `origin` to origin + direction free of layers that cast shadows?
  bool open(Vec3 origin, Vec3 direction) const;

  bool hasOverlay() const { return overlays; }
  const Box& box() const { return extent; } // of the solid layers
  bool empty() const { return trees.empty(); }

private:
  struct Tree {
    std::int32_t layer = 0;
    bool overlay = false, castsShadow = false;
    Bvh bvh;
  };
  Surface at(const RenderLayer& layer, const Hit& hit, Vec3 origin, Vec3 direction, double pixel) const;

  const RenderScene& scene;
  std::vector<Texture> textures;
  std::vector<Tree> trees;
  Box extent;
  bool overlays = false;
};

} // namespace simwright
