// Locks between holders of one process, and between processes.
#include "dance/core/file_lock.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "core/wait_until.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using test::message_of;
using ::testing::HasSubstr;

TEST(FileLock, IsHeldByOneAtATime) {
  const test::TemporaryFolder folder;
  const auto file = folder / "locks/run.lock";
  {
    const auto first = FileLock::try_lock(file);
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::try_lock(file));
    EXPECT_TRUE(FileLock::try_lock(folder / "locks/other.lock"));
  }
  EXPECT_TRUE(FileLock::try_lock(file));
}

TEST(FileLock, IsWaitedFor) {
  const test::TemporaryFolder folder;
  const auto file = folder / "run.lock";
  std::optional<FileLock> first = FileLock::try_lock(file);
  std::promise<void> waits;
  std::atomic<bool> had = false;
  auto second = std::async(std::launch::async, [&] {
    const FileLock lock = FileLock::lock(file, [&] { waits.set_value(); });
    had = true;
  });
  EXPECT_EQ(waits.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_FALSE(had);
  first.reset();
  second.get();
  EXPECT_TRUE(had);
  FileLock::lock(file, [] { ADD_FAILURE() << "it is free"; });
  EXPECT_TRUE(FileLock::keeps_out(file));
}

TEST(FileLock, GoesWithItsProcess) {
  const test::TemporaryFolder folder;
  const auto file = folder / "run.lock";
  const pid_t holder = ::fork();
  if (holder == 0) {
    try {
      const FileLock lock(file);
      write_file_atomic(folder / "held", "");
      ::sleep(60);
    } catch (...) {
    }
    ::_exit(1);
  }
  EXPECT_TRUE(test::wait_until([&] { return std::filesystem::exists(folder / "held"); }));
  EXPECT_FALSE(FileLock::try_lock(file));
  ::kill(holder, SIGKILL);
  ::waitpid(holder, nullptr, 0);
  EXPECT_TRUE(FileLock::try_lock(file));
}

TEST(FileLock, OfAPlaceThatCannotBeWrittenIsRefused) {
  const test::TemporaryFolder folder;
  write_file_atomic(folder / "file", "");
  EXPECT_THAT(message_of([&] { FileLock::try_lock(folder / "file/run.lock"); }),
              HasSubstr("file/run.lock: cannot be locked; expected a writable place"));
}

}  // namespace
}  // namespace dance::test
