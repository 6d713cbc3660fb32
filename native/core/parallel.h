// The one place where the core starts threads, and only when a caller's option asks for more than one. Work is cut into
// numbered chunks whose size does not depend on the number of threads; a chunk writes only what is its own, so results
// are the same for any number of threads.
#pragma once
#include "core/cancel.h"
#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace simwright {

// work(chunk) for every chunk in 0 .. chunks-1, on the calling thread and up to threads - 1 others. The cancel flag is
// polled before each chunk. The first exception ends all and is thrown here. Threads that the system refuses are done
// without.
template <class Work>
void forEachChunk(std::size_t chunks, unsigned threads, const CancelToken& cancel, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex guard;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      for (std::size_t chunk; !stop.load(std::memory_order_relaxed) && (chunk = next.fetch_add(1)) < chunks;) {
        cancel.poll();
        work(chunk);
      }
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
      stop = true;
    }
  };
  std::vector<std::thread> others;
  const std::size_t wanted = std::min<std::size_t>(threads, chunks);
  try {
    others.reserve(wanted);
    while (others.size() + 1 < wanted)
      others.emplace_back(run);
  } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): no more threads to be had, fewer will do
  } catch (const std::bad_alloc&) {    // NOLINT(bugprone-empty-catch): as above
  }
  run();
  for (std::thread& thread : others)
    thread.join();
  if (failure) std::rethrow_exception(failure);
}

} // namespace simwright
