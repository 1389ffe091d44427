#include "dance/core/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "core/faults.h"
#include "core/temporary_folder.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using test::TemporaryFolder;
using testing::HasSubstr;

void write_plainly(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

std::ptrdiff_t entries(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

TEST(Files, AWriteFollowsLinksAndKeepsPermissions) {
  const TemporaryFolder folder;
  write_plainly(folder / "file", "old");
  fs::permissions(folder / "file", fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  fs::create_symlink("file", folder / "link");
  write_file_atomic(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "file"), "new");
  EXPECT_EQ(fs::status(folder / "file").permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_EQ(entries(folder / "."), 2);
}

TEST(Files, APipeIsWrittenThrough) {
  const TemporaryFolder folder;
  const fs::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  write_file_atomic(pipe, "through");
  char bytes[16] = {};
  EXPECT_EQ(::read(reader, bytes, sizeof bytes), 7);
  EXPECT_STREQ(bytes, "through");
  ::close(reader);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST(Files, AtomicWriteReplacesAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const fs::path file = folder / "a/b/out.txt";
  write_file_atomic(file, "first");
  write_file_atomic(file, std::string("sec\0nd", 6));
  EXPECT_EQ(read_file(file), std::string("sec\0nd", 6));
  EXPECT_EQ(entries(file.parent_path()), 1);
}

TEST(Files, AtomicWriteThatFailsKeepsTheOldFile) {
  const TemporaryFolder folder;
  write_plainly(folder / "plain", "kept");
  EXPECT_THAT(message_of([&] { write_file_atomic(folder / "plain/below", "x"); }),
              HasSubstr("cannot be written"));
  EXPECT_EQ(read_file(folder / "plain"), "kept");
  fs::create_directory(folder / "target");
  write_plainly(folder / "target/inside", "kept");
  EXPECT_THAT(message_of([&] { write_file_atomic(folder / "target", "x"); }), HasSubstr("cannot be written"));
  EXPECT_EQ(entries(folder.path()), 2);
  EXPECT_EQ(read_file(folder / "target/inside"), "kept");
}

void write_beyond_the_size_limit(const fs::path& file) {
  std::signal(SIGXFSZ, [](int) {
    discard_unfinished_file();
    ::_exit(7);
  });
  const rlimit limit = {1 << 16, 1 << 16};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  write_file_atomic(file, std::string(1 << 20, 'x'));
}

// The kernel sends SIGXFSZ in the middle of the write.
TEST(Files, AWriteThatASignalEndsLeavesNothing) {
  const TemporaryFolder folder;
  write_plainly(folder / "out", "kept");
  EXPECT_EXIT(write_beyond_the_size_limit(folder / "out"), testing::ExitedWithCode(7), "");
  EXPECT_EQ(entries(folder.path()), 1);
  EXPECT_EQ(read_file(folder / "out"), "kept");
}

TEST(Files, ReadingWhatIsNoFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { read_file(folder / "absent"); }), HasSubstr("No such file"));
  EXPECT_THAT(message_of([&] { read_file(folder.path()); }), HasSubstr("is a folder"));
}

TEST(Files, ChecksumIsXxh3) {  // the value that xxhsum -H2 gives for an empty file
  EXPECT_EQ(checksum(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_NE(checksum("a"), checksum("b"));
}

class SealedFile : public testing::Test {
 protected:
  void SetUp() override { write_sealed_file(file_, "thing-1", payload_); }
  std::string reading_it() {
    return message_of([&] { read_sealed_file(file_, "thing-1"); });
  }
  const TemporaryFolder folder_;
  const fs::path file_ = folder_ / "thing";
  const std::string payload_ = std::string("line\n\0binary", 12);
};

TEST_F(SealedFile, GivesTheBytesBack) {
  EXPECT_EQ(read_sealed_file(file_, "thing-1"), payload_);
  write_sealed_file(file_, "thing-1", "");
  EXPECT_EQ(read_sealed_file(file_, "thing-1"), "");
}

TEST_F(SealedFile, RefusesAnotherKind) {
  EXPECT_THAT(message_of([&] { read_sealed_file(file_, "thing-2"); }),
              HasSubstr("another kind of file; expected thing-2; got thing-1"));
}

TEST_F(SealedFile, RefusesAForeignOrEmptyFile) {
  write_plainly(file_, "PNG something\n");
  EXPECT_THAT(reading_it(), HasSubstr("not a file of dance"));
  write_plainly(file_, "");
  EXPECT_THAT(reading_it(), HasSubstr("not a file of dance"));
}

TEST_F(SealedFile, RefusesAnyCutAndAnyFlippedBit) {
  const std::string whole = read_file(file_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_plainly(file_, whole.substr(0, size));
    EXPECT_NE(reading_it(), "") << "cut to " << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_plainly(file_, damaged);
    EXPECT_NE(reading_it(), "") << "flipped at " << at;
  }
  write_plainly(file_, whole + "x");
  EXPECT_THAT(reading_it(), HasSubstr("wrong length"));
}

TEST(OutputFolder, IsCreatedOrMustBeEmpty) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(create_output_folder(folder / "new/run"));
  EXPECT_NO_THROW(create_output_folder(folder / "new/run"));  // exists and is empty
  write_plainly(folder / "new/run/log", "x");
  EXPECT_THAT(message_of([&] { create_output_folder(folder / "new/run"); }),
              HasSubstr("output folder is not empty"));
  EXPECT_THAT(message_of([&] { create_output_folder(folder / "new/run/log"); }), HasSubstr("is a file"));
  EXPECT_THAT(message_of([&] { create_output_folder(folder / "new/run/log/below"); }),
              HasSubstr("cannot be created"));
}

TEST(OutputFolder, NobodyCreatesFoldersInProc) {
  EXPECT_THAT(message_of([] { create_output_folder("/proc/dance-run"); }), HasSubstr("cannot be created"));
}

TEST(OutputFolder, MustBeWritable) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const TemporaryFolder folder;
  fs::create_directory(folder / "closed");
  ::chmod((folder / "closed").c_str(), 0500);
  EXPECT_THAT(message_of([&] { create_output_folder(folder / "closed"); }), HasSubstr("not writable"));
  EXPECT_THAT(message_of([&] { create_output_folder(folder / "closed/run"); }),
              HasSubstr("cannot be created"));
}

}  // namespace
}  // namespace dance::test
