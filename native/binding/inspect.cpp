#include "core/inspect.h"
#include "binding/convert.h"
#include "binding/verbs.h"

namespace simwright::binding {

// inspect(positions, indices, cancel?)
Napi::Value inspectVerb(const Napi::CallbackInfo& info) {
  const MeshArgument mesh(info[0], info[1]);
  const Inspection result = inspect(mesh.view, cancelToken(info[2]));
  Napi::Env env = info.Env();
  Napi::Object out = Napi::Object::New(env);
  const auto count = [&](const char* name, std::size_t n) {
    out.Set(name, Napi::Number::New(env, static_cast<double>(n)));
  };
  count("triangles", result.triangles);
  count("vertices", result.vertices);
  count("weldedVertices", result.weldedVertices);
  count("unusedVertices", result.unusedVertices);
  count("components", result.components);
  count("collapsedTriangles", result.collapsedTriangles);
  count("zeroAreaTriangles", result.zeroAreaTriangles);
  count("duplicateTriangles", result.duplicateTriangles);
  count("oppositeTwins", result.oppositeTwins);
  count("boundaryEdges", result.boundaryEdges);
  count("nonmanifoldEdges", result.nonmanifoldEdges);
  count("orientationConflicts", result.orientationConflicts);
  count("boundaryLoops", result.boundaryLoops);
  count("coincidentShells", result.coincidentShells);
  count("bodies", result.bodies);
  count("closedBodies", result.closedBodies);
  count("enclosedBodies", result.enclosedBodies);
  count("unorientableBodies", result.unorientableBodies);
  count("thicknessSamples", result.thickness.samples);
  count("thicknessWalls", result.thickness.walls);
  out.Set("thicknessMin", result.thickness.min);
  out.Set("thicknessMedian", result.thickness.median);
  out.Set("thicknessMax", result.thickness.max);
  out.Set("boundaryLength", result.boundaryLength);
  out.Set("area", result.area);
  out.Set("signedVolume", result.signedVolume);
  out.Set("closedness", closednessName(result.closedness));
  out.Set("min", vec3(env, result.box.min));
  out.Set("max", vec3(env, result.box.max));
  return out;
}

} // namespace simwright::binding
