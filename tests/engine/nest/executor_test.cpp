// The closed form against the executed loop nest: random small nests, and the cases where Timeloop differs
// from it.
#include "engine/nest/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "dance/core/random.h"
#include "dance/engine/nest/array_cycles.h"
#include "engine/timeloop/cases.h"

namespace dance::test {
namespace {

std::string describe(const Nest& nest) {
  std::ostringstream text;
  text << "stride " << nest.stride_w << "x" << nest.stride_h << " dilation " << nest.dilation_w << "x"
       << nest.dilation_h;
  for (const NestLevel& level : nest.levels) {
    text << " | " << level.name << (level.multicast == Multicast::Words ? " words" : "") << "("
         << level.keeps[0] << level.keeps[1] << level.keeps[2] << ")";
    const auto list = [&](const char* kind, const std::vector<Loop>& loops) {
      text << kind;
      for (const Loop& loop : loops) text << letter_of(loop.dim) << loop.bound;
    };
    list(" ", level.temporal);
    list(" X ", level.spatial_x);
    list(" Y ", level.spatial_y);
  }
  return text.str();
}

::testing::AssertionResult agree(const NestCounts& closed, const NestCounts& executed) {
  std::ostringstream text;
  if (closed.compute_cycles != executed.compute_cycles) text << "cycles ";
  if (closed.macs_used != executed.macs_used) text << "MACs used ";
  for (std::size_t l = 0; l < closed.levels.size(); ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      const TensorCounts &a = closed.levels[l][t], &b = executed.levels[l][t];
      const auto compare = [&](const char* what, std::int64_t x, std::int64_t y) {
        if (x != y)
          text << "level " << l << " " << kTensorNames[t] << " " << what << " " << x << " executed " << y
               << "; ";
      };
      compare("kept", a.kept, b.kept);
      compare("tile", a.tile_words, b.tile_words);
      compare("instances", a.instances, b.instances);
      compare("reads", a.reads, b.reads);
      compare("fills", a.fills, b.fills);
      compare("updates", a.updates, b.updates);
    }
  }
  if (text.str().empty()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text.str();
}

// Two to four levels; each dimension's bound is split over levels and axes at random, and most nests have few
// MACs.
Nest random_nest(Random& random) {
  Nest nest;
  for (int* amount : {&nest.stride_w, &nest.stride_h, &nest.dilation_w, &nest.dilation_h}) {
    *amount = 1 + static_cast<int>(random.below(random.below(2) == 0 ? 1 : 3));
  }
  if (random.below(4) == 0) nest.input_words = InputWords::Extents;
  nest.levels.resize(2 + random.below(3));
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    nest.levels[l].name = "L" + std::to_string(l);
    nest.levels[l].multicast = random.below(2) == 0 ? Multicast::Tiles : Multicast::Words;
    for (bool& keeps : nest.levels[l].keeps) keeps = l == 0 || random.below(4) != 0;
  }
  constexpr std::int64_t kMostElements = 24;
  const std::int64_t most_macs = random.below(10) == 0 ? 3000 : 300;
  std::int64_t macs = 1, elements = 1;
  for (int attempt = 0; attempt < 14; ++attempt) {
    const Loop loop{kAllDims[random.below(kDims)], 2 + static_cast<std::int64_t>(random.below(3))};
    NestLevel& level = nest.levels[random.below(nest.levels.size())];
    const std::uint64_t place = random.below(5);  // three times in five temporal
    if (macs * loop.bound > most_macs || (place > 2 && elements * loop.bound > kMostElements)) continue;
    macs *= loop.bound;
    if (place > 2) elements *= loop.bound;
    (place > 3 ? level.spatial_y : place > 2 ? level.spatial_x : level.temporal).push_back(loop);
  }
  return nest;
}

constexpr int kRandomNests = 100000, kShards = 10;
class RandomNests : public ::testing::TestWithParam<int> {};

// Both sharing rules, mixed over the levels.
TEST_P(RandomNests, ClosedFormIsTheExecutedNest) {
  Random random(static_cast<std::uint64_t>(GetParam()), "random nests");
  for (int i = 0; i < kRandomNests / kShards; ++i) {
    const Nest nest = random_nest(random);
    ASSERT_TRUE(agree(counts_of(nest), execute(nest))) << i << ": " << describe(nest);
  }
}

ArrayPass random_pass(Random& random) {
  const auto upto = [&](std::uint64_t most) { return static_cast<std::int64_t>(random.below(most + 1)); };
  return {.stationary = kAllTensors[random.below(kTensors)],
          .fill_drain_cycles = upto(9),
          .load_words_per_cycle = upto(3),
          .load_least_cycles = upto(7),
          .load_overlaps = random.below(2) == 0,
          .instruction_steps = upto(5),
          .instruction_least_cycles = upto(4)};
}

// Two loops of inputs can leave their tile in place together: the array loads it again all the same.
TEST_P(RandomNests, PassesOfTheArrayAreTheExecutedOnes) {
  Random random(static_cast<std::uint64_t>(GetParam()), "passes of random nests");
  for (int i = 0; i < kRandomNests / kShards; ++i) {
    Nest nest = random_nest(random);
    const ArrayPass pass = random_pass(random);
    nest.stationary = pass.stationary;
    const PassCounts counts = counts_of(nest).array;
    const ExecutedArray executed = execute_array(nest, pass);
    ASSERT_EQ(counts.passes, executed.passes) << i << ": " << describe(nest);
    ASSERT_EQ(array_cycles_of(counts, pass).total(), executed.cycles) << i << ": " << describe(nest);
    ASSERT_GE(executed.passes, executed.tile_changes);
    if (pass.stationary != Tensor::Inputs) {
      ASSERT_EQ(executed.passes, executed.tile_changes) << i << ": " << describe(nest);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Executor, RandomNests, ::testing::Range(0, kShards));

// The closed form's counts of a case that are not Timeloop's.
int differing_counts(const TimeloopCase& item, const NestCounts& counts) {
  int differing = 0;
  for (std::size_t l = 0; l < counts.levels.size(); ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      const TensorCounts& ours = counts.levels[l][t];
      if (!ours.kept) continue;
      const nlohmann::json& theirs =
          item.expected.at("levels").at(item.input.nest.levels[l].name).at(kTensorNames[t]);
      differing += (ours.reads != theirs.at("reads")) + (ours.fills != theirs.at("fills")) +
                   (ours.updates != theirs.at("updates"));
    }
  }
  return differing;
}

constexpr int kDifferingCases = 45;
const std::vector<TimeloopCase>& differing_cases() {
  static const std::vector<TimeloopCase> cases = read_timeloop_cases("differs.jsonl");
  return cases;
}

class WhereTimeloopDiffers : public ::testing::TestWithParam<int> {};

TEST_P(WhereTimeloopDiffers, ClosedFormIsTheExecutedNest) {
  ASSERT_EQ(differing_cases().size(), static_cast<std::size_t>(kDifferingCases));
  const TimeloopCase& item = differing_cases()[static_cast<std::size_t>(GetParam())];
  const NestCounts counts = counts_of(item.input.nest);
  EXPECT_TRUE(agree(counts, execute(item.input.nest))) << item.name << ": " << describe(item.input.nest);
  EXPECT_GT(differing_counts(item, counts), 0) << item.name;
}

INSTANTIATE_TEST_SUITE_P(Executor, WhereTimeloopDiffers, ::testing::Range(0, kDifferingCases));

}  // namespace
}  // namespace dance::test
