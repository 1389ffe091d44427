// A walk over a map space, mapping by mapping: what it says of each is true, it comes to none twice, and the
// bounds that it asks about are bounds.
#include "dance/engine/mapping/map_space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "dance/core/presets.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/map_floors.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/mapping/order_walk.h"
#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

bool bounds(const MappingSummary& floor, const MappingSummary& mapping) {
  return no_worse(floor.counts, mapping.counts) && floor.pe_x <= mapping.pe_x && floor.pe_y <= mapping.pe_y &&
         floor.rf_step <= mapping.rf_step && floor.glb_step <= mapping.glb_step;
}

std::size_t step_of(double bits, const std::vector<std::int64_t>& capacities) {
  std::size_t step = 0;
  while (static_cast<double>(capacities[step]) < bits) ++step;
  return step;
}

double bits_of(const Layer& layer, const Bounds& extent, const WordBits::PerTensor& words, bool weights) {
  double bits = 0;
  for (Tensor t : kAllTensors) {
    if (t == Tensor::Weights && !weights) continue;
    bits += static_cast<double>(touched_words(layer, t, extent) * words[index(t)]);
  }
  return bits;
}

class Checker final : public MapVisitor {
 public:
  explicit Checker(const MapProblem& problem) : problem_(problem) {}

  bool may_matter(const MappingSummary& floor) override {
    floors.push_back(floor);
    return true;
  }

  void visit(const VisitedMapping& visited) override {
    const Mapping mapping = visited.mapping();
    const std::string text = mapping.to_string();
    EXPECT_TRUE(seen.insert(text).second) << text << " comes twice";
    factors.insert(factors_of(mapping));
    const MappingCounts by_nest = counts_of(problem_.layer, mapping, problem_.dataflow.multicast,
                                            problem_.limits.words, problem_.limits.array_pass);
    const auto counts = values_of(visited.summary.counts), expected = values_of(by_nest);
    for (std::size_t i = 0; i < counts.size(); ++i)
      EXPECT_DOUBLE_EQ(counts[i], expected[i]) << text << " " << i;
    Bounds buffer_tile = kUnitBounds;
    std::int64_t columns = 1, rows = 1;
    for (Dim d : kAllDims) {
      columns *= mapping.spatial_x[d], rows *= mapping.spatial_y[d];
      buffer_tile[d] =
          mapping.register_file[d] * mapping.spatial_x[d] * mapping.spatial_y[d] * mapping.buffer[d];
    }
    const WordBits& words = problem_.limits.words;
    EXPECT_EQ(visited.summary.pe_x, columns);
    EXPECT_EQ(visited.summary.pe_y, rows);
    EXPECT_EQ(visited.summary.rf_step,
              step_of(bits_of(problem_.layer, mapping.register_file, words.register_file, true),
                      problem_.limits.rf_bits));
    EXPECT_EQ(visited.summary.glb_step, step_of(bits_of(problem_.layer, buffer_tile, words.global_buffer,
                                                        !mapping.weights_bypass_buffer),
                                                problem_.limits.glb_bits));
    EXPECT_TRUE(std::any_of(floors.begin(), floors.end(), [&](const MappingSummary& floor) {
      return bounds(floor, visited.summary);
    })) << text;
  }

  std::vector<MappingSummary> floors;  // of the tiling of the array that is being walked
  std::set<std::string> seen;
  std::set<Factors> factors;

 private:
  const MapProblem& problem_;
};

// The stages of MapSpace::walk, with the bounds of each tiling kept apart.
std::size_t check(const Layer& layer, const Dataflow& dataflow, const MapLimits& limits) {
  const MapProblem problem(layer, dataflow, limits);
  Checker checker(problem);
  OrderWalk orders(problem, checker);
  BufferTilings buffer_tilings(problem);
  for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
    for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
      checker.floors.clear();
      const LayerWords words = padded_words(problem, spatial);
      const StationaryChoices choices =
          stationary_choices(problem, ArrayFloors(problem, array, words), checker);
      buffer_tilings.for_each(array, [&](const BufferTiling& tiling) { orders.walk(tiling, choices); });
    });
  });
  for (const Factors& factors : checker.factors) {
    const Factors mirror = mirror_of(factors);
    const bool both = mirror != factors && checker.factors.count(mirror) != 0;
    EXPECT_FALSE(problem.mirrors && both);
  }
  return checker.seen.size();
}

class MapSpaceWalk : public ::testing::TestWithParam<const char*> {};

