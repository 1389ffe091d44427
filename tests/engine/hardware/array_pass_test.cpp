#include "dance/engine/hardware/array_pass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"

namespace dance::test {
namespace {

ArrayPassRule read(const std::string& text) {
  Config config = Config::parse("array_pass: {" + text + "}\n", "design.yaml");
  const ArrayPassRule rule = read_array_pass(config.root().value("array_pass"));
  config.check();
  return rule;
}

TEST(ArrayPass, CostsItsStepsAloneByDefault) {
  EXPECT_EQ(read("stationary: Weights"), ArrayPassRule{});
  const ArrayPass pass = read("stationary: Outputs").on(8, 4);
  EXPECT_EQ(pass.stationary, Tensor::Outputs);
  EXPECT_EQ(pass.fill_drain_cycles, 0);
  EXPECT_EQ(pass.load_words_per_cycle, 0);
  EXPECT_EQ(pass.instruction_steps, 0);
  EXPECT_EQ(pass.transfer_overlap, 1);
}

TEST(ArrayPass, AmountsFollowFromTheSizeOfTheArray) {
  const ArrayPassRule rule = read(
      "stationary: Inputs, fill_drain_cycles: rows + columns, load_words_per_cycle: columns, "
      "load_least_cycles: "
      "rows, load_overlaps: yes, instruction_steps: 16, instruction_least_cycles: 4, transfer_overlap: 0.5");
  const ArrayPass pass = rule.on(8, 3);
  EXPECT_EQ(pass.stationary, Tensor::Inputs);
  EXPECT_EQ(pass.fill_drain_cycles, 11);
  EXPECT_EQ(pass.load_words_per_cycle, 8);
  EXPECT_EQ(pass.load_least_cycles, 3);
  EXPECT_TRUE(pass.load_overlaps);
  EXPECT_EQ(pass.instruction_steps, 16);
  EXPECT_EQ(pass.instruction_least_cycles, 4);
  EXPECT_EQ(pass.transfer_overlap, 0.5);
  EXPECT_EQ(rule.on(2, 5).fill_drain_cycles, 7);
}

TEST(ArrayPass, FaultsNameTheKeyAndWhatItTakes) {
  EXPECT_EQ(
      message_of([] { read("fill_drain_cycles: row, stationary: Wieghts"); }),
      "design.yaml:1: array_pass.stationary: not one of the choices; expected one of Weights, Inputs, "
      "Outputs; did you mean 'Weights'?; got 'Wieghts'\n"
      "design.yaml:1: array_pass.fill_drain_cycles: not an amount; expected an integer, rows, columns or "
      "rows + columns; got 'row'");
  EXPECT_THAT(message_of([] { read("load_words: 4"); }), ::testing::HasSubstr("load_words_per_cycle"));
  EXPECT_THAT(message_of([] { read("load_words: 4"); }),
              ::testing::HasSubstr("array_pass.stationary: missing key"));
  EXPECT_EQ(
      message_of([] { read("stationary: Weights, fill_drain_cycles: -1, transfer_overlap: 1.5"); }),
      "design.yaml:1: array_pass.fill_drain_cycles: out of range; expected an integer in 0..16777216; got "
      "'-1'\n"
      "design.yaml:1: array_pass.transfer_overlap: out of range; expected a number in [0..1]; got '1.5'");
}

ArrayPassRule read_of_space(const std::string& text, bool one_array) {
  Config config = Config::parse("array_pass: {" + text + "}\n", "space.yaml");
  const ArrayPassRule rule = read_space_array_pass(config.root().value("array_pass"), one_array);
  config.check();
  return rule;
}

TEST(ArrayPass, ASpaceRefusesWhatItsMapperCannotCount) {
  EXPECT_EQ(read_of_space("stationary: Outputs, fill_drain_cycles: rows", true).on(4, 3).fill_drain_cycles,
            3);
  EXPECT_EQ(read_of_space("stationary: Weights, fill_drain_cycles: 3", false).fill_drain_cycles.number, 3);
  EXPECT_EQ(read_of_space("stationary: Weights, transfer_overlap: 0.25", false).transfer_overlap, 0.25);
  EXPECT_EQ(
      message_of([] { read_of_space("stationary: Inputs, load_overlaps: no, instruction_steps: 1", true); }),
      "space.yaml:1: array_pass.stationary: not taken of a hardware space; expected Weights or Outputs; got "
      "'Inputs'\n"
      "space.yaml:1: array_pass.load_overlaps: not taken of a hardware space; expected a design in "
      "Timeloop's files\n"
      "space.yaml:1: array_pass.instruction_steps: not taken of a hardware space; expected a design in "
      "Timeloop's files");
  EXPECT_EQ(
      message_of([] { read_of_space("stationary: Weights, load_words_per_cycle: columns", false); }),
      "space.yaml:1: array_pass.load_words_per_cycle: follows from the size of the array, of which the space "
      "has several; expected an integer, or one value of pe_x and of pe_y");
}

}  // namespace
}  // namespace dance::test
