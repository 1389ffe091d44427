// While one of these exists, the first Ctrl-C asks the running search to end with what it has; the next one
// ends the program.
#pragma once

#include <signal.h>

#include <atomic>

namespace dance::cli {

class InterruptRequest {
 public:
  InterruptRequest();
  ~InterruptRequest();
  InterruptRequest(const InterruptRequest&) = delete;
  InterruptRequest& operator=(const InterruptRequest&) = delete;

  const std::atomic<bool>& requested() const { return requested_; }

 private:
  static void on_interrupt(int);
  static std::atomic<bool> requested_;
  static struct sigaction before_;
};

}  // namespace dance::cli
