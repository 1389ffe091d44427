// Long work on other threads, while this one tells of its progress (Progress takes calls from one thread).
#pragma once

#include <chrono>
#include <future>

namespace dance {

// Runs `work()` on another thread and calls `tell()` on this one ten times a second, and once more at the
// end. What the work throws is thrown here.
template <typename Work, typename Tell>
void run_watched(const Work& work, const Tell& tell) {
  std::future<void> running = std::async(std::launch::async, work);
  while (running.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) tell();
  running.get();
  tell();
}

}  // namespace dance
