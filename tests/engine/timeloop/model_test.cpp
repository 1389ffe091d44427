// The example of examples/timeloop/ counted by hand, and what is infeasible or too large.
#include "dance/engine/timeloop/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/engine/timeloop/model_json.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using timeloop::ModelInput;
using timeloop::ModelResult;

constexpr std::size_t kWeights = 0, kInputs = 1, kOutputs = 2;

void expect_counts(const TensorCounts& counts, std::array<std::int64_t, 5> expected) {
  const std::array<std::int64_t, 5> actual = {counts.tile_words, counts.instances, counts.reads, counts.fills,
                                              counts.updates};
  EXPECT_EQ(actual, expected);
}

// 2 x 9 x 64 steps on 4 x 4 elements. An element gets 2 x 9 weights, another input and another output at
// each step; the first of the 9 visits of an output starts from nothing. Elements of one column share
// inputs, those of a row add up into one output.
TEST(TimeloopModel, TheExampleByHand) {
  const ModelResult result = SmallDesign().run();
  ASSERT_TRUE(result.feasible());
  ASSERT_THAT(result.counts.levels, SizeIs(3));
  const auto& [dram, buffer, registers] =
      std::tie(result.counts.levels[0], result.counts.levels[1], result.counts.levels[2]);
  expect_counts(registers[kWeights], {1, 16, 1152, 18, 0});
  expect_counts(registers[kInputs], {1, 16, 1152, 1152, 0});
  expect_counts(registers[kOutputs], {1, 16, 1152 - 128, 1152 - 128, 1152});
  expect_counts(buffer[kWeights], {4 * 4 * 9, 1, 16 * 18, 2 * 144, 0});
  expect_counts(buffer[kInputs], {4 * 10 * 10, 1, 4 * 1152, 400, 0});
  expect_counts(buffer[kOutputs], {4 * 64, 1, 4 * 1024, 0, 4 * 1152});
  expect_counts(dram[kWeights], {8 * 4 * 9, 1, 288, 0, 0});
  expect_counts(dram[kInputs], {400, 1, 400, 0, 0});
  expect_counts(dram[kOutputs], {512, 1, 0, 0, 512});
  EXPECT_EQ(result.cycles, 1152);
  EXPECT_EQ(result.macs, 18432);
  EXPECT_EQ(result.utilization, 1);
  EXPECT_EQ(result.cost.mac_energy_pj, 2 * 18432);
  EXPECT_EQ(result.cost.levels[0].energy_pj[kOutputs], 512 * 200);
  EXPECT_EQ(result.cost.levels[1].energy_pj[kInputs], 4608 * 5 + 400 * 6);
  EXPECT_EQ(result.cost.levels[2].energy_pj[kOutputs], 16 * (1024 * 0.5 + (1024 + 1152) * 0.75));
  EXPECT_EQ(result.area_um2, 10000 + 16 * 300 + 16 * 1200);
}

// 4608 + 4096 + 288 words read at 2 a cycle.
TEST(TimeloopModel, ALevelWithoutBandwidthSlowsTheWhole) {
  const ModelResult result =
      SmallDesign().replace("architecture", "read_bandwidth: 16", "read_bandwidth: 2").run();
  EXPECT_EQ(result.cycles, (4608 + 4096 + 288) / 2);
  EXPECT_DOUBLE_EQ(result.utilization, 1152.0 / 4496);
}

// The registers get their 18 weights one after the other, each for 64 steps.
TEST(TimeloopModel, APassOfTheArrayIsReadFromAKeyOfItsOwn) {
  const ModelInput input = SmallDesign()
                               .replace("mapping", "mapping:\n",
                                        "array_pass: {stationary: Weights, fill_drain_cycles: rows, "
                                        "load_words_per_cycle: 2, instruction_least_cycles: 10}\nmapping:\n")
                               .read();
  const ModelResult result = run_model(input);
  EXPECT_EQ(result.counts.array.passes, 18);
  EXPECT_EQ(result.counts.array.runs * result.counts.array.run_steps, 64);
  EXPECT_EQ(result.counts.array.load_words, 16);
  EXPECT_EQ(result.cost.array.fill_drain, 18 * 4);
  EXPECT_EQ(result.cost.array.load, 18 * 8);
  EXPECT_EQ(result.cost.array.short_instructions, 18 * 8 * 2);
  EXPECT_EQ(result.cycles, 1152 + 18 * (4 + 8 + 16));
  const auto json = timeloop::to_json(result, input);
  EXPECT_EQ(json.at("array_pass").dump(),
            R"({"passes":18,"steps_per_pass":64,"load_words_per_pass":16,"step_cycles":1152,)"
            R"("fill_drain_cycles":72,"load_cycles":144,"short_instruction_cycles":288})");
}

