#include "cli/timeloop_files.h"

#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {

using namespace cli;
namespace {

TEST(TopKey, IsThatOfYamlAndJsonFilesThatCanBeRead) {
  const TemporaryFolder folder;
  const auto has = [&](const std::string& name, const std::string& text) {
    write_file_atomic(folder / name, text);
    return has_top_key((folder / name).string(), "problem");
  };
  EXPECT_TRUE(has("a.yaml", "other: 1\nproblem: {}\n"));
  EXPECT_TRUE(has("a.yml", "problem:\n"));
  EXPECT_TRUE(has("a.json", "{\"problem\": 1}"));
  EXPECT_FALSE(has("a.txt", "problem: {}\n"));
  EXPECT_FALSE(has("a", "problem: {}\n"));
  EXPECT_FALSE(has("b.yaml", "other: {problem: 1}\n"));
  EXPECT_FALSE(has("c.yaml", "problem: [\n"));
  EXPECT_FALSE(has("d.yaml", ""));
  EXPECT_FALSE(has_top_key((folder / "missing.yaml").string(), "problem"));
  EXPECT_FALSE(has_top_key(folder.path().string(), "problem"));
}

TEST(TimeloopFiles, AreKnownByTheKeyAtTheirTop) {
  const TemporaryFolder folder;
  const auto key = [&](const std::string& text) {
    write_file_atomic(folder / "a.yaml", text);
    return timeloop_key((folder / "a.yaml").string());
  };
  for (const char* top : {"architecture", "problem", "mapping", "ERT", "ART"})
    EXPECT_EQ(key("name: x\n" + std::string(top) + ": {}\n"), top);
  EXPECT_EQ(key("mappings: {}\n"), "");  // a file of dance's own
  EXPECT_EQ(key("layers: []\n"), "");
}

// Only where the file could not be read as what it was given for.
TEST(TimeloopFiles, AreRefusedWithTheCommandsThatReadThem) {
  const TemporaryFolder folder;
  const std::string file = (folder / "a.yaml").string();
  const auto refuse = []() -> int { throw Error({"a", 1, "b", "unknown key", "", ""}); };
  const auto refusal = [&] { return message_of([&] { unless_of_timeloop(file, "a network", refuse); }); };
  write_file_atomic(file, "problem: {}\n");
  EXPECT_EQ(
      refusal(),
      file +
          ": is one of Timeloop's files ('problem' stands at its top), which two other commands read: "
          "'dance map PROBLEM -a ARCHITECTURE ERT' finds the best mapping, 'dance model FILES' evaluates "
          "one; expected a network");
  EXPECT_EQ(unless_of_timeloop(file, "a network", [] { return 7; }), 7);
  write_file_atomic(file, "layers: []\n");
  EXPECT_EQ(refusal(), "a:1: b: unknown key");
}

}  // namespace
}  // namespace dance::test
