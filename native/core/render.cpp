#include "core/render.h"
#include "core/render_surface.h"
#include <algorithm>

namespace simwright {

namespace {

constexpr int kTile = 4;                  // light samples repeat every 4 x 4 pixels and are smoothed over them
constexpr int kSkyRays = 2, kSunRays = 1; // per pixel: some 60 and 30 after smoothing
constexpr int kPatterns = kTile * kTile;
constexpr double kSunRadius = 0.12;  // tangent of the sun's half angle: soft, as through thin clouds
constexpr double kReach = 0.2;       // sky rays end after this share of the picture's shorter side
constexpr double kGroundReach = 0.5; // shadows on the ground end after this share of the contents' diagonal
constexpr float kOpaque = 0.98F;     // covered by this much, the ray ends
constexpr int kEdgeSamples = 8;
// Eight rooks, in sixteenths of a pixel from its centre.
constexpr int kPattern[kEdgeSamples][2] = {{1, -3}, {-1, 3}, {5, 1}, {-3, -5}, {-5, 5}, {-7, -1}, {3, 7}, {7, -7}};

// Points spread evenly over the unit disk: the R2 sequence (Roberts 2018), points outside left out. Taken in steps of
// kPatterns, every pixel of a tile gets other points.
struct Disk {
  static constexpr int kCount = kPatterns * (kSkyRays > kSunRays ? kSkyRays : kSunRays);
  std::array<std::array<double, 2>, kCount> points{};
  Disk() {
    double u = 0.5, v = 0.5;
    for (auto& p : points)
      do {
        u += 0.7548776662466927;
        v += 0.5698402909980532;
        u -= std::floor(u);
        v -= std::floor(v);
        p = {2 * u - 1, 2 * v - 1};
      } while (p[0] * p[0] + p[1] * p[1] > 0.999);
  }
};

const std::array<double, 2>& diskPoint(int pattern, int k) {
  static const Disk disk;
  return disk.points[static_cast<std::size_t>(k) * kPatterns + static_cast<std::size_t>(pattern)];
}

// Two unit vectors square to the unit vector n (Duff et al., JCGT 2017).
void frameOf(Vec3 n, Vec3& s, Vec3& t) {
  const double sign = n.z >= 0 ? 1 : -1;
  const double a = -1 / (sign + n.z), b = n.x * n.y * a;
  s = {1 + sign * n.x * n.x * a, sign * b, -sign * n.x};
  t = {b, sign + n.y * n.y * a, -n.y};
}

float luminance(Rgb c) {
  return 0.2126F * c.r + 0.7152F * c.g + 0.0722F * c.b;
}

// Straight up to 0.7, then a shoulder that nears 1.
float shoulder(float x) {
  constexpr float knee = 0.7F;
  if (!(x > knee)) return x > 0 ? x : 0;
  const float over = (x - knee) / (1 - knee);
  return knee + (1 - knee) * over / (1 + over);
}

// Shares of the sky and of the sun that reach a point.
struct Light {
  float sky = 1, sun = 1;
};

struct Pixel {
  Surface solid;   // nearest of at least half opacity; layer kGround for the floor
  Surface overlay; // nearest of the overlay layers
  Light light;     // at `solid`, one noisy estimate
  bool glass = false;
};
constexpr std::int32_t kGround = -2;

class Painter {
public:
  Painter(const SurfaceTracer& t, const RenderView& v, const CancelToken& c) : tracer(t), view(v), cancel(c) {
    const auto& m = view.camera.worldFromCamera;
    origin = {m[3], m[7], m[11]};
    right = {m[0], m[4], m[8]};
    up = {m[1], m[5], m[9]};
    back = {m[2], m[6], m[10]};
    width = static_cast<int>(view.camera.width);
    height = static_cast<int>(view.camera.height);
    pixel = 1 / std::min(view.camera.fx, view.camera.fy);
    toSun = normalized(view.light.toSun);
    frameOf(toSun, sunS, sunT);
    hasGround = !std::isnan(view.ground) && !tracer.empty();
  }

