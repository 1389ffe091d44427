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

  int wait();  // until they are done; returns how many failed

 private:
  // The public constructor delegates to this one, so that the destructor stops the processes that it has
  // started when it throws.
  HelperProcesses() = default;
  std::vector<pid_t> processes_;
};

}  // namespace dance::cli
