// Processes that share the work: they do it, fail in silence, and do not outlive the one that they help.
#include "cli/helper_processes.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>

#include "core/temporary_folder.h"
#include "core/wait_until.h"
#include "dance/core/files.h"

namespace dance::test {

using namespace cli;
namespace {

namespace fs = std::filesystem;

TEST(HelperProcesses, WorkBesideThisOne) {
  const test::TemporaryFolder folder;
  const pid_t self = ::getpid();
  HelperProcesses helpers(3, [&] { fs::create_directory(folder / std::to_string(::getpid())); });
  EXPECT_EQ(helpers.wait(), 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}), 3);
  EXPECT_FALSE(fs::exists(folder / std::to_string(self)));
}

TEST(HelperProcesses, FailInSilence) {
  testing::internal::CaptureStderr();
  HelperProcesses helpers(2, [] {
    std::cerr << "loud" << std::endl;
    throw std::runtime_error("failed");
  });
  EXPECT_EQ(helpers.wait(), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

// Work that does not end, and tells which process does it.
class Endless {
 public:
  void operator()() const {
    write_file_atomic(folder_ / "helper", std::to_string(::getpid()));
    for (;;) ::pause();
  }
  bool begins() const {
    return test::wait_until([&] { return fs::exists(folder_ / "helper"); });
  }
  bool is_stopped() const {
    const pid_t helper = std::stoi(read_file(folder_ / "helper"));
    return test::wait_until([&] { return ::kill(helper, 0) == -1 && errno == ESRCH; });
  }

 private:
  const test::TemporaryFolder folder_;
};

TEST(HelperProcesses, AreStoppedWithTheirOwner) {
  const Endless work;
  {
    const HelperProcesses helpers(1, std::cref(work));
    ASSERT_TRUE(work.begins());
  }
  EXPECT_TRUE(work.is_stopped());
}

TEST(HelperProcesses, DoNotOutliveAKilledProcess) {
  const Endless work;
  const pid_t owner = ::fork();
  if (owner == 0) {
    const HelperProcesses helpers(1, std::cref(work));
    for (;;) ::pause();
  }
  EXPECT_TRUE(work.begins());
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  EXPECT_TRUE(work.is_stopped());
}

}  // namespace
}  // namespace dance::test
