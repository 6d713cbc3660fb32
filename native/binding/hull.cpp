#include "core/hull.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// hull(positions, indices or undefined for a point set, cancel?)
Napi::Value hullVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const CancelToken cancel = cancelToken(info[2]);
  const Hull result = info[1].IsUndefined() ? hullOfPoints(mesh.view.positions, cancel) : hull(mesh.view, cancel);
  Napi::Object out = meshObject(info.Env(), result.mesh);
  out.Set("source", uint32Array(info.Env(), result.source));
  out.Set("volume", result.volume);
  out.Set("area", result.area);
  return out;
}

} // namespace simwright::binding
