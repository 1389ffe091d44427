// What passes cost, derived by hand.
#include "dance/engine/nest/array_cycles.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

// 7 passes of 3 runs of 20 steps.
constexpr PassCounts kCounts{.passes = 7, .runs = 3, .run_steps = 20, .load_words = 100};

TEST(ArrayCycles, AreTheStepsWhereNothingIsStated) {
  const ArrayCycles cycles = array_cycles_of(kCounts, {});
  EXPECT_EQ(cycles.steps, 7 * 3 * 20);
  EXPECT_EQ(cycles.total(), cycles.steps);
}

TEST(ArrayCycles, ARunIsCutIntoInstructions) {
  const ArrayPass pass{.instruction_steps = 16, .instruction_least_cycles = 6};
  EXPECT_EQ(array_cycles_of(kCounts, pass).short_instructions, 7 * 3 * (6 - 4));
  EXPECT_EQ(
      array_cycles_of(kCounts, {.instruction_steps = 10, .instruction_least_cycles = 11}).short_instructions,
      7 * 3 * 2);
  EXPECT_EQ(array_cycles_of(kCounts, {.instruction_least_cycles = 11}).short_instructions, 0);
}

TEST(ArrayCycles, ALoadComesBeforeThePassOrWithItsFirstInstruction) {
  ArrayPass pass{.load_words_per_cycle = 3};
  EXPECT_EQ(array_cycles_of(kCounts, pass).load, 7 * 34);
  pass.load_overlaps = true;
  EXPECT_EQ(array_cycles_of(kCounts, pass).load, 7 * (34 - 20));
  pass.instruction_steps = 16;
  EXPECT_EQ(array_cycles_of(kCounts, pass).load, 7 * (34 - 16));
  pass.instruction_least_cycles = 40;
  EXPECT_EQ(array_cycles_of(kCounts, pass).load, 0);
}

TEST(ArrayCycles, ALoadHasItsLeastCycles) {
  EXPECT_EQ(array_cycles_of(kCounts, {.load_words_per_cycle = 50, .load_least_cycles = 16}).load, 7 * 16);
  EXPECT_EQ(array_cycles_of(kCounts, {.load_words_per_cycle = 5, .load_least_cycles = 16}).load, 7 * 20);
  EXPECT_EQ(array_cycles_of(kCounts, {.load_least_cycles = 16}).load, 7 * 16);
  PassCounts nothing = kCounts;
  nothing.load_words = 0;
  EXPECT_EQ(array_cycles_of(nothing, {.load_words_per_cycle = 1, .load_least_cycles = 16}).load, 0);
}

}  // namespace
}  // namespace dance::test
