// The reader of network spaces: what a file comes to, layer by layer, and what is wrong with one.
#include <gmock/gmock.h>

#include <sstream>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/search/space/network_space.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::string kSpace = R"(name: by hand
input: {channels: 2, height: 11, width: 9}
classes: 5
stem: {channels: 6, kernel: 5, stride: 2, padding: 1, first_block_channels: 4}
stages:
  - {channels: 4, depth: 2}
  - {channels: 8, depth: 3, stride: 2}
operations: {kernels: [3, 7], expansions: [1, 6], zero: yes}
head: {channels: 12}
)";

// The lines of a message, of which each is a fault.
std::vector<std::string> lines_of(const std::string& message) {
  std::vector<std::string> lines;
  std::istringstream stream(message);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The faults of the space with one part of its text exchanged.
std::vector<std::string> faults(const std::string& from, const std::string& to) {
  return lines_of(message_of([&] { NetworkSpace::parse(replaced(kSpace, from, to), "space.yaml"); }));
}

TEST(NetworkSpaceReader, ReadsEveryKey) {
  const NetworkSpace space = NetworkSpace::parse(kSpace, "space.yaml");
  EXPECT_EQ(space.name, "by hand");
  EXPECT_EQ(space.file, "space.yaml");
  EXPECT_EQ(space.input_channels, 2);
  EXPECT_EQ(space.input_height, 11);
  EXPECT_EQ(space.input_width, 9);
  EXPECT_EQ(space.classes, 5);
  EXPECT_EQ(space.stem.channels, 6);
  EXPECT_EQ(space.stem.kernel, 5);
  EXPECT_EQ(space.stem.stride, 2);
  EXPECT_EQ(space.stem.padding, 1);
  EXPECT_EQ(space.stem.first_block_channels, 4);
  EXPECT_EQ(space.head.channels, 12);
}

// After the stem, images are (11 + 2 - 5) / 2 + 1 = 5 by (9 + 2 - 5) / 2 + 1 = 4.
TEST(NetworkSpaceReader, LaysTheStagesOutLayerByLayer) {
  const NetworkSpace space = NetworkSpace::parse(kSpace, "space.yaml");
  struct Expected {
    const char* name;
    std::int64_t in, out, height, width;
    int stride;
    bool zero;
  };
  const std::vector<Expected> expected = {{"stage1.0", 4, 4, 5, 4, 1, true},
                                          {"stage1.1", 4, 4, 5, 4, 1, true},
                                          {"stage2.0", 4, 8, 5, 4, 2, false},
                                          {"stage2.1", 8, 8, 3, 2, 1, true},
                                          {"stage2.2", 8, 8, 3, 2, 1, true}};
  ASSERT_EQ(space.layers.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const SearchableLayer& layer = space.layers[i];
    EXPECT_EQ(layer.name, expected[i].name);
    EXPECT_EQ(layer.in_channels, expected[i].in) << layer.name;
    EXPECT_EQ(layer.out_channels, expected[i].out) << layer.name;
    EXPECT_EQ(layer.in_height, expected[i].height) << layer.name;
    EXPECT_EQ(layer.in_width, expected[i].width) << layer.name;
    EXPECT_EQ(layer.stride, expected[i].stride) << layer.name;
    std::vector<Operation> operations = {{3, 1}, {3, 6}, {7, 1}, {7, 6}};
    if (expected[i].zero) operations.push_back({0, 0});
    EXPECT_EQ(layer.operations, operations) << layer.name;
  }
}

TEST(NetworkSpaceReader, KeysThatAreLeftOutHaveTheirDefaults) {
  const NetworkSpace space = NetworkSpace::parse(
      "name: short\ninput: {channels: 3, height: 8, width: 8}\nclasses: 2\n"
      "stem: {channels: 6, kernel: 5, stride: 1}\nstages: [{channels: 6, depth: 1}]\n"
      "operations: {kernels: [1], expansions: [2]}\nhead: {}\n",
      "short.yaml");
  EXPECT_EQ(space.stem.padding, 2);  // half of the kernel
  EXPECT_EQ(space.stem.first_block_channels, 0);
  EXPECT_EQ(space.layers[0].in_channels, 6);  // so the stem's own
  EXPECT_EQ(space.layers[0].stride, 1);
  EXPECT_EQ(space.layers[0].operations, (std::vector<Operation>{{1, 2}, {0, 0}}));
  EXPECT_EQ(space.head.channels, 0);
  const NetworkSpace without = NetworkSpace::parse(replaced(kSpace, "zero: yes", "zero: no"), "space.yaml");
  EXPECT_EQ(without.layers[0].operations.size(), 4U);
}

TEST(NetworkSpaceReader, AFaultHasFileLineAndKey) {
  EXPECT_THAT(faults("channels: 8, depth: 3", "channels: 0, depth: 3"),
              ElementsAre(HasSubstr("space.yaml:7: stages[1].channels: out of range; expected")));
  EXPECT_THAT(faults("stride: 2}\noperations", "stride: 5}\noperations"),
              ElementsAre(HasSubstr("space.yaml:7: stages[1].stride: out of range")));
  EXPECT_THAT(faults("depth: 2}", "depth: 2, width: 4}"),
              ElementsAre(HasSubstr("space.yaml:6: stages[0].width: unknown key; expected one of channels, "
                                    "depth, stride")));
  EXPECT_THAT(faults("[3, 7]", "[3, 6]"),
              ElementsAre("space.yaml:8: operations.kernels[1]: not odd; expected "
                          "an odd kernel size; got '6'"));
  EXPECT_THAT(faults("[1, 6]", "[1, 6, 6]"),
              ElementsAre(HasSubstr("space.yaml:8: operations.expansions[2]: not ascending")));
  EXPECT_THAT(faults("kernel: 5", "kernel: 4"), ElementsAre(HasSubstr("space.yaml:4: stem.kernel: not odd")));
  EXPECT_THAT(faults("width: 9}", "width: 2}"),
              ElementsAre(HasSubstr("space.yaml:4: stem.kernel: larger than the padded input; got 5")));
  EXPECT_THAT(faults("classes: 5", "classes: 1"),
              ElementsAre(HasSubstr("space.yaml:3: classes: out of range")));
  EXPECT_THAT(faults("zero: yes", "zero: maybe"),
              ElementsAre(HasSubstr("space.yaml:8: operations.zero: not a boolean")));
}

// One thing that is wrong is one fault: no other follows from the harmless value in its place.
TEST(NetworkSpaceReader, EachFaultIsSaidOnce) {
  EXPECT_THAT(faults("[3, 7]", "[3, x, 7]"), ElementsAre(HasSubstr("operations.kernels[1]: not an integer")));
  EXPECT_THAT(faults("[1, 6]", "[x]"), ElementsAre(HasSubstr("operations.expansions[0]: not an integer")));
  EXPECT_THAT(faults("[3, 7]", "3"), ElementsAre(HasSubstr("operations.kernels: not a list")));
  EXPECT_THAT(faults("kernels: [3, 7], ", ""), ElementsAre(HasSubstr("operations.kernels: missing key")));
  EXPECT_THAT(faults("[3, 7]", "[]"), ElementsAre(HasSubstr("operations.kernels: an empty list")));
  const std::string stages = "\n  - {channels: 4, depth: 2}\n  - {channels: 8, depth: 3, stride: 2}";
  EXPECT_THAT(faults("stages:" + stages, "stages: 3"), ElementsAre(HasSubstr("stages: not a list")));
  EXPECT_THAT(faults("stages:" + stages, "stages: []"), ElementsAre(HasSubstr("stages: no stage")));
  EXPECT_THAT(faults("stages:" + stages + "\n", ""), ElementsAre(HasSubstr("stages: missing key")));
  EXPECT_THAT(faults("height: 11, ", ""), ElementsAre(HasSubstr("input.height: missing key")));
}

TEST(NetworkSpaceReader, AllFaultsAtOnce) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "bad.yaml",
                    "name: bad\ninput: {channels: 3, height: 4, width: 4}\nclasses: 1\n"
                    "stem: {channels: 8, kernel: 7, stride: 1, padding: 1}\nstages: []\n"
                    "operations: {kernels: [3, 4], expansions: [6, 3]}\nhead: {channels: -1, depth: 2}\n");
  EXPECT_THAT(lines_of(message_of([&] { NetworkSpace::load(folder / "bad.yaml"); })),
              UnorderedElementsAre(HasSubstr("bad.yaml:3: classes: out of range"),
                                   HasSubstr("bad.yaml:4: stem.kernel: larger than the padded input"),
                                   HasSubstr("bad.yaml:5: stages: no stage"),
                                   HasSubstr("bad.yaml:6: operations.kernels[1]: not odd"),
                                   HasSubstr("bad.yaml:6: operations.expansions[1]: not ascending"),
                                   HasSubstr("bad.yaml:7: head.channels: out of range"),
                                   HasSubstr("bad.yaml:7: head.depth: unknown key")));
}

TEST(NetworkSpaceReader, AFileThatIsNotThereIsAFault) {
  EXPECT_THAT(message_of([] { NetworkSpace::load("/nowhere/space.yaml"); }),
              HasSubstr("/nowhere/space.yaml: cannot be read"));
}

}  // namespace
}  // namespace dance::test
