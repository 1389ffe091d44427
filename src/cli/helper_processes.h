// Further processes that share the work of this one.
#pragma once

#include <sys/types.h>

#include <functional>
#include <vector>

namespace dance::cli {

// Copies of this process that run `work` in silence.
class HelperProcesses {
 public:
  // To be made before libtorch starts threads. Throws Error where the system has no more processes.
  HelperProcesses(int count, const std::function<void()>& work);
  ~HelperProcesses();  // stops those that still work
  HelperProcesses(const HelperProcesses&) = delete;
  HelperProcesses& operator=(const HelperProcesses&) = delete;

  int wait();  // until they are done; how many failed

 private:
  HelperProcesses() = default;  // what the other one delegates to: if it throws, those it started are stopped
  std::vector<pid_t> processes_;
};

}  // namespace dance::cli
