// Wraps a binding function so that the core's errors become JavaScript errors with a `code`.
#pragma once
#include "core/error.h"
#include <napi.h>
#include <new>

namespace simwright::binding {

using Function = Napi::Value (*)(const Napi::CallbackInfo&);

inline void throwCoded(Napi::Env env, const char* code, const char* message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  throw error;
}

template <Function function> Napi::Value guarded(const Napi::CallbackInfo& info) {
  try {
    return function(info);
  } catch (const Error& error) {
    throwCoded(info.Env(), codeName(error.code), error.what());
  } catch (const std::bad_alloc&) {
    throwCoded(info.Env(), codeName(Code::OUT_OF_MEMORY), "out of memory in the geometry core");
  } catch (const std::length_error&) {
    throwCoded(info.Env(), codeName(Code::OUT_OF_MEMORY), "out of memory in the geometry core");
  }
  return info.Env().Undefined();
}

} // namespace simwright::binding
