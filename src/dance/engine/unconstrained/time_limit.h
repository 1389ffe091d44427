// Ends a search at its time limit, or as soon as someone outside asks for it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <utility>

namespace dance::unconstrained {

// The clock starts with the object. All threads of a search share one.
class TimeLimit {
 public:
  // `tick`, where given, is called by every `check`, on its thread, with the seconds gone by.
  explicit TimeLimit(double seconds, const std::atomic<bool>* stop = nullptr,
                     std::function<void(double)> tick = {})
      : limit_s_(seconds), stop_(stop), tick_(std::move(tick)) {}

  // What the last check found.
  bool reached() const { return reached_.load(std::memory_order_relaxed); }
  // Looks at the clock and at `stop`; once reached, a limit stays reached.
  bool check() {
    const double now_s = seconds();
    if (tick_) tick_(now_s);
    if (now_s >= limit_s_ || (stop_ != nullptr && *stop_)) reached_ = true;
    return reached();
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const double limit_s_;
  const std::atomic<bool>* stop_;
  const std::function<void(double)> tick_;
  std::atomic<bool> reached_ = false;
};

}  // namespace dance::unconstrained
