#include "binding/convert.h"

namespace simwright::binding {

namespace {

struct Raw {
  napi_typedarray_type type;
  std::size_t length;
  void* data;
};

// napi_get_typedarray_info only: node-addon-api's own accessors refuse arrays on a SharedArrayBuffer.
Raw raw(Napi::Value value, const char* name) {
  if (!value.IsTypedArray()) throw Napi::TypeError::New(value.Env(), std::string(name) + ": expected a typed array");
  Raw out{};
  napi_value buffer = nullptr;
  std::size_t offset = 0;
  if (napi_get_typedarray_info(value.Env(), value, &out.type, &out.length, &out.data, &buffer, &offset) != napi_ok)
    throw Napi::TypeError::New(value.Env(), std::string(name) + ": not a readable typed array");
  return out;
}

template <class T>
std::span<const T> span(Napi::Value value, const char* name, napi_typedarray_type type, const char* expected) {
  if (value.IsUndefined()) return {};
  const Raw array = raw(value, name);
  if (array.type != type) throw Napi::TypeError::New(value.Env(), std::string(name) + ": expected a " + expected);
  return {static_cast<const T*>(array.data), array.length};
}

std::span<const double> points(Napi::Value value, std::vector<double>& storage) {
  const Raw array = raw(value, "positions");
  if (array.type == napi_float64_array) return {static_cast<const double*>(array.data), array.length};
  if (array.type != napi_float32_array)
    throw Napi::TypeError::New(value.Env(), "positions: expected a Float32Array or Float64Array");
  const float* from = static_cast<const float*>(array.data);
  storage.assign(from, from + array.length);
  return storage;
}

Napi::Value member(Napi::Value options, const char* name) {
  if (!options.IsObject()) return options.Env().Undefined();
  return options.As<Napi::Object>().Get(name);
}

template <class Array, class T> Array copied(Napi::Env env, std::span<const T> values) {
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, values.size_bytes());
  std::copy(values.begin(), values.end(), static_cast<T*>(buffer.Data()));
  return Array::New(env, values.size(), buffer, 0);
}

} // namespace

MeshArgument::MeshArgument(Napi::Value positions, Napi::Value indices) {
  view = {points(positions, storage), uint32Span(indices, "indices")};
}

// (in the body: `storage` must be made before anything is put into it)
PointsArgument::PointsArgument(Napi::Value positions) {
  points = binding::points(positions, storage);
}

bool isFloat32(Napi::Value value) {
  return value.IsTypedArray() && raw(value, "positions").type == napi_float32_array;
}

std::span<const double> float64Span(Napi::Value value, const char* name) {
  return span<double>(value, name, napi_float64_array, "Float64Array");
}
std::span<const float> float32Span(Napi::Value value, const char* name) {
  return span<float>(value, name, napi_float32_array, "Float32Array");
}
std::span<const std::uint32_t> uint32Span(Napi::Value value, const char* name) {
  return span<std::uint32_t>(value, name, napi_uint32_array, "Uint32Array");
}
std::span<const std::uint8_t> uint8Span(Napi::Value value, const char* name) {
  return span<std::uint8_t>(value, name, napi_uint8_array, "Uint8Array");
}

CancelToken cancelToken(Napi::Value value) {
  if (value.IsUndefined()) return {};
  const Raw array = raw(value, "cancel");
  if (array.type != napi_int32_array || array.length < 2)
    throw Napi::TypeError::New(value.Env(), "cancel: expected an Int32Array of 2");
  return CancelToken(static_cast<std::int32_t*>(array.data));
}

double number(Napi::Value options, const char* name, double fallback) {
  const Napi::Value value = member(options, name);
  return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : fallback;
}
bool flag(Napi::Value options, const char* name, bool fallback) {
  const Napi::Value value = member(options, name);
  return value.IsBoolean() ? value.As<Napi::Boolean>().Value() : fallback;
}
std::string text(Napi::Value options, const char* name, const char* fallback) {
  const Napi::Value value = member(options, name);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string(fallback);
}

Napi::Float64Array float64Array(Napi::Env env, std::span<const double> values) {
  return copied<Napi::Float64Array>(env, values);
}
Napi::Float32Array float32Array(Napi::Env env, std::span<const float> values) {
  return copied<Napi::Float32Array>(env, values);
}
Napi::Uint32Array uint32Array(Napi::Env env, std::span<const std::uint32_t> values) {
  return copied<Napi::Uint32Array>(env, values);
}
Napi::Int32Array int32Array(Napi::Env env, std::span<const std::int32_t> values) {
  return copied<Napi::Int32Array>(env, values);
}
Napi::Uint8Array uint8Array(Napi::Env env, std::span<const std::uint8_t> values) {
  return copied<Napi::Uint8Array>(env, values);
}

Napi::Array vec3(Napi::Env env, Vec3 v) {
  Napi::Array out = Napi::Array::New(env, 3);
  for (std::uint32_t i = 0; i < 3; ++i)
    out.Set(i, Napi::Number::New(env, v[static_cast<int>(i)]));
  return out;
}

Napi::Object meshObject(Napi::Env env, const Mesh& mesh) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("positions", float64Array(env, mesh.positions));
  out.Set("indices", uint32Array(env, mesh.triangles));
  return out;
}

} // namespace simwright::binding
