#include "core/raycast.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

namespace {

RayBatch rayBatch(const Napi::CallbackInfo& info) {
  const Napi::Object options = info[2].As<Napi::Object>();
  return {float64Span(options.Get("origins"), "origins"), float64Span(options.Get("directions"), "directions"),
          number(options, "tmin", 0), number(options, "tmax", std::numeric_limits<double>::infinity())};
}

} // namespace

// raycast(positions, indices, { origins, directions, tmin, tmax }, cancel?)
Napi::Value raycastVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const RayHits hits = raycast(mesh.view, rayBatch(info), cancelToken(info[3]));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("t", float64Array(info.Env(), hits.t));
  out.Set("triangles", uint32Array(info.Env(), hits.triangles));
  out.Set("weights", float64Array(info.Env(), hits.weights));
  return out;
}

// occluded(positions, indices, { origins, directions, tmin, tmax }, cancel?)
Napi::Value occludedVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  return uint8Array(info.Env(), occluded(mesh.view, rayBatch(info), cancelToken(info[3])));
}

} // namespace simwright::binding
