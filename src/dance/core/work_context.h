// What long work gets beside its input: whom it tells of its progress, what it may use, and when to stop.
#pragma once

#include <atomic>
#include <filesystem>

#include "dance/core/progress.h"

namespace dance {

struct WorkContext {
  Progress& progress;
  std::filesystem::path cache;  // the folder for what later work may use again
  int threads = 0;              // 0: all cores
  // Once this is true, a search that can end early ends with the best that it has; null: nobody interrupts.
  const std::atomic<bool>* interrupted = nullptr;
};

}  // namespace dance
