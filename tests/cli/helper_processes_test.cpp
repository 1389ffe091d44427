// Processes that share the work: they do it, fail in silence, and do not outlive the one they help.
#include "cli/helper_processes.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::cli {
namespace {

namespace fs = std::filesystem;

TEST(HelperProcesses, WorkBesideThisOne) {
  const test::TemporaryFolder folder;
  const pid_t self = ::getpid();
  HelperProcesses helpers(3, [&] { fs::create_directory(folder / std::to_string(::getpid())); });
  helpers.wait();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}), 3);
  EXPECT_FALSE(fs::exists(folder / std::to_string(self)));
}

TEST(HelperProcesses, FailInSilence) {
  testing::internal::CaptureStderr();
  HelperProcesses helpers(2, [] {
    std::cerr << "loud" << std::endl;
    throw std::runtime_error("failed");
  });
  helpers.wait();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(HelperProcesses, AreStoppedWithTheirOwner) {
  const test::TemporaryFolder folder;
  {
    const HelperProcesses helpers(1, [&] {
      write_file_atomic(folder / "helper", std::to_string(::getpid()));
      for (;;) ::pause();
    });
    while (!fs::exists(folder / "helper")) ::usleep(1000);
  }
  EXPECT_EQ(::kill(std::stoi(read_file(folder / "helper")), 0), -1);
}

}  // namespace
}  // namespace dance::cli
