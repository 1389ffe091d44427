// Networks kept in the cache: what comes back is what was kept, and every damage is an Error.
#include "dance/search/evaluator/keyed_archive.h"

#include <gmock/gmock.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class KeyedArchive : public ::testing::Test {
 protected:
  void write(const std::string& key, const torch::Tensor& tensor) const {
    torch::serialize::OutputArchive archive;
    archive.write("tensor", tensor);
    write_keyed_archive(file_, "networks-1", key, archive);
  }
  torch::Tensor read(const std::string& key, const std::string& kind = "networks-1") const {
    torch::Tensor tensor;
    read_keyed_archive(file_, kind, key, "is of another search").read("tensor", tensor);
    return tensor;
  }
  std::string refusal(const std::string& key = "some key", const std::string& kind = "networks-1") const {
    return message_of([&] { read(key, kind); });
  }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "cache" / "networks.bin";
  const torch::Tensor tensor_ = torch::arange(60).reshape({3, 20});
};

TEST_F(KeyedArchive, BringsBackWhatWasKept) {
  write("some key", tensor_);
  EXPECT_TRUE(torch::equal(read("some key"), tensor_));
  write("some key", 2 * tensor_);
  EXPECT_TRUE(torch::equal(read("some key"), 2 * tensor_));
}

TEST_F(KeyedArchive, RefusesAnotherKey) {
  write("some key", tensor_);
  EXPECT_THAT(refusal("some other key"), AllOf(HasSubstr("networks.bin: is of another search"),
                                               HasSubstr("expected key some other key; got key some key")));
  EXPECT_THAT(refusal("some"), HasSubstr("is of another search"));
  EXPECT_THAT(refusal("some key, and more"), HasSubstr("is of another search"));
  EXPECT_THAT(refusal(""), HasSubstr("is of another search"));
}

TEST_F(KeyedArchive, RefusesAnotherKindAndAFileThatIsNotThere) {
  EXPECT_THAT(refusal(), HasSubstr("networks.bin: cannot be read"));
  write("some key", tensor_);
  EXPECT_THAT(refusal("some key", "networks-2"), HasSubstr("networks-1"));
}

// Each byte is under the checksum, whatever it stands for.
TEST_F(KeyedArchive, RefusesDamage) {
  write("some key", tensor_);
  const std::string whole = read_file(file_);
  for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 97) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 8);
    write_file_atomic(file_, damaged);
    EXPECT_NE(refusal(), "") << at;
    write_file_atomic(file_, whole.substr(0, at));
    EXPECT_NE(refusal(), "") << at;
  }
  write_file_atomic(file_, whole + "x");
  EXPECT_NE(refusal(), "");
  write_file_atomic(file_, whole);
  EXPECT_EQ(refusal(), "");
}

// The checksum is right, but libtorch cannot read what it is of.
TEST_F(KeyedArchive, RefusesWhatIsNoArchive) {
  for (const char* content : {"some key\n", "some key\nnot an archive", "some key\nPK\x03\x04"}) {
    write_sealed_file(file_, "networks-1", content);
    EXPECT_THAT(refusal(), HasSubstr("networks.bin: holds no networks that this libtorch can read"))
        << content;
  }
  for (const char* content : {"", "some key", "some"}) {  // not even a line
    write_sealed_file(file_, "networks-1", content);
    EXPECT_NE(refusal(), "") << content;
  }
}

}  // namespace
}  // namespace dance::test
