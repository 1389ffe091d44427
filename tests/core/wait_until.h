// Waits for what another process does.
#pragma once

#include <unistd.h>

#include <functional>

namespace dance::test {

// Whether it comes true within ten seconds.
inline bool wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) return true;
    ::usleep(1000);
  }
  return condition();
}

}  // namespace dance::test