  Picture paint() {
    pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    rows(0, [&](int x, int y) { look(x, y); });
    if (view.shading) {
      rows(0.25, [&](int x, int y) { estimate(at(x, y), patternOf(x, y)); });
      smooth();
    }
    Picture out = empty();
    rows(0.6, [&](int x, int y) { resolve(x, y, out); });
    return out;
  }

private:
  template <class Visit> void rows(double done, Visit visit) const {
    cancel.progress(done);
    for (int y = 0; y < height; ++y) {
      cancel.poll();
      for (int x = 0; x < width; ++x)
        visit(x, y);
    }
  }
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
  Pixel& at(int x, int y) { return pixels[index(x, y)]; }
  static int patternOf(int x, int y) {
    constexpr int bayer[kPatterns] = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
    return bayer[(y & 3) * kTile + (x & 3)];
  }
  // t along it is the depth along the camera's axis
  Vec3 direction(double x, double y) const {
    return right * ((x - view.camera.cx) / view.camera.fx) - up * ((y - view.camera.cy) / view.camera.fy) - back;
  }

  Picture empty() const {
    Picture out;
    const std::size_t n = pixels.size();
    out.width = view.camera.width;
    out.height = view.camera.height;
    out.rgba.resize(4 * n);
    out.depth.resize(n);
    out.distance.resize(n);
    out.layer.resize(n);
    out.triangle.resize(n);
    if (tracer.hasOverlay()) {
      out.overlaid.resize(4 * n);
      out.overlayDepth.resize(n);
    }
    return out;
  }

  // The floor is a surface that only darkens.
  Surface groundAt(Vec3 d) const {
    Surface out;
    if (!hasGround || !(origin.z > view.ground) || !(d.z < -1e-9)) return out;
    out.t = (view.ground - origin.z) / d.z;
    out.point = origin + d * out.t;
    const Box& box = tracer.box();
    // shadows fade out around the object: they belong to it, and no picture should cut them off
    const Vec3 gap = max(max(box.min - out.point, out.point - box.max), {});
    const double fade = 1 - std::sqrt(gap.x * gap.x + gap.y * gap.y) / (kGroundReach * box.diagonal());
    if (!(fade > 0)) return {};
    out.alpha = static_cast<float>(fade * fade * (3 - 2 * fade));
    out.face = out.normal = {0, 0, 1};
    out.layer = kGround;
    return out;
  }

  void look(int x, int y) {
    Pixel& p = at(x, y);
    const Vec3 d = direction(x + 0.5, y + 0.5);
    double tmin = 0;
    for (int passes = 0; passes < 16; ++passes) {
      p.solid = tracer.first(origin, d, tmin, pixel, false);
      if (!p.solid || p.solid.alpha >= 0.5F) break;
      p.glass = true;
      tmin = beyond(p.solid);
      p.solid = {};
    }
    const Surface ground = groundAt(d);
    if (ground.t < p.solid.t) p.solid = ground;
    p.overlay = coverAt(d);
  }
  double beyond(const Surface& s) const { return s.t * (1 + 0.01 * pixel) + 1e-12; }

  // Rays start half a pixel off the surface: walls doubled within that distance do not darken each other.
  Light lightAt(const Surface& s, int pattern) const {
    Light out;
    const double size = pixel * s.t;
    const Vec3 start = s.point + s.face * (0.5 * size);
    Vec3 a, b;
    frameOf(s.face, a, b);
    const double reach = kReach * size * std::min(width, height);
    int clear = 0;
    for (int k = 0; k < kSkyRays; ++k) {
      const auto& q = diskPoint(pattern, k);
      const double z = std::sqrt(1 - q[0] * q[0] - q[1] * q[1]);
      // short and long rays by turns: what is near darkens more
      const double far = reach * (0.3 + 0.7 * ((pattern + k * 7) % kPatterns) / (kPatterns - 1));
      clear += tracer.open(start, (a * q[0] + b * q[1] + s.face * z) * far);
    }
    out.sky = static_cast<float>(clear) / kSkyRays;
    clear = 0;
    if (dot(s.face, toSun) > 0) {
      const double far = 2 * (tracer.box().diagonal() + length(s.point - tracer.box().center()));
      for (int k = 0; k < kSunRays; ++k) {
        const auto& q = diskPoint(pattern, k);
        clear += tracer.open(start, (toSun + (sunS * q[0] + sunT * q[1]) * kSunRadius) * far);
      }
    }
    out.sun = static_cast<float>(clear) / kSunRays;
    return out;
  }
  void estimate(Pixel& p, int pattern) {
    if (p.solid.layer != -1) p.light = lightAt(p.solid, pattern);
  }

