#include "core/image.h"
#include <algorithm>
#include <cmath>

namespace simwright {

namespace {

// x^(1/5) for x in (0, 2): Newton from above, which falls until it stands still.
double fifthRoot(double x) {
  double y = 1.2;
  for (int i = 0; i < 64; ++i) {
    const double y4 = y * y * y * y;
    const double next = y - (y - x / y4) * 0.2;
    if (next >= y) break;
    y = next;
  }
  return y;
}

// The sRGB decoding curve; x^2.4 = x^2 * (x^2)^(1/5).
double decode(double x) {
  if (x <= 0.04045) return x / 12.92;
  const double b = (x + 0.055) / 1.055;
  return b * b * fifthRoot(b * b);
}

constexpr int STEPS = 4096;

struct Tables {
  std::array<float, 256> linear{};
  std::array<float, 255> above{};              // the linear value from which on k + 1 is the nearest
  std::array<std::uint8_t, STEPS + 1> start{}; // per 1/4096 of linear: the value at the cell's lower end

  Tables() {
    for (int k = 0; k < 256; ++k)
      linear[static_cast<std::size_t>(k)] = static_cast<float>(decode(k / 255.0));
    for (int k = 0; k < 255; ++k)
      above[static_cast<std::size_t>(k)] = static_cast<float>(decode((k + 0.5) / 255.0));
    std::uint8_t k = 0;
    for (int i = 0; i <= STEPS; ++i) {
      while (k < 255 && static_cast<float>(i) / STEPS >= above[k])
        ++k;
      start[static_cast<std::size_t>(i)] = k;
    }
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

} // namespace

float linearFromSrgb(std::uint8_t value) {
  return tables().linear[value];
}

std::uint8_t srgbFromLinear(float value) {
  if (!(value > 0)) return 0;
  if (value >= 1) return 255;
  const Tables& t = tables();
  std::uint8_t k = t.start[static_cast<std::size_t>(value * STEPS)];
  while (k < 255 && value >= t.above[k])
    ++k;
  return k;
}

Texture::Texture(std::span<const std::uint8_t> rgba8, std::uint32_t width, std::uint32_t height, Wrap s, Wrap t)
    : wrapS(s), wrapT(t) {
  levels.push_back({rgba8, width, height});
  while (levels.back().width > 1 || levels.back().height > 1) {
    const Level from = levels.back();
    const std::uint32_t w = (from.width + 1) / 2, h = (from.height + 1) / 2;
    std::vector<std::uint8_t> to(static_cast<std::size_t>(w) * h * 4);
    for (std::uint32_t y = 0; y < h; ++y)
      for (std::uint32_t x = 0; x < w; ++x) {
        const std::uint32_t x0 = 2 * x, x1 = std::min(2 * x + 1, from.width - 1);
        const std::uint32_t y0 = 2 * y, y1 = std::min(2 * y + 1, from.height - 1);
        const auto at = [&](std::uint32_t i, std::uint32_t j) {
          return from.pixels.data() + 4 * (static_cast<std::size_t>(j) * from.width + i);
        };
        const std::uint8_t* four[4] = {at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1)};
        std::uint32_t alpha = 0, sum[3] = {0, 0, 0}, plain[3] = {0, 0, 0};
        for (const std::uint8_t* p : four) {
          alpha += p[3];
          for (int c = 0; c < 3; ++c) {
            sum[c] += static_cast<std::uint32_t>(p[c]) * p[3];
            plain[c] += p[c];
          }
        }
        std::uint8_t* out = to.data() + 4 * (static_cast<std::size_t>(y) * w + x);
        // colours weigh by their alpha: what is cut away must not darken the rim
        for (int c = 0; c < 3; ++c)
          out[c] = static_cast<std::uint8_t>(alpha ? (sum[c] + alpha / 2) / alpha : (plain[c] + 2) / 4);
        out[3] = static_cast<std::uint8_t>((alpha + 2) / 4);
      }
    owned.push_back(std::move(to));
    levels.push_back({owned.back(), w, h});
  }
}

namespace {

// Texel number of coordinate i on an axis of n texels.
std::uint32_t wrapped(std::int64_t i, std::uint32_t n, Wrap wrap) {
  const auto size = static_cast<std::int64_t>(n);
  if (wrap == Wrap::clamp) return static_cast<std::uint32_t>(std::clamp<std::int64_t>(i, 0, size - 1));
  const std::int64_t period = wrap == Wrap::mirror ? 2 * size : size;
  std::int64_t k = i % period;
  if (k < 0) k += period;
  return static_cast<std::uint32_t>(k < size ? k : 2 * size - 1 - k);
}

float finite(float v) {
  return v > -1e6F && v < 1e6F ? v : 0;
}

} // namespace

Rgba Texture::bilinear(const Level& level, float u, float v) const {
  const float x = u * static_cast<float>(level.width) - 0.5F, y = v * static_cast<float>(level.height) - 0.5F;
  const float fx = std::floor(x), fy = std::floor(y);
  const float wx = x - fx, wy = y - fy;
  const auto ix = static_cast<std::int64_t>(fx), iy = static_cast<std::int64_t>(fy);
  const std::uint32_t xs[2] = {wrapped(ix, level.width, wrapS), wrapped(ix + 1, level.width, wrapS)};
  const std::uint32_t ys[2] = {wrapped(iy, level.height, wrapT), wrapped(iy + 1, level.height, wrapT)};
  Rgba out{{}, 0};
  for (int j = 0; j < 2; ++j)
    for (int i = 0; i < 2; ++i) {
      const std::uint8_t* p = level.pixels.data() + 4 * (static_cast<std::size_t>(ys[j]) * level.width + xs[i]);
      const float weight = (i ? wx : 1 - wx) * (j ? wy : 1 - wy);
      out.color += Rgb{linearFromSrgb(p[0]), linearFromSrgb(p[1]), linearFromSrgb(p[2])} * weight;
      out.alpha += static_cast<float>(p[3]) / 255 * weight;
    }
  return out;
}

Rgba Texture::sample(float u, float v, float footprint) const {
  u = finite(u);
  v = finite(v);
  std::size_t level = 0;
  while (footprint >= 2 && level + 1 < levels.size()) {
    footprint *= 0.5F;
    ++level;
  }
  const Rgba fine = bilinear(levels[level], u, v);
  if (!(footprint > 1) || level + 1 == levels.size()) return fine;
  const Rgba coarse = bilinear(levels[level + 1], u, v);
  const float w = std::min(footprint - 1, 1.0F);
  return {fine.color * (1 - w) + coarse.color * w, fine.alpha * (1 - w) + coarse.alpha * w};
}

} // namespace simwright
