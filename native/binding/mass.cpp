#include "core/mass.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// mass(positions, indices, { density, mass, thickness, plates, assumeClosed }, cancel?)
Napi::Value massVerb(const Napi::CallbackInfo& info) {
  MassOptions options;
  options.density = number(info[2], "density", options.density);
  options.mass = number(info[2], "mass", options.mass);
  options.thickness = number(info[2], "thickness", options.thickness);
  options.plates = flag(info[2], "plates", options.plates);
  options.assumeClosed = flag(info[2], "assumeClosed", options.assumeClosed);
  // Float positions are read as they are: widening them would cost more than the integral.
  const auto measure = [&] {
    if (isFloat32(info[0]))
      return massProperties(float32Span(info[0], "positions"), uint32Span(info[1], "indices"), options,
                            cancelToken(info[3]));
    return massProperties(MeshArgument(info[0], info[1]).view, options, cancelToken(info[3]));
  };
  const MassProperties result = measure();
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
  set("exactShare", result.shares.exact);
  set("cappedShare", result.shares.capped);
  set("columnsShare", result.shares.columns);
  set("platesShare", result.shares.plates);
  set("closureGap", result.closureGap);
  set("holes", static_cast<double>(result.holes));
  set("wideHoles", static_cast<double>(result.wideHoles));
  set("capShare", result.capShare);
  set("capBulge", result.capBulge);
  set("overlapShare", result.overlapShare);
  set("overlapSpread", result.overlapSpread);
  set("looseShare", result.looseShare);
  set("badColumns", result.badColumns);
  set("axisSpread", result.axisSpread);
  set("columnVolume", result.columnVolume);
  set("hullRatio", result.hullRatio);
  set("thickness", result.thickness);
  out.Set("thicknessMeasured", Napi::Boolean::New(env, result.thicknessMeasured));
  return out;
}

} // namespace simwright::binding