  // On one smooth piece of surface, as far as light is concerned.
  bool alike(const Surface& s, const Surface& o) const {
    if (o.layer == -1 || s.layer != o.layer || dot(s.face, o.face) < 0.9) return false;
    const double off = dot(o.point - s.point, s.face);
    return std::abs(off) < 3 * pixel * s.t;
  }

  // Means of the estimates around each pixel that belong to its surface: a tent over two periods of the tile, in rows,
  // then in columns.
  void smooth() {
    std::vector<Light> rowwise(pixels.size());
    rows(0.5, [&](int x, int y) {
      rowwise[index(x, y)] = tent(x, y, 1, 0, [&](std::size_t i) { return pixels[i].light; });
    });
    smoothed.resize(pixels.size());
    rows(0.55,
         [&](int x, int y) { smoothed[index(x, y)] = tent(x, y, 0, 1, [&](std::size_t i) { return rowwise[i]; }); });
  }
  template <class Get> Light tent(int x, int y, int dx, int dy, Get get) const {
    const Pixel& p = pixels[index(x, y)];
    if (p.solid.layer == -1) return {};
    float sky = 0, sun = 0, weight = 0;
    for (int k = 1 - kTile; k < kTile; ++k) {
      const int i = x + k * dx, j = y + k * dy;
      if (i < 0 || i >= width || j < 0 || j >= height) continue;
      if (k != 0 && !alike(p.solid, pixels[index(i, j)].solid)) continue;
      const auto w = static_cast<float>(kTile - (k < 0 ? -k : k));
      const Light one = get(index(i, j));
      sky += w * one.sky;
      sun += w * one.sun;
      weight += w;
    }
    return {sky / weight, sun / weight};
  }

  // Light at a surface seen through the pixel: that of the pixel or a neighbour, if it shows the same surface.
  Light lightNear(const Surface& s, int x, int y) const {
    constexpr int around[9][2] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};
    for (const auto& k : around) {
      const int i = x + k[0], j = y + k[1];
      if (i < 0 || i >= width || j < 0 || j >= height) continue;
      if (alike(s, pixels[index(i, j)].solid)) return smoothed[index(i, j)];
    }
    Light sum{0, 0}; // a sliver: its own rays, those of a few pixels
    for (int k = 0; k < 4; ++k) {
      const Light one = lightAt(s, (patternOf(x, y) + 4 * k) % kPatterns);
      sum.sky += 0.25F * one.sky;
      sum.sun += 0.25F * one.sun;
    }
    return sum;
  }

  Rgb skyOn(Vec3 normal) const {
    const auto w = static_cast<float>(0.5 + 0.5 * normal.z);
    return view.light.sky * w + view.light.floor * (1 - w);
  }

  Rgb lit(const Surface& s, Light light) const {
    const Rgb sky = skyOn(s.normal);
    const float sun = view.light.sun * light.sun * static_cast<float>(std::max(0.0, dot(s.normal, toSun)));
    // bright surroundings pass light on, so their corners stay lighter
    const auto open = [&](float albedo) {
      return light.sky / (1 - 0.7F * std::clamp(albedo, 0.0F, 1.0F) * (1 - light.sky));
    };
    return {s.albedo.r * (sky.r * open(s.albedo.r) + sun) + s.emissive.r,
            s.albedo.g * (sky.g * open(s.albedo.g) + sun) + s.emissive.g,
            s.albedo.b * (sky.b * open(s.albedo.b) + sun) + s.emissive.b};
  }

