// Values kept in a folder: they are made once, made again where they cannot be read, and had all the same
// where they cannot be kept.
#include "dance/core/cached.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "core/recorded_progress.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kKind = "word-1";

class Cached : public testing::Test {
 protected:
  std::string word(const std::string& made) {
    return cached(
        file_, "word", progress_, [&] { return read_sealed_file(file_, kKind); },
        [&] {
          ++makes_;
          if (slowly_) ::usleep(100'000);
          return made;
        },
        [&](const std::string& value) { write_sealed_file(file_, kKind, value); });
  }

  test::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "cache/word.bin";
  test::RecordedProgress progress_;
  int makes_ = 0;
  bool slowly_ = false;
};

TEST_F(Cached, IsMadeOnce) {
  EXPECT_EQ(word("first"), "first");
  EXPECT_EQ(word("second"), "first");
  EXPECT_EQ(makes_, 1);
  EXPECT_THAT(progress_.warnings, IsEmpty());
}

TEST_F(Cached, IsMadeAgainWhereItIsDamaged) {
  word("first");
  write_file_atomic(file_, "no longer a word");
  EXPECT_EQ(word("second"), "second");
  EXPECT_EQ(word("third"), "second");
  EXPECT_THAT(progress_.warnings, ElementsAre(HasSubstr("the word is made again: " + file_.string())));
}

TEST_F(Cached, IsHadAllTheSameWhereItCannotBeKept) {
  write_file_atomic(folder_ / "cache", "a file where the folder would be");
  EXPECT_EQ(word("first"), "first");
  EXPECT_EQ(word("second"), "second");
  EXPECT_THAT(progress_.warnings,
              ElementsAre(HasSubstr("the word is not kept: "), HasSubstr("the word is not kept: ")));
}

// Making the value takes long enough for all processes to miss it.
TEST_F(Cached, IsMadeByOneOfTheProcessesThatMissIt) {
  slowly_ = true;
  std::vector<pid_t> processes;
  for (int i = 0; i < 4; ++i) {
    const pid_t process = ::fork();
    if (process == 0) {
      try {
        word("slow");
        if (makes_ > 0) write_file_atomic(folder_ / ("made" + std::to_string(i)), "");
        ::_exit(word("again") == "slow" ? 0 : 1);
      } catch (...) {
        ::_exit(2);
      }
    }
    processes.push_back(process);
  }
  for (const pid_t process : processes) {
    int status = 0;
    ::waitpid(process, &status, 0);
    EXPECT_EQ(status, 0);
  }
  int makers = 0;
  for (int i = 0; i < 4; ++i) makers += std::filesystem::exists(folder_ / ("made" + std::to_string(i)));
  EXPECT_EQ(makers, 1);
}

}  // namespace
}  // namespace dance::test
