#include "dance/search/run/run_folder.h"

#include <gmock/gmock.h>

#include <set>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(RunFolder, IsThereWhileTheRunWorks) {
  const TemporaryFolder folder;
  const RunFolder run(folder / "of/one");
  EXPECT_TRUE(fs::is_directory(folder / "of/one"));
}

TEST(RunFolder, IsRemovedWhenNothingCameToLieInIt) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "runs");
  { RunFolder run(folder / "runs/of/one/"); }
  EXPECT_TRUE(fs::is_empty(folder / "runs"));  // `of` is gone too, but not what was there before
  {
    RunFolder run(folder / "run");
    write_file_atomic(folder / "run/log.csv", "x");
  }
  EXPECT_TRUE(fs::exists(folder / "run" / "log.csv"));
}

TEST(RunFolder, OneThatWasThereAndEmptyStays) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "mine");
  { RunFolder run(folder / "mine"); }
  EXPECT_TRUE(fs::is_directory(folder / "mine"));
}

// Something else came into a folder above it meanwhile.
TEST(RunFolder, FoldersAboveStayThatHoldSomethingElse) {
  const TemporaryFolder folder;
  {
    RunFolder run(folder / "runs/of/one");
    write_file_atomic(folder / "runs/notes.txt", "mine");
  }
  EXPECT_FALSE(fs::exists(folder / "runs/of"));
  EXPECT_EQ(read_file(folder / "runs/notes.txt"), "mine");
}

TEST(RunFolder, RefusesOneThatHoldsSomethingAndLeavesIt) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "run/thesis.txt", "mine");
  EXPECT_THAT(message_of([&] { RunFolder(folder / "run"); }), HasSubstr("output folder is not empty"));
  EXPECT_NE(message_of([&] { RunFolder(folder / "run/thesis.txt"); }), "");
  EXPECT_EQ(read_file(folder / "run/thesis.txt"), "mine");
}

TEST(DefaultRunFolder, IsTheTimeWithANumberWhereThatIsTaken) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  std::set<std::string> names;
  for (int i = 0; i < 3; ++i) {
    const fs::path next = default_run_folder();
    EXPECT_FALSE(fs::exists(next));
    EXPECT_THAT(next.string(), testing::MatchesRegex("runs/[0-9]{8}-[0-9]{6}(-[23])?"));
    fs::create_directories(next);
    names.insert(next.string());
  }
  EXPECT_EQ(names.size(), 3U);
  fs::current_path(before);
}

}  // namespace
}  // namespace dance::test
