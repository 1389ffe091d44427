// Keys that are spelled in several ways.
#include "dance/engine/timeloop/synonyms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

// The depth of a memory; 7 where it is not given.
std::int64_t depth(const std::string& text) {
  Config config = Config::parse(text, "memory.yaml");
  ConfigMap root = config.root();
  const std::int64_t value = timeloop::integer_of(root, {"depth", "memory_depth"}, {.min = 1, .max = 100}, 7);
  root.finish();
  config.check();
  return value;
}

TEST(TimeloopSynonyms, AnySpellingGivesTheValue) {
  EXPECT_EQ(depth("depth: 3"), 3);
  EXPECT_EQ(depth("memory_depth: 4"), 4);
  EXPECT_EQ(depth("{}"), 7);
}

TEST(TimeloopSynonyms, TwoSpellingsMustAgree) {
  EXPECT_EQ(depth("{depth: 5, memory_depth: 5}"), 5);
  const std::string message = message_of([] { depth("{depth: 5, memory_depth: 6}"); });
  EXPECT_THAT(message, HasSubstr("memory_depth: contradicts another key; expected depth '5'; got '6'"));
}

TEST(TimeloopSynonyms, TheRangeHoldsForAnySpelling) {
  EXPECT_THAT(message_of([] { depth("memory_depth: 101"); }), HasSubstr("memory_depth: out of range"));
}

}  // namespace
}  // namespace dance::test