TEST(TimeloopModel, TilesThatDoNotFitAreAResultThatSaysWhatIsLacking) {
  SmallDesign design;
  design.replace("architecture", "depth: 1024", "depth: 700")
      .replace("architecture", "depth: 16,", "depth: 2,");
  const ModelInput input = design.read();
  const ModelResult result = run_model(input);
  ASSERT_THAT(result.misfits, SizeIs(2));
  EXPECT_EQ(result.misfits[0].level, "buffer");
  EXPECT_EQ(result.misfits[0].needed, 800);
  EXPECT_EQ(result.misfits[0].lacking(), 100);
  EXPECT_EQ(
      to_string(faults_of(result.misfits, input)[0]),
      "architecture.yaml, problem.yaml, mapping.yaml, ERT.yaml, ART.yaml: buffer: infeasible: the tiles do "
      "not "
      "fit; expected at most 700 words; got 800 words (Weights 144, Inputs 400, Outputs 256): it lacks 100");
  EXPECT_EQ(timeloop::to_json(result, input).dump(),
            R"({"feasible":false,"infeasible":[)"
            R"({"level":"buffer","resource":"words","needed":800,"available":700,"lacking":100},)"
            R"({"level":"registers","resource":"words","needed":3,"available":2,"lacking":1}]})");
}

TEST(TimeloopModel, ATileMayUseTheWholeCapacity) {
  EXPECT_TRUE(SmallDesign().replace("architecture", "depth: 1024", "depth: 800").run().feasible());
  EXPECT_FALSE(SmallDesign().replace("architecture", "depth: 1024", "depth: 799").run().feasible());
  // Two copies of each tile.
  EXPECT_FALSE(SmallDesign()
                   .replace("architecture", "depth: 1024", "multiple-buffering: 2, depth: 1599")
                   .run()
                   .feasible());
  EXPECT_TRUE(SmallDesign()
                  .replace("architecture", "depth: 1024", "multiple-buffering: 2, depth: 1600")
                  .run()
                  .feasible());
}

TEST(TimeloopModel, MoreInstancesThanBuiltAreAResult) {
  ModelInput input = SmallDesign().read();
  input.nest.levels[1].spatial_y.push_back({Dim::N, 2});
  const ModelResult result = run_model(input);
  ASSERT_THAT(result.misfits, SizeIs(3));  // the buffer's capacity first, then registers and MACs
  EXPECT_EQ(result.misfits[1].kind, Misfit::Kind::InstancesY);
  EXPECT_EQ(result.misfits[1].needed, 8);
  EXPECT_EQ(result.misfits[1].available, 4);
  EXPECT_THAT(
      to_string(faults_of(result.misfits, input)[1]),
      HasSubstr(
          "registers: infeasible: more instances are used than built; expected at most 4 on Y; got 8, 4 "
          "too many"));
}

TEST(TimeloopModel, CyclesBeyond64BitsAreRefused) {
  EXPECT_THAT(SmallDesign().replace("architecture", "read_bandwidth: 16", "read_bandwidth: 1e-18").message(),
              HasSubstr("the cycles do not fit into 64 bits"));
}

// 2^31 x (2^32 - 1) MACs, accesses of 2^31 words: sums of counts that overflowed (found by fuzzing).
TEST(TimeloopModel, CountsUpTo64BitsAreExact) {
  SmallDesign design;
  for (const char* file : {"mapping", "ART"}) design.remove(file);
  design.set("problem", R"(
problem: {shape: gemm-ABZ, instance: {M: 2147483648, N: 1, K: 4294967295}}
mapping: [{target: DRAM, type: temporal, factors: M0 K0, permutation: MK}]
)");
  design.replace("architecture", "LPDDR4, width: 16", "LPDDR4, block-size: 2147483648");
  const ModelResult result = design.run();
  EXPECT_EQ(result.macs, 9223372034707292160);
  EXPECT_EQ(result.cycles, 9223372034707292160);
  EXPECT_EQ(result.counts.levels[2][kOutputs].updates, 9223372034707292160);
  EXPECT_EQ(result.counts.levels[2][kOutputs].reads, 9223372034707292160 - 2147483648);
}

TEST(TimeloopModel, WithoutAreasThereIsNoTotalArea) {
  const ModelInput without = SmallDesign().remove("ART").read();
  EXPECT_EQ(run_model(without).area_um2, std::nullopt);
  EXPECT_THAT(
      without.notes,
      ::testing::ElementsAre("no ART: areas are not reported",
                             "attributes without effect here: datawidth of arithmetic, technology, type"));
  const ModelInput partial = SmallDesign().replace("ART", "system.chip.buffer", "system.chip.other").read();
  EXPECT_EQ(run_model(partial).area_um2, std::nullopt);
  EXPECT_THAT(
      partial.notes,
      ::testing::ElementsAre("ART: no area of system.chip.buffer: areas are not reported",
                             "attributes without effect here: datawidth of arithmetic, technology, type"));
}

// A row of four blocks serves four of the 16 instances in use: an access is paid once for them.
TEST(TimeloopModel, InstancesThatShareAMemoryPayForAnAccessOnce) {
  const ModelInput apart = SmallDesign().read();
  const ModelInput shared =
      SmallDesign()
          .replace("architecture", "depth: 16, width: 16", "depth: 16, width: 64, block-size: 1")
          .read();
  const ModelResult of_apart = run_model(apart), of_shared = run_model(shared);
  for (std::size_t t = 0; t < kTensors; ++t) {
    EXPECT_EQ(of_shared.counts.levels[2][t].reads, of_apart.counts.levels[2][t].reads);
    EXPECT_DOUBLE_EQ(of_shared.cost.levels[2].energy_pj[t], of_apart.cost.levels[2].energy_pj[t] / 4);
    EXPECT_EQ(of_shared.cost.levels[1].energy_pj[t], of_apart.cost.levels[1].energy_pj[t]);
  }
}

}  // namespace
}  // namespace dance::test
