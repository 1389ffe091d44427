// The orders that a walk visits against all permutations of the loops.
#include "dance/engine/mapping/order_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "dance/engine/mapping/nest_mapping.h"
#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"

namespace dance::test {
namespace {

constexpr std::int64_t kMany = 1 << 20;
constexpr StationarySet kAll = kWeightsStay | kOutputsStay | kInputsStay;

class Recording final : public MapVisitor {
 public:
  bool may_matter(const MappingSummary&) override { return true; }
  void visit(const VisitedMapping& visited) override {
    const Mapping mapping = visited.mapping();
    texts.insert(mapping.to_string());
    counts[mapping.weights_bypass_buffer].push_back(visited.summary.counts);
    innermost[mapping.weights_bypass_buffer].insert(innermost_of(visited));
  }

  std::set<std::string> texts;
  // By the way of the weights.
  std::array<std::vector<MappingCounts>, 2> counts;
  std::array<std::set<Dim>, 2> innermost;

 private:
  static Dim innermost_of(const VisitedMapping& visited) {
    for (const OrderedLevel& level : {visited.buffer, visited.dram}) {
      if (!level.loops.ordered.empty()) return level.loops.ordered[level.option.loop_at(0)].dim;
    }
    return Dim::G;
  }
};

// Walks the orders of one tiling with capacities that its tiles fill, so that no loop could move inwards.
Recording walked(const MapProblem& problem, const BufferTiling& tiling, const StationaryChoices& choices) {
  const auto bits = [](double amount) { return static_cast<std::int64_t>(amount); };
  MapLimits exact = problem.limits;
  exact.rf_bits = {bits(problem.rf_bits(tiling.array.tile))};
  exact.glb_bits = {bits(problem.glb_bits(tiling.tile, true)), bits(problem.glb_bits(tiling.tile, false))};
  const MapProblem tight(problem.layer, problem.dataflow, exact);
  ArrayTiling array = tiling.array;
  array.rf_step = 0;
  Recording recording;
  OrderWalk(tight, recording)
      .walk(BufferTiling{array, tiling.buffer, tiling.dram, tiling.extent, tiling.tile}, choices);
  return recording;
}

// `visit` comes to every tiling of a random problem with all mappings that have its factors.
template <typename Visit>
void for_each_tiling(Random& random, std::int64_t most_macs, Visit visit) {
  const Layer layer = random_layer(random, most_macs);
  const Dataflow dataflow = random_dataflow(random);
  SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
  std::map<Factors, std::vector<Mapping>> mappings;
  for_each_mapping(layer, dataflow, {3, 2, kMany, kMany}, {}, [&](const Mapping& mapping, const Needs&) {
    mappings[factors_of(mapping)].push_back(mapping);
  });
  const MapProblem problem(layer, dataflow, {3, 2, {kMany}, {kMany}, {}});
  BufferTilings tilings(problem);
  for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
    for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
      tilings.for_each(array, [&](const BufferTiling& tiling) {
        visit(problem, tiling, mappings.at(factors_of(tiling)));
      });
    });
  });
}

// Whether the dataflow wants the buffer's loop over groups inside others: such tilings are left out, since
// DRAM does as well with that loop.
bool groups_lie_inside(const Dataflow& dataflow, const Mapping& mapping) {
  if (!dataflow.buffer_innermost[Dim::G] || mapping.buffer[Dim::G] == 1) return false;
  return std::any_of(kAllDims.begin(), kAllDims.end(),
                     [&](Dim d) { return mapping.buffer[d] > 1 && !dataflow.buffer_innermost[d]; });
}

TEST(OrderWalk, ComesToAnOrderAsGoodAsAny) {
  Random random(1, "order walk");
  std::size_t visited = 0, left_out = 0;
  for (int i = 0; i < 150; ++i) {
    for_each_tiling(
        random, 40,
        [&](const MapProblem& problem, const BufferTiling& tiling, const std::vector<Mapping>& mappings) {
          if (groups_lie_inside(problem.dataflow, mappings.front())) return;
          const StationaryChoices all{kAll, problem.may_bypass ? kAll : 0};
          const Recording recording = walked(problem, tiling, all);
          std::set<std::string> allowed;
          for (const Mapping& mapping : mappings) {
            allowed.insert(mapping.to_string());
            const MappingCounts counts = counts_of(problem.layer, mapping, problem.dataflow.multicast);
            const auto& found = recording.counts[mapping.weights_bypass_buffer];
            EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const MappingCounts& c) {
              return no_worse(c, counts);
            })) << mapping.to_string();
          }
          EXPECT_TRUE(
              std::includes(allowed.begin(), allowed.end(), recording.texts.begin(), recording.texts.end()))
              << "an order that the dataflow does not allow, such as " << *recording.texts.begin();
          visited += recording.texts.size(), left_out += mappings.size() - recording.texts.size();
        });
  }
  EXPECT_GT(visited, 5000u);
  EXPECT_GT(left_out, 2000u);
}

bool stays_under(Stationary stationary, Dim d) {
  if (stationary == kWeightsStay) return d == Dim::N || d == Dim::P || d == Dim::Q;
  return stationary == kInputsStay ? d == Dim::M : d == Dim::C || d == Dim::R || d == Dim::S;
}

TEST(OrderWalk, LeavesOnlyTheChosenTensorsInPlace) {
  Random random(1, "order walk of some tensors");
  constexpr std::array kEach = {kWeightsStay, kOutputsStay, kInputsStay};
  std::size_t found = 0;
  for (int i = 0; i < 20; ++i) {
    for_each_tiling(
        random, 24,
        [&](const MapProblem& problem, const BufferTiling& tiling, const std::vector<Mapping>& mappings) {
          std::set<std::string> of_each;
          for (std::size_t a = 0; a < kEach.size(); ++a) {  // one tensor for each way of the weights
            const std::array chosen = {kEach[a], kEach[(a + 1) % kEach.size()]};
            const Recording some =
                walked(problem, tiling,
                       {chosen[0], problem.may_bypass ? StationarySet{chosen[1]} : StationarySet{0}});
            for (const std::size_t way : {std::size_t{0}, std::size_t{1}}) {
              for (Dim d : some.innermost[way])
                EXPECT_TRUE(d == Dim::G || stays_under(chosen[way], d)) << letter_of(d);
            }
            of_each.insert(some.texts.begin(), some.texts.end());
          }
          const Recording all = walked(problem, tiling, {kAll, problem.may_bypass ? kAll : 0});
          EXPECT_TRUE(std::includes(of_each.begin(), of_each.end(), all.texts.begin(), all.texts.end()))
              << "one of " << mappings.size();
          found += all.texts.size();
        });
  }
  EXPECT_GT(found, 500u);
}

TEST(OrderWalk, WeightsThatAreNotToTakeAWayDoNot) {
  Random random(1, "ways of the weights");
  std::size_t found = 0;
  for (int i = 0; i < 20; ++i) {
    for_each_tiling(random, 24,
                    [&](const MapProblem& problem, const BufferTiling& tiling, const std::vector<Mapping>&) {
                      const Recording through = walked(problem, tiling, {kAll, 0}),
                                      past = walked(problem, tiling, {0, kAll});
                      EXPECT_TRUE(through.counts[1].empty());
                      EXPECT_TRUE(past.counts[0].empty());
                      found += std::min(through.texts.size(), past.texts.size());
                    });
  }
  EXPECT_GT(found, 100u);
}

}  // namespace
}  // namespace dance::test
