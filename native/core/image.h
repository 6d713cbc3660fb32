// Colours and images of the renderer: exact sRGB conversion by tables, and a mip-mapped texture. Only + - * / sqrt, so
// a picture has the same bytes on every machine.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace simwright {

struct Rgb {
  float r = 0, g = 0, b = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};
inline Rgb operator+(Rgb a, Rgb b) {
  return {a.r + b.r, a.g + b.g, a.b + b.b};
}
inline Rgb operator-(Rgb a, Rgb b) {
  return {a.r - b.r, a.g - b.g, a.b - b.b};
}
inline Rgb operator*(Rgb a, float s) {
  return {a.r * s, a.g * s, a.b * s};
}
inline Rgb operator*(Rgb a, Rgb b) {
  return {a.r * b.r, a.g * b.g, a.b * b.b};
}
inline Rgb& operator+=(Rgb& a, Rgb b) {
  return a = a + b;
}

struct Rgba {
  Rgb color;
  float alpha = 1;
};

// IEC 61966-2-1. Linear 0..1 of an 8-bit sRGB value.
float linearFromSrgb(std::uint8_t value);
// Nearest 8-bit sRGB value; what is outside 0..1 is clamped, NaN gives 0.
std::uint8_t srgbFromLinear(float value);

enum class Wrap : std::uint8_t { repeat, clamp, mirror };

// An image that surfaces can be covered with. Borrows the pixels of level 0; smaller levels are its own (a third more).
class Texture {
public:
  // rgba8: width * height pixels, rows from the top, sRGB colours, straight alpha.
  Texture(std::span<const std::uint8_t> rgba8, std::uint32_t width, std::uint32_t height, Wrap s, Wrap t);

  // Filtered colour, linear. (0,0) is the upper left corner. `footprint`: texels of level 0 that one picture pixel
  // spans along a side; below 1 magnifies bilinearly, above 1 blends the two levels next to it. Any u, v, also not
  // finite.
  Rgba sample(float u, float v, float footprint) const;

  double texels() const { return static_cast<double>(levels[0].width) * levels[0].height; }

private:
  struct Level {
    std::span<const std::uint8_t> pixels;
    std::uint32_t width, height;
  };
  Rgba bilinear(const Level& level, float u, float v) const;

  std::vector<Level> levels;
  std::vector<std::vector<std::uint8_t>> owned;
  Wrap wrapS, wrapT;
};

} // namespace simwright
