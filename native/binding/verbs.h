// Every function that the addon exports, one file per verb. See src/geometry/native.ts for their JavaScript types.
#pragma once
#include <napi.h>

namespace simwright::binding {

Napi::Value inspectVerb(const Napi::CallbackInfo& info);
Napi::Value renderVerb(const Napi::CallbackInfo& info);

Napi::Value raycastVerb(const Napi::CallbackInfo& info);
Napi::Value occludedVerb(const Napi::CallbackInfo& info);
Napi::Value pointDistanceVerb(const Napi::CallbackInfo& info);
Napi::Value meshDistanceVerb(const Napi::CallbackInfo& info);
Napi::Value cleanVerb(const Napi::CallbackInfo& info);
Napi::Value massVerb(const Napi::CallbackInfo& info);
Napi::Value solidifyVerb(const Napi::CallbackInfo& info);

Napi::Value hullVerb(const Napi::CallbackInfo& info);
Napi::Value limitHullVerb(const Napi::CallbackInfo& info);
Napi::Value fitVerb(const Napi::CallbackInfo& info);
Napi::Value simplifyVerb(const Napi::CallbackInfo& info);
Napi::Value revealVerb(const Napi::CallbackInfo& info);

} // namespace simwright::binding
