#include "dance/core/error.h"

#include <gtest/gtest.h>

#include "dance/core/utf8.h"

namespace dance::test {
namespace {

TEST(Error, MessageHasFileLineKeyProblemExpectedAndFound) {
  EXPECT_EQ(to_string(Fault{"f.yaml", 3, "a.b", "out of range", "1..8", "'9'"}),
            "f.yaml:3: a.b: out of range; expected 1..8; got '9'");
  EXPECT_EQ(to_string(Fault{"f.yaml", 0, "", "is a folder", "", ""}), "f.yaml: is a folder");
  EXPECT_EQ(to_string(Fault{"", 0, "", "nothing to do", "", ""}), "nothing to do");
}

TEST(Error, WhatAFileHoldsCannotBreakTheMessage) {
  EXPECT_EQ(to_string(Fault{"f.yaml", 1, std::string("a\0b", 3), "unknown key", "", "'x\ny\x1b[31m\x7f'"}),
            "f.yaml:1: a\\x00b: unknown key; got 'x\\x0ay\\x1b[31m\\x7f'");
}

// What a file holds may be of any length, and is told by its beginning; what was expected is told whole, so
// that nothing is missing in the middle of the message.
TEST(Error, OnlyWhatAFileHoldsIsShortenedAndSaysSo) {
  EXPECT_EQ(to_string(Fault{"", 0, "", "x", "", std::string(100'000, 'y')}),
            "x; got " + std::string(4000, 'y') + "... (100000 bytes in all)");
  const std::string names(10'000, 'n');
  EXPECT_EQ(to_string(Fault{"", 0, "k", "x", names, "'y'"}), "k: x; expected " + names + "; got 'y'");
  // A character of two bytes is not cut in two.
  std::string umlauts = "a";
  for (int i = 0; i < 3000; ++i) umlauts += "\xc3\xbc";
  const std::string message = to_string(Fault{"", 0, "", "x", "", umlauts});
  EXPECT_TRUE(is_utf8(message));
  EXPECT_TRUE(message.ends_with("... (6001 bytes in all)"));
}

TEST(Error, OneLinePerFault) {
  const Error error(std::vector<Fault>{{"f", 1, "a", "x", "", ""}, {"f", 2, "b", "y", "", ""}});
  EXPECT_STREQ(error.what(), "f:1: a: x\nf:2: b: y");
  EXPECT_EQ(error.faults().size(), 2u);
}

TEST(Error, ExitCodes) {
  EXPECT_EQ(Error(Fault{"", 0, "", "x", "", ""}).exit_code(), 2);
  const Error failure = Error::run_failure("the loss is not a number");
  EXPECT_EQ(failure.exit_code(), 1);
  EXPECT_STREQ(failure.what(), "the loss is not a number");
}

}  // namespace
}  // namespace dance::test
