#include "core/error.h"

namespace simwright {

const char* codeName(Code code) {
  switch (code) {
#define X(name)                                                                                                        \
  case Code::name:                                                                                                     \
    return #name;
    SIMWRIGHT_CORE_CODES(X)
#undef X
  }
  return "INTERNAL";
}

} // namespace simwright
