#include "core/mass.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// mass(positions, indices, { density, mass, thickness, plates, assumeClosed }, cancel?)
Napi::Value massVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  MassOptions options;
  options.density = number(info[2], "density", options.density);
  options.mass = number(info[2], "mass", options.mass);
  options.thickness = number(info[2], "thickness", options.thickness);
  options.plates = flag(info[2], "plates", options.plates);
  options.assumeClosed = flag(info[2], "assumeClosed", options.assumeClosed);
  const MassProperties result = massProperties(mesh.view, options, cancelToken(info[3]));
  Napi::Env env = info.Env();
  Napi::Object out = Napi::Object::New(env);
  const auto set = [&](const char* name, double v) { out.Set(name, Napi::Number::New(env, v)); };
  set("volume", result.volume);
  set("area", result.area);
  set("mass", result.mass);
  set("density", result.density);
  out.Set("centerOfMass", vec3(env, result.inertia.centerOfMass));
  out.Set("tensor", float64Array(env, result.inertia.tensor));
  out.Set("principal", vec3(env, result.inertia.principal));
  out.Set("axes", float64Array(env, result.inertia.axes));
  out.Set("method", massMethodName(result.method));
  set("confidence", result.confidence);
  out.Set("insideOut", Napi::Boolean::New(env, result.insideOut));
  set("bodies", static_cast<double>(result.bodies));
  set("closedBodies", static_cast<double>(result.closedBodies));
  set("nestedIgnored", static_cast<double>(result.nestedIgnored));
  set("closureGap", result.closureGap);
  set("badColumns", result.badColumns);
  set("axisSpread", result.axisSpread);
  return out;
}

} // namespace simwright::binding
