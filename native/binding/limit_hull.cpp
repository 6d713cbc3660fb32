#include "core/limit_hull.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

namespace {

std::size_t count(Napi::Value options, const char* name, std::size_t fallback) {
  const double n = number(options, name, static_cast<double>(fallback));
  return n >= 0 && n <= 1e9 ? static_cast<std::size_t>(n) : 0; // 0 is refused by the core
}

} // namespace

// limitHull(positions, indices or undefined for a point set, { maxVertices, maxFaces, maxFaceVertices, mode }, cancel?)
Napi::Value limitHullVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  LimitOptions options;
  options.maxVertices = count(info[2], "maxVertices", options.maxVertices);
  options.maxFaces = count(info[2], "maxFaces", options.maxFaces);
  options.maxFaceVertices = count(info[2], "maxFaceVertices", options.maxFaceVertices);
  const std::string mode = text(info[2], "mode", "balance");
  if (mode == "contain")
    options.mode = LimitMode::contain;
  else if (mode == "inside")
    options.mode = LimitMode::inside;
  else if (mode != "balance")
    throw Error(Code::ARGUMENT, "expected mode contain, inside or balance, received " + mode);
  const CancelToken cancel = cancelToken(info[3]);
  const LimitedHull result = info[1].IsUndefined() ? limitHullOfPoints(mesh.view.positions, options, cancel)
                                                   : limitHull(mesh.view, options, cancel);
  Napi::Object out = meshObject(info.Env(), result.mesh);
  out.Set("volume", result.volume);
  out.Set("area", result.area);
  out.Set("faces", static_cast<double>(result.faces));
  out.Set("largestFace", static_cast<double>(result.largestFace));
  out.Set("errorOut", result.errorOut);
  out.Set("errorIn", result.errorIn);
  out.Set("aspect", result.aspect);
  out.Set("limited", result.limited);
  return out;
}

} // namespace simwright::binding
