#include "core/distance.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

namespace {

Napi::Object oneSidedObject(Napi::Env env, const OneSided& d) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("mean", d.mean);
  out.Set("rms", d.rms);
  out.Set("max", d.max);
  out.Set("samples", d.samples);
  out.Set("vertices", d.vertices);
  return out;
}

} // namespace

Napi::Object distanceObject(Napi::Env env, const MeshDistance& d) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("forward", oneSidedObject(env, d.forward));
  out.Set("backward", oneSidedObject(env, d.backward));
  out.Set("mean", d.mean);
  out.Set("max", d.max);
  return out;
}

// pointDistance(positions, indices, { points, maxDistance }, cancel?)
Napi::Value pointDistanceVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const Napi::Object options = info[2].As<Napi::Object>();
  const PointsArgument points(options.Get("points"));
  const PointDistances result =
      pointDistance(mesh.view, points.points, number(options, "maxDistance", std::numeric_limits<double>::infinity()),
                    cancelToken(info[3]));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("distances", float64Array(info.Env(), result.distances));
  out.Set("triangles", uint32Array(info.Env(), result.triangles));
  out.Set("nearest", float64Array(info.Env(), result.nearest));
  return out;
}

// meshDistance(positions, indices, otherPositions, otherIndices, { samples, vertices }, cancel?)
Napi::Value meshDistanceVerb(const Napi::CallbackInfo& info) {
  const MeshArgument a(info[0], info[1]), b(info[2], info[3]);
  const DistanceOptions defaults;
  const double samples = number(info[4], "samples", defaults.samples);
  const DistanceOptions options{samples >= 1 && samples <= 4e9 ? static_cast<std::uint32_t>(samples) : 0,
                                flag(info[4], "vertices", defaults.vertices)};
  const MeshDistance result = meshDistance(a.view, b.view, options, cancelToken(info[5]));
  return distanceObject(info.Env(), result);
}

} // namespace simwright::binding
