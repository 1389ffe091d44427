#include "dance/engine/mapping/fills.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

// Words of 32 bits: in the register file a weight or an input is a quarter and an output a whole one, in the
// buffer a quarter and a half, in DRAM a weight is half and the others are a quarter.
const MapProblem& problem() {
  static const MapProblem made(fully_connected("fc", 2, 2), Dataflow{},
                               {4, 4, {1024}, {4096}, {{8, 8, 32}, {8, 8, 16}, {16, 8, 8}}});
  return made;
}

// Four register files, of which two and two hold the same weights, and two and two the same outputs.
struct Example {
  Example() {
    array.instances = 4, array.passes = 6, array.padded_macs = 24;
    array.distinct_weights = array.distinct_outputs = 2;
    array.tile.outputs = 2;
    array.output_tiles = 3;
  }
  SpatialFactors spatial;
  ArrayTiling array{spatial};
  // Of 5 visits of output tiles 2 are of tiles that were there before: 4 words come back.
  Fills fills{.weights = 5,
              .inputs = 7,
              .input_reads = 9,
              .output_visits = 5,
              .buffer_weights = 11,
              .buffer_inputs = 13,
              .buffer_output_words = 17,
              .buffer_output_fills = 4};
};

TEST(Fills, AddUpOnTheWholeChip) {
  const Example example;
  const MappingCounts counts = counts_of(problem(), example.array, example.fills, false);
  EXPECT_EQ(counts.compute_cycles, 6);
  EXPECT_EQ(counts.rf_reads, 24 * 0.25 + 24 * 0.25 + 0);       // each sum of the 24 is a first one
  EXPECT_EQ(counts.rf_writes, 24 + 4 * (0.25 * (5 + 7) + 4));  // updates, then what arrives in each
  EXPECT_EQ(counts.glb_reads, 0.25 * (2 * 5 + 9) + 0.5 * 2 * 4);
  EXPECT_EQ(counts.glb_writes, 0.25 * (11 + 13) + 0.5 * (4 + 2 * 2 * 5));
  EXPECT_EQ(counts.dram_reads, 0.5 * 11 + 0.25 * (13 + 4));
  EXPECT_EQ(counts.dram_writes, 0.25 * 17);
  EXPECT_EQ(counts.network_words, 0.25 * (2 * 5 + 9) + 0.5 * (2 * 4 + 2 * 2 * 5));
}

TEST(Fills, WeightsThatBypassTheBufferComeFromDram) {
  Example example;
  example.fills.buffer_weights = 0;
  const MappingCounts counts = counts_of(problem(), example.array, example.fills, true);
  EXPECT_EQ(counts.glb_reads, 0.25 * 9 + 0.5 * 2 * 4);
  EXPECT_EQ(counts.glb_writes, 0.25 * 13 + 0.5 * (4 + 2 * 2 * 5));
  EXPECT_EQ(counts.dram_reads, 0.5 * 2 * 5 + 0.25 * (13 + 4));
  EXPECT_EQ(counts.network_words, 0.5 * 2 * 5 + 0.25 * 9 + 0.5 * (2 * 4 + 2 * 2 * 5));
  EXPECT_EQ(counts.rf_writes, 24 + 4 * (0.25 * (5 + 7) + 4));
}

}  // namespace
}  // namespace dance::test
