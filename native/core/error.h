// The core's only way to refuse: an Error with a code. Codes are listed once here and once in src/errors.ts; a test
// compares the two lists.
#pragma once
#include <stdexcept>
#include <string>

namespace simwright {

// clang-format off
#define SIMWRIGHT_CORE_CODES(X) \
  X(ARGUMENT)         /* an option is out of its documented range */ \
  X(MESH_EMPTY)       /* no triangles, or no vertices */ \
  X(MESH_INDEX)       /* index count not a multiple of 3, or an index beyond the vertices */ \
  X(MESH_NOT_FINITE)  /* a coordinate is NaN, infinite, or beyond 1e15 */ \
  X(MESH_DEGENERATE)  /* the shape has no extent in the dimension the verb needs */ \
  X(MESH_TOO_LARGE)   /* more elements than a 32-bit index or the stated limit allows */ \
  X(CANCELLED)        /* the caller's cancel flag was set */ \
  X(OUT_OF_MEMORY)    /* an allocation failed; nothing was changed */ \
  X(INTERNAL)         /* a postcondition of ours failed: a bug, please report it with the input */
// clang-format on

enum class Code {
#define X(name) name,
  SIMWRIGHT_CORE_CODES(X)
#undef X
};

const char* codeName(Code code);

struct Error : std::runtime_error {
  Error(Code c, const std::string& message) : std::runtime_error(message), code(c) {}
  Code code;
};

} // namespace simwright
