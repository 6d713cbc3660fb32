#include "core/reveal.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// reveal(positions, indices, { patches, rings, threads, transparent?, materials?, bodies? }, cancel?)
Napi::Value revealVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const Napi::Object given = info[2].As<Napi::Object>();
  RevealOptions options;
  options.patches = flag(given, "patches", false);
  options.rings = static_cast<int>(number(given, "rings", 2));
  options.threads = static_cast<unsigned>(number(given, "threads", 1));
  options.transparent = uint8Span(given.Get("transparent"), "transparent");
  options.materials = uint32Span(given.Get("materials"), "materials");
  options.bodies = uint32Span(given.Get("bodies"), "bodies");
  const Revealed result = reveal(mesh.view, options, cancelToken(info[3]));
  Napi::Env env = info.Env();
  Napi::Array clusters = Napi::Array::New(env, result.clusters.size());
  for (std::uint32_t i = 0; i < result.clusters.size(); ++i) {
    const RevealCluster& c = result.clusters[i];
    Napi::Object one = Napi::Object::New(env);
    one.Set("reason", revealReasonName(c.reason));
    one.Set("wholeShell", c.wholeShell);
    one.Set("firstTriangle", static_cast<double>(c.firstTriangle));
    one.Set("enclosedBy", static_cast<double>(c.enclosedBy));
    one.Set("triangles", static_cast<double>(c.triangles));
    one.Set("area", c.area);
    one.Set("rays", static_cast<double>(c.rays));
    clusters.Set(i, one);
  }
  Napi::Object out = Napi::Object::New(env);
  out.Set("removed", uint32Array(env, result.removed));
  out.Set("clusterOf", uint32Array(env, result.clusterOf));
  out.Set("clusters", clusters);
  out.Set("shells", static_cast<double>(result.shells));
  out.Set("closedShells", static_cast<double>(result.closedShells));
  out.Set("candidates", static_cast<double>(result.candidates));
  out.Set("area", result.area);
  out.Set("removedArea", result.removedArea);
  out.Set("rays", static_cast<double>(result.rays));
  return out;
}

} // namespace simwright::binding
