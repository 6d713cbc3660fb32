#include "core/simplify.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// simplify(positions, indices, { triangles, error, attributes?, attributeCount, normals, materials?, roundToFloat },
// cancel?)
Napi::Value simplifyVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const Napi::Object given = info[2].As<Napi::Object>();
  SimplifyOptions options;
  const double triangles = number(given, "triangles", 0), count = number(given, "attributeCount", 0);
  options.triangles = triangles >= 1 && triangles <= 4e9 ? static_cast<std::size_t>(triangles) : 0;
  options.error = number(given, "error", options.error);
  options.attributeCount = count >= 1 && count <= 64 ? static_cast<std::size_t>(count) : 0;
  options.attributes = float32Span(given.Get("attributes"), "attributes");
  options.normals = flag(given, "normals", false);
  options.materials = uint32Span(given.Get("materials"), "materials");
  options.roundToFloat = flag(given, "roundToFloat", false);
  const Simplified result = simplify(mesh.view, options, cancelToken(info[3]));
  Napi::Object out = meshObject(info.Env(), result.mesh);
  out.Set("attributes", float32Array(info.Env(), result.attributes));
  out.Set("sourceTriangles", uint32Array(info.Env(), result.sourceTriangles));
  out.Set("collapsedTriangles", static_cast<double>(result.collapsedTriangles));
  out.Set("error", result.error);
  out.Set("errorLower", result.errorLower);
  out.Set("stop", simplifyStopName(result.stop));
  return out;
}

} // namespace simwright::binding
