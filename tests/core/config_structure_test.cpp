#include "dance/core/config_structure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ConfigStructure, LinesCountFromOne) {
  const YAML::Node node = YAML::Load("a: 1\nb:\n  - 2\n  - {c: 3}\n");
  EXPECT_EQ(line_of(node["a"]), 1);
  EXPECT_EQ(line_of(node["b"][0]), 3);
  EXPECT_EQ(line_of(node["b"][1]["c"]), 4);
  EXPECT_EQ(line_of(YAML::Node(YAML::NodeType::Map)), 0);
}

TEST(ConfigStructure, PathsAreJoinedByDots) {
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(join_path("a", "b"), "a.b");
  EXPECT_EQ(join_path("a[0]", "b"), "a[0].b");
}

std::string document_fault(const std::string& text) {
  return message_of([&] { require_one_document(text, "f.yaml"); });
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

TEST(ConfigStructure, OneDocumentOfAReasonableSize) {
  EXPECT_EQ(document_fault(""), "");
  EXPECT_EQ(document_fault("# a comment\n"), "");
  EXPECT_EQ(document_fault("a: [1, {b: 2}]\nc: |\n  text\n"), "");
  EXPECT_EQ(document_fault("---\na: 1\n...\n"), "");
  EXPECT_EQ(document_fault("a: 1\n---\nb: 2\n"),
            "f.yaml:2: more than one YAML document, or text that belongs to no key; expected one document");
  EXPECT_THROW(require_one_document("a: [1", "f.yaml"), YAML::Exception);
  std::string large(std::size_t{64} << 20, '#');
  EXPECT_EQ(document_fault(large + "#"), "f.yaml: too long; expected at most 67108864 bytes; got 67108865");
}

// The map around the lists is the first level.
TEST(ConfigStructure, CollectionsMayNestSixtyFourDeep) {
  EXPECT_EQ(document_fault("a: " + nested(64)), "");
  EXPECT_EQ(document_fault("a: 1\nb: " + nested(65)),
            "f.yaml:2: nested too deeply; expected at most 64 levels");
  std::string side_by_side = "a: [";
  for (int i = 0; i < 100; ++i) side_by_side += nested(30) + ", ";
  EXPECT_EQ(document_fault(side_by_side + "1]"), "");
}

// The faults of a document whose root stands at `path`.
std::vector<std::string> structure_faults(const std::string& yaml, const std::string& path = "") {
  ConfigContext context;
  context.origin.file = "f.yaml";
  require_structure(YAML::Load(yaml), path, context);
  std::vector<std::string> messages;
  for (const Fault& fault : context.faults) messages.push_back(Error(fault).what());
  return messages;
}

TEST(ConfigStructure, EveryFaultHasItsPlace) {
  EXPECT_THAT(structure_faults("a: [1, {b: 2}]\nc: \"3\"\nd: !<!> 4\n"), ElementsAre());
  EXPECT_THAT(
      structure_faults("a:\n  - 1\n  - {b: 1, b: 2}\nc: !tag 3\n? [x]\n: 1\nc: 4\n"),
      ElementsAre("f.yaml:3: a[1].b: duplicate key",
                  "f.yaml:4: c: YAML tag '!tag' is not supported; expected a plain value",
                  "f.yaml:5: a key is not plain text; expected a plain key", "f.yaml:7: c: duplicate key"));
  EXPECT_THAT(structure_faults("x: 1\nx: 2\n", "over.there"),
              ElementsAre("f.yaml:2: over.there.x: duplicate key"));
}

TEST(ConfigStructure, KeysAreComparedWithinOneMapOnly) {
  EXPECT_THAT(structure_faults("a: {x: 1}\nb: {x: 1, a: {x: 2}}\n"), ElementsAre());
}

TEST(ConfigStructure, AnEndlessDocumentIsRefusedWithWhatWasFoundBefore) {
  const std::string message = message_of([] { structure_faults("a: 1\na: 2\nb: &b [*b]\n"); });
  EXPECT_THAT(message, HasSubstr("f.yaml:2: a: duplicate key"));
  EXPECT_THAT(message, HasSubstr("nested too deeply; expected at most 64 levels"));
}

}  // namespace
}  // namespace dance::test