  // Covering coloured glass: no shadows, denser where it is seen at a slant.
  Rgba covering(const Surface& s, Vec3 d) const {
    const auto facing = static_cast<float>(std::min(1.0, -dot(s.normal, d) / length(d)));
    const float rim = (1 - facing) * (1 - facing);
    const auto sun = static_cast<float>(std::max(0.0, dot(s.normal, toSun)));
    const auto over = static_cast<float>(0.5 + 0.5 * s.normal.z);
    return {s.albedo * (0.5F + 0.25F * over + 0.35F * sun), s.alpha + (1 - s.alpha) * 0.55F * rim};
  }

  // Colours multiplied by their alpha, of one ray, without and with the overlay.
  struct Seen {
    Rgba plain{{}, 0}, overlaid{{}, 0};
  };
  static void behind(Rgba& front, Rgb color, float alpha) {
    const float left = 1 - front.alpha;
    front.color += color * (alpha * left);
    front.alpha += alpha * left;
  }

  Seen trace(Vec3 d, int x, int y) { return shade(d, x, y, tracer.first(origin, d, 0, pixel, false), coverAt(d)); }
  Surface coverAt(Vec3 d) const { return tracer.hasOverlay() ? tracer.first(origin, d, 0, pixel, true) : Surface{}; }

  // Colour of one ray through the pixel, given the first solid and overlay surfaces that it meets.
  Seen shade(Vec3 d, int x, int y, Surface s, const Surface& cover) {
    Seen seen;
    const Surface ground = groundAt(d);
    if (cover) {
      // a pixel's width nearer than it is: faces that coincide with the object's must not flicker
      const double t = cover.t * (1 - pixel);
      if (!(s.t < t) && !(ground.t < t)) {
        const Rgba c = covering(cover, d);
        behind(seen.overlaid, c.color, c.alpha);
      }
    }
    for (int passes = 0; passes < 16 && seen.plain.alpha < kOpaque; ++passes) {
      if (!s || ground.t < s.t) break;
      const Rgb color = view.shading ? lit(s, lightNear(s, x, y)) : s.albedo + s.emissive;
      const Rgb toned = view.shading ? Rgb{shoulder(color.r), shoulder(color.g), shoulder(color.b)} : color;
      behind(seen.plain, toned, s.alpha);
      behind(seen.overlaid, toned, s.alpha);
      if (s.alpha >= 1) return seen;
      s = tracer.first(origin, d, beyond(s), pixel, false);
    }
    if (ground.layer == kGround && view.shading) {
      const Light light = lightNear(ground, x, y);
      const float sun = view.light.sun * static_cast<float>(std::max(0.0, toSun.z));
      const float sky = luminance(view.light.sky);
      const float shade = ground.alpha * (1 - (sky * light.sky + sun * light.sun) / (sky + sun));
      behind(seen.plain, {}, shade);
      behind(seen.overlaid, {}, shade);
    }
    behind(seen.plain, view.background.color, view.background.alpha);
    behind(seen.overlaid, view.background.color, view.background.alpha);
    return seen;
  }

  bool differs(const Surface& s, const Surface& o) const {
    if (s.layer != o.layer) return true;
    if (s.layer == -1) return false;
    if (dot(s.normal, o.normal) < 0.96) return true;
    const Rgb d = s.albedo - o.albedo;
    if (std::max({std::abs(d.r), std::abs(d.g), std::abs(d.b)}) > 0.12F) return true;
    return std::abs(dot(o.point - s.point, s.face)) > 2 * pixel * s.t;
  }
  bool edgeAt(int x, int y) {
    const Pixel& p = at(x, y);
    if (p.glass) return true;
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        if (x + i < 0 || x + i >= width || y + j < 0 || y + j >= height) continue;
        const Pixel& o = at(x + i, y + j);
        if (differs(p.solid, o.solid) || differs(p.overlay, o.overlay)) return true;
      }
    return false;
  }

  static void store(std::vector<std::uint8_t>& rgba, std::size_t i, Rgba c, float share) {
    const float scale = c.alpha > 0 ? 1 / c.alpha : 0; // straight alpha
    rgba[4 * i] = srgbFromLinear(c.color.r * scale);
    rgba[4 * i + 1] = srgbFromLinear(c.color.g * scale);
    rgba[4 * i + 2] = srgbFromLinear(c.color.b * scale);
    rgba[4 * i + 3] = static_cast<std::uint8_t>(std::clamp(c.alpha * share * 255 + 0.5F, 0.0F, 255.0F));
  }

