#include "core/clean.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// clean(positions, indices, cancel?)
Napi::Value cleanVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const Cleaned result = clean(mesh.view, cancelToken(info[2]));
  Napi::Env env = info.Env();
  Napi::Object record = Napi::Object::New(env);
  const auto count = [&](const char* name, std::size_t n) {
    record.Set(name, Napi::Number::New(env, static_cast<double>(n)));
  };
  count("mergedVertices", result.record.mergedVertices);
  count("unusedVertices", result.record.unusedVertices);
  count("collapsedTriangles", result.record.collapsedTriangles);
  count("zeroAreaTriangles", result.record.zeroAreaTriangles);
  count("zeroAreaKept", result.record.zeroAreaKept);
  count("duplicateTriangles", result.record.duplicateTriangles);
  count("oppositeTwins", result.record.oppositeTwins);
  count("doubleSidedTriangles", result.record.doubleSidedTriangles);
  count("turnedTriangles", result.record.turnedTriangles);
  count("turnedBodies", result.record.turnedBodies);
  count("turnedBodyTriangles", result.record.turnedBodyTriangles);
  count("unorientableBodies", result.record.unorientableBodies);
  count("bodies", result.record.bodies);
  count("closedBodies", result.record.closedBodies);
  count("cavities", result.record.cavities);
  count("nestedBodies", result.record.nestedBodies);
  Napi::Object out = meshObject(env, result.mesh);
  out.Set("sourceVertices", uint32Array(env, result.sourceVertex));
  out.Set("sourceTriangles", uint32Array(env, result.sourceTriangle));
  out.Set("turned", uint8Array(env, result.turned));
  out.Set("record", record);
  return out;
}

} // namespace simwright::binding
