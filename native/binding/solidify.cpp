#include "core/solidify.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// solidify(positions, indices, { resolution, thickness, samples }, cancel?)
Napi::Value solidifyVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  SolidifyOptions options;
  const auto count = [&](const char* name, std::uint32_t fallback) {
    const double n = number(info[2], name, fallback);
    return n >= 0 && n <= 4e9 ? static_cast<std::uint32_t>(n) : 0xffffffffu;
  };
  options.resolution = count("resolution", options.resolution);
  options.thickness = number(info[2], "thickness", options.thickness);
  options.samples = count("samples", options.samples);
  const Solidified result = solidify(mesh.view, options, cancelToken(info[3]));
  Napi::Env env = info.Env();
  Napi::Object out = meshObject(env, result.mesh);
  const auto set = [&](const char* name, double v) { out.Set(name, Napi::Number::New(env, v)); };
  set("cell", result.cell);
  set("thickness", result.thickness);
  out.Set("lattice", vec3(env, {static_cast<double>(result.lattice[0]), static_cast<double>(result.lattice[1]),
                                static_cast<double>(result.lattice[2])}));
  out.Set("sign", signMethodName(result.sign));
  out.Set("cleaned", Napi::Boolean::New(env, result.cleaned));
  set("sheetEdges", static_cast<double>(result.sheetEdges));
  set("bridgedEdges", static_cast<double>(result.bridgedEdges));
  set("volume", result.volume);
  set("area", result.area);
  if (result.distance) out.Set("distance", distanceObject(env, *result.distance));
  return out;
}

} // namespace simwright::binding