  void resolve(int x, int y, Picture& out) {
    const std::size_t i = index(x, y);
    const Pixel& p = pixels[i];
    const Vec3 d = direction(x + 0.5, y + 0.5);
    const bool solid = p.solid.layer >= 0;
    out.depth[i] = solid ? static_cast<float>(p.solid.t) : std::numeric_limits<float>::infinity();
    out.distance[i] = solid ? static_cast<float>(p.solid.t * length(d)) : std::numeric_limits<float>::infinity();
    out.layer[i] = solid ? p.solid.layer : -1;
    out.triangle[i] = solid ? p.solid.triangle : -1;
    if (tracer.hasOverlay()) out.overlayDepth[i] = static_cast<float>(p.overlay.t);

    Seen sum;
    const int samples = edgeAt(x, y) ? kEdgeSamples : 1;
    for (int k = 0; k < samples; ++k) {
      const Seen one = samples == 1
                           ? shade(d, x, y, solid ? p.solid : Surface{}, p.overlay)
                           : trace(direction(x + 0.5 + kPattern[k][0] / 16.0, y + 0.5 + kPattern[k][1] / 16.0), x, y);
      sum.plain.color += one.plain.color;
      sum.plain.alpha += one.plain.alpha;
      sum.overlaid.color += one.overlaid.color;
      sum.overlaid.alpha += one.overlaid.alpha;
    }
    store(out.rgba, i, sum.plain, 1.0F / static_cast<float>(samples));
    if (tracer.hasOverlay()) store(out.overlaid, i, sum.overlaid, 1.0F / static_cast<float>(samples));
  }

  const SurfaceTracer& tracer;
  const RenderView& view;
  const CancelToken& cancel;
  Vec3 origin, right, up, back, toSun, sunS, sunT;
  int width = 0, height = 0;
  double pixel = 0; // side of a pixel in metres at depth 1
  bool hasGround = false;
  std::vector<Pixel> pixels;
  std::vector<Light> smoothed; // per pixel
};

void checkCamera(const Camera& c) {
  const auto require = [](bool ok, const char* message) {
    if (!ok) throw Error(Code::ARGUMENT, message);
  };
  require(c.width > 0 && c.height > 0 && static_cast<std::uint64_t>(c.width) * c.height <= (1U << 24),
          "expected a picture of 1 to 2^24 pixels");
  for (const double f : {c.fx, c.fy})
    require(f >= 0.01 && f <= 1e9, "expected a focal length of 0.01 to 1e9 pixels");
  for (const double p : {c.cx, c.cy})
    require(std::abs(p) <= 1e9, "expected a principal point within 1e9 pixels");
  const auto& m = c.worldFromCamera;
  for (const double v : m)
    require(std::abs(v) < 1e15, "expected a finite camera matrix");
  const Vec3 x{m[0], m[4], m[8]}, y{m[1], m[5], m[9]}, z{m[2], m[6], m[10]};
  const double off = std::max({std::abs(dot(x, x) - 1), std::abs(dot(y, y) - 1), std::abs(dot(z, z) - 1),
                               std::abs(dot(x, y)), std::abs(dot(y, z)), std::abs(dot(z, x))});
  require(off < 1e-3 && dot(cross(x, y), z) > 0 && m[12] == 0 && m[13] == 0 && m[14] == 0 && m[15] == 1,
          "expected a rigid camera matrix: 4x4 row-major, column vectors, no scale, no mirror");
}

} // namespace

std::vector<Picture> render(const RenderScene& scene, std::span<const RenderView> views, const CancelToken& cancel) {
  for (const RenderView& view : views)
    checkCamera(view.camera);
  const SurfaceTracer tracer(scene, cancel);
  std::vector<Picture> out;
  for (const RenderView& view : views)
    out.push_back(Painter(tracer, view, cancel).paint());
  return out;
}

} // namespace simwright
