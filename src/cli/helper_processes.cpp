#include "cli/helper_processes.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "dance/core/error.h"

namespace dance::cli {

namespace {

[[noreturn]] void help(pid_t helped, const std::function<void()>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // not to outlive the process that it helps
  if (::getppid() != helped) ::_exit(1);
  if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  try {
    work();
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace

HelperProcesses::HelperProcesses(int count, const std::function<void()>& work) : HelperProcesses() {
  const pid_t self = ::getpid();
  for (int i = 0; i < count; ++i) {
    const pid_t process = ::fork();
    if (process < 0)
      throw Error::run_failure("no further process could be started: " + std::string(std::strerror(errno)));
    if (process == 0) help(self, work);
    processes_.push_back(process);
  }
}

HelperProcesses::~HelperProcesses() {
  for (const pid_t process : processes_) ::kill(process, SIGTERM);
  wait();
}

int HelperProcesses::wait() {
  int failed = 0;
  for (const pid_t process : processes_) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    failed += WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
  }
  processes_.clear();
  return failed;
}

}  // namespace dance::cli
