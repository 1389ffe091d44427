// The build of the cost side alone says what it lacks.
#include <gtest/gtest.h>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

TEST(WithoutTorch, CommandsThatNeedItSaySo) {
  for (const std::string command : {"search", "train", "compare", "evaluator", "supernet"}) {
    const Outcome outcome = run_dance(command + " something --option");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "error: this build of dance lacks libtorch, which 'dance " + command +
                               "' needs; expected a build with -DDANCE_WITH_TORCH=ON, as ./dance makes it\n");
  }
}

}  // namespace
}  // namespace dance::test
