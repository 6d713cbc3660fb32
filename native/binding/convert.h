// Between JavaScript values and the core's views. Reads typed arrays on ArrayBuffers and SharedArrayBuffers alike; all
// results are new ArrayBuffers owned by V8 (the caller may move them between threads).
#pragma once
#include "core/cancel.h"
#include "core/distance.h"
#include "core/mesh.h"
#include <napi.h>
#include <string>

namespace simwright::binding {

// Mesh of the first two arguments: positions (Float32Array or Float64Array) and indices (Uint32Array). Float64 and
// index arrays are borrowed for the call, float32 positions are widened into `storage`.
struct MeshArgument {
  MeshArgument(Napi::Value positions, Napi::Value indices);
  MeshArgument(const MeshArgument&) = delete;
  MeshArgument& operator=(const MeshArgument&) = delete;
  MeshView view;

private:
  std::vector<double> storage;
};

// Points alone.
struct PointsArgument {
  explicit PointsArgument(Napi::Value positions);
  PointsArgument(const PointsArgument&) = delete;
  PointsArgument& operator=(const PointsArgument&) = delete;
  std::span<const double> points;

private:
  std::vector<double> storage;
};

// Is this a Float32Array (on whatever buffer)?
bool isFloat32(Napi::Value value);

// Borrowed contents of a typed array of exactly this element type; TypeError otherwise. undefined gives an empty span.
std::span<const double> float64Span(Napi::Value value, const char* name);
std::span<const float> float32Span(Napi::Value value, const char* name);
std::span<const std::uint32_t> uint32Span(Napi::Value value, const char* name);
std::span<const std::uint8_t> uint8Span(Napi::Value value, const char* name);

// The cancel words: an Int32Array of at least 2 on a SharedArrayBuffer, or undefined.
CancelToken cancelToken(Napi::Value value);

// Members of an options object; the fallback when the member is undefined or the object is.
double number(Napi::Value options, const char* name, double fallback);
bool flag(Napi::Value options, const char* name, bool fallback);
std::string text(Napi::Value options, const char* name, const char* fallback);

Napi::Float64Array float64Array(Napi::Env env, std::span<const double> values);
Napi::Float32Array float32Array(Napi::Env env, std::span<const float> values);
Napi::Uint32Array uint32Array(Napi::Env env, std::span<const std::uint32_t> values);
Napi::Int32Array int32Array(Napi::Env env, std::span<const std::int32_t> values);
Napi::Uint8Array uint8Array(Napi::Env env, std::span<const std::uint8_t> values);
Napi::Array vec3(Napi::Env env, Vec3 v);
// { positions: Float64Array, indices: Uint32Array }
Napi::Object meshObject(Napi::Env env, const Mesh& mesh);
// As NativeMeshDistance in src/geometry/native.ts.
Napi::Object distanceObject(Napi::Env env, const MeshDistance& distance);

} // namespace simwright::binding
