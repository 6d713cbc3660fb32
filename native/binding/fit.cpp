#include "core/fit.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

namespace {

Napi::Object primitiveObject(Napi::Env env, const Primitive& p) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("center", vec3(env, p.center));
  out.Set("rotation", float64Array(env, p.rotation));
  out.Set("size", vec3(env, p.size));
  out.Set("radius", p.radius);
  out.Set("height", p.height);
  out.Set("volume", p.volume);
  out.Set("volumeRatio", p.volumeRatio);
  out.Set("errorOut", p.errorOut);
  out.Set("errorIn", p.errorIn);
  return out;
}

} // namespace

// fit(positions, indices or undefined for a point set, { tolerance, maxVolumeRatio }, cancel?)
Napi::Value fitVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  FitOptions options;
  options.tolerance = number(info[2], "tolerance", options.tolerance);
  options.maxVolumeRatio = number(info[2], "maxVolumeRatio", options.maxVolumeRatio);
  const CancelToken cancel = cancelToken(info[3]);
  const Fit result =
      info[1].IsUndefined() ? fitPoints(mesh.view.positions, options, cancel) : fit(mesh.view, options, cancel);
  Napi::Object out = Napi::Object::New(info.Env());
  for (const Primitive& p : result.primitives)
    out.Set(primitiveName(p.kind), primitiveObject(info.Env(), p));
  out.Set("choice", result.choice < 0 ? "hull" : primitiveName(static_cast<PrimitiveKind>(result.choice)));
  out.Set("tolerance", result.tolerance);
  out.Set("dimension", result.dimension);
  out.Set("hullVolume", result.hullVolume);
  out.Set("hullArea", result.hullArea);
  out.Set("hullVertices", static_cast<double>(result.hullVertices));
  return out;
}

} // namespace simwright::binding