TEST_P(MapSpaceWalk, TellsOfEachMappingWhatItDoesAndNeeds) {
  Dataflow dataflow = load_dataflow(find_preset("dataflow", GetParam()));
  const WordBits mixed{{8, 8, 32}, {8, 8, 16}, {8, 8, 8}};
  for (const ConvShape& shape :
       {ConvShape{
            .in_channels = 3, .out_channels = 4, .in_height = 4, .in_width = 6, .kernel_h = 3, .kernel_w = 3},
        ConvShape{.in_channels = 4, .out_channels = 6, .in_height = 3, .in_width = 4},
        ConvShape{.in_channels = 4,
        .out_channels = 4,
        .groups = 4,
        .in_height = 5,
        .in_width = 5,
        .kernel_h = 3,
        .kernel_w = 3,
        .stride_h = 2,
        .stride_w = 2}}) {
    for (const Multicast multicast : {Multicast::Tiles, Multicast::Words}) {
      dataflow.multicast = multicast;
      const MapLimits limits{
          3,
          4,
          {80, 160, 480},
          {640, 2000, 20000},
          multicast == Multicast::Tiles ? WordBits{} : mixed,
          ArrayPass{.stationary = multicast == Multicast::Tiles ? Tensor::Weights : Tensor::Outputs,
                    .fill_drain_cycles = 7,
                    .load_words_per_cycle = 3,
                    .load_least_cycles = 2}};
      EXPECT_GT(check(convolution("layer", shape), dataflow, limits), 100u);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Dataflows, MapSpaceWalk,
                         ::testing::Values("weight_stationary", "output_stationary", "row_stationary"),
                         [](const auto& dataflow) { return std::string(dataflow.param); });

class Collecting final : public MapVisitor {
 public:
  bool may_matter(const MappingSummary&) override { return true; }
  void visit(const VisitedMapping& visited) override { all.push_back(visited.summary); }
  std::vector<MappingSummary> all;
};

// What is left out is no better in any count, and needs no less, than something that is visited.
TEST(MapSpace, LeavesOutOnlyWhatIsDominated) {
  Random random(1, "left out");
  for (int i = 0; i < 400; ++i) {
    const Layer layer = random_layer(random, 24);
    const Dataflow dataflow = random_dataflow(random);
    const WordBits words = i % 3 == 0 ? WordBits{{8, 4, 24}, {8, 8, 16}, {8, 8, 8}} : WordBits{};
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    const MapLimits limits{3, 2, {80, 160, 320}, {300, 1000, 8000}, words, random_pass(random)};
    Collecting visited;
    MapSpace(layer, dataflow, limits).walk(visited);
    std::set<std::array<double, 13>> compared;  // each outcome once
    for_each_mapping(
        layer, dataflow, {3, 2, 320, 8000}, words, [&](const Mapping& mapping, const Needs& needs) {
          const MappingSummary summary{
              counts_of(layer, mapping, dataflow.multicast, words, limits.array_pass), needs.pe_x, needs.pe_y,
              step_of(static_cast<double>(needs.rf_bits), limits.rf_bits),
              step_of(static_cast<double>(needs.glb_bits), limits.glb_bits)};
          std::array<double, 13> outcome{};
          const auto values = values_of(summary.counts);
          std::copy(values.begin(), values.end(), outcome.begin());
          outcome[9] = static_cast<double>(needs.pe_x), outcome[10] = static_cast<double>(needs.pe_y);
          outcome[11] = static_cast<double>(summary.rf_step),
          outcome[12] = static_cast<double>(summary.glb_step);
          if (!compared.insert(outcome).second) return;
          EXPECT_TRUE(std::any_of(visited.all.begin(), visited.all.end(), [&](const MappingSummary& other) {
            return bounds(other, summary);
          })) << mapping.to_string();
        });
  }
}

class Refuser final : public MapVisitor {
 public:
  bool may_matter(const MappingSummary&) override { return ++asked, false; }
  void visit(const VisitedMapping&) override { ++visited; }
  int asked = 0, visited = 0;
};

TEST(MapSpace, DoesNotWalkWhatIsRefused) {
  const Dataflow dataflow = load_dataflow(find_preset("dataflow", "row_stationary"));
  Refuser refuser;
  MapSpace(fully_connected("fc", 8, 8), dataflow, {4, 4, {128}, {4096}, {}}).walk(refuser);
  EXPECT_GT(refuser.asked, 0);
  EXPECT_EQ(refuser.visited, 0);
}

}  // namespace
}  // namespace dance::test
