#include "core/error.h"
#include "core/raycast.h"
#include "shapes.h"
#include <doctest/doctest.h>

using namespace simwright;

namespace {
Code refusal(const RayBatch& rays) {
  try {
    raycast(test::box({0, 0, 0}, {1, 1, 1}).view(), rays);
  } catch (const Error& e) {
    return e.code;
  }
  return Code::INTERNAL;
}
} // namespace

TEST_CASE("raycast: hits, misses and corner weights") {
  const Mesh m = test::box({0, 0, 0}, {1, 1, 1});
  const std::vector<double> origins{0.75, 0.5, 3, 5, 5, 5, 0.5, 0.25, 0.5};
  const std::vector<double> directions{0, 0, -1, 0, 0, 1, 0, 2, 0};
  const RayHits hits = raycast(m.view(), {origins, directions});
  CHECK(hits.t[0] == 2);
  CHECK(hits.t[1] == std::numeric_limits<double>::infinity());
  CHECK(hits.triangles[1] == kNoTriangle);
  CHECK(hits.weights[3] == 0);
  CHECK(hits.t[2] == 0.375);
  const std::size_t t = hits.triangles[0];
  const Vec3 p = m.view().corner(t, 0) * hits.weights[0] + m.view().corner(t, 1) * hits.weights[1] +
                 m.view().corner(t, 2) * hits.weights[2];
  CHECK(length(p - Vec3{0.75, 0.5, 1}) < 1e-15);
  CHECK(occluded(m.view(), {origins, directions}) == std::vector<std::uint8_t>{1, 0, 1});
  CHECK(occluded(m.view(), {origins, directions, 0, 1}) == std::vector<std::uint8_t>{0, 0, 1});
  CHECK(raycast(m.view(), {}).t.empty());
}

TEST_CASE("raycast: refusals") {
  const std::vector<double> o{0, 0, 0}, d{0, 0, 1}, zero{0, 0, 0}, nan{0, NAN, 1}, tiny{0, 1e-300, 0};
  CHECK(refusal({o, {}}) == Code::ARGUMENT);
  CHECK(refusal({std::span(o).first(2), std::span(d).first(2)}) == Code::ARGUMENT);
  CHECK(refusal({o, zero}) == Code::ARGUMENT);
  CHECK(refusal({o, tiny}) == Code::ARGUMENT);
  CHECK(refusal({nan, d}) == Code::ARGUMENT);
  CHECK(refusal({o, nan}) == Code::ARGUMENT);
  CHECK(refusal({o, d, 2, 1}) == Code::ARGUMENT);
  CHECK(refusal({o, d, NAN, 1}) == Code::ARGUMENT);
  std::int32_t words[2] = {1, 0};
  CHECK_THROWS_AS(raycast(test::box({0, 0, 0}, {1, 1, 1}).view(), {o, d}, CancelToken(words)), Error);
}
