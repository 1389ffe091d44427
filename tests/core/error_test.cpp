#include "dance/core/error.h"

#include <gtest/gtest.h>

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
  const std::string message = to_string(Fault{"", 0, "", "x", "", std::string(100'000, 'y')});
  EXPECT_EQ(message.size(), std::string("x; got ").size() + 4000 + 3);
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
