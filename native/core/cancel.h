// Cancel flag and progress counter in one object, shared with the caller through two 32-bit words:
//   words[0]  set to non-zero by the caller to cancel
//   words[1]  progress of the running call in thousandths, written by the core
// A default-made token never cancels and reports nowhere. Verbs poll once per 4096 triangles or comparable work, so a
// cancel is seen within about a millisecond.
#pragma once
#include "core/error.h"
#include <atomic>
#include <cstdint>

namespace simwright {

class CancelToken {
public:
  CancelToken() = default;
  explicit CancelToken(std::int32_t* sharedWords) : words(sharedWords) {}

  // Throws Error(CANCELLED) once the caller has set the flag.
  void poll() const {
    if (words && std::atomic_ref<std::int32_t>(words[0]).load(std::memory_order_relaxed) != 0)
      throw Error(Code::CANCELLED, "cancelled by the caller");
  }
  void progress(double share) const {
    if (words)
      std::atomic_ref<std::int32_t>(words[1]).store(static_cast<std::int32_t>(share * 1000.0),
                                                    std::memory_order_relaxed);
  }
  // For loops: polls when `i` is a multiple of 4096.
  void pollEvery4096(std::size_t i) const {
    if ((i & 4095u) == 0) poll();
  }

private:
  std::int32_t* words = nullptr;
};

} // namespace simwright
