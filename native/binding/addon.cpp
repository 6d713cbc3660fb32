// The list of exports, and nothing else.
#include "binding/guard.h"
#include "binding/verbs.h"

namespace simwright::binding {

namespace {

template <Function function> void add(Napi::Object exports, const char* name) {
  exports.Set(name, Napi::Function::New<guarded<function>>(exports.Env(), name));
}

Napi::Value errorCodes(const Napi::CallbackInfo& info) {
  Napi::Array codes = Napi::Array::New(info.Env());
#define X(name) codes.Set(codes.Length(), #name);
  SIMWRIGHT_CORE_CODES(X)
#undef X
  return codes;
}

Napi::Object init(Napi::Env, Napi::Object exports) {
  add<errorCodes>(exports, "errorCodes");
  add<inspectVerb>(exports, "inspect");
  add<renderVerb>(exports, "render");
  add<raycastVerb>(exports, "raycast");
  add<occludedVerb>(exports, "occluded");
  add<pointDistanceVerb>(exports, "pointDistance");
  add<meshDistanceVerb>(exports, "meshDistance");
  add<cleanVerb>(exports, "clean");
  add<hullVerb>(exports, "hull");
  add<massVerb>(exports, "mass");
  add<limitHullVerb>(exports, "limitHull");
  add<fitVerb>(exports, "fit");
  add<solidifyVerb>(exports, "solidify");
  add<simplifyVerb>(exports, "simplify");
  add<revealVerb>(exports, "reveal");
  return exports;
}

} // namespace

NODE_API_MODULE(simwright, init)

} // namespace simwright::binding
