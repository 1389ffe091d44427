// The bounds on all mappings of a tiling of the array, against every such mapping.
#include "dance/engine/mapping/map_floors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <tuple>

#include "dance/engine/mapping/nest_mapping.h"
#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

// Factors at DRAM and at the buffer put together, so that only those of the array and register file count.
Factors of_array(Factors factors) {
  factors[0] = factors[1] = kUnitBounds;
  return factors;
}

// Accepts the question of one number alone, so that the choices tell what it was about.
class Accepting final : public MapVisitor {
 public:
  explicit Accepting(std::size_t accepted) : accepted_(accepted) {}
  bool may_matter(const MappingSummary& floor) override {
    if (asked++ != accepted_) return false;
    answered = floor;
    return true;
  }
  void visit(const VisitedMapping&) override { ADD_FAILURE() << "no mapping is walked here"; }
  std::size_t asked = 0;
  MappingSummary answered;

 private:
  std::size_t accepted_;
};

struct Bound {
  MappingSummary floor;
  bool reached = false;  // by some mapping in every count but that of the buffer
  std::array<double, 9> least{};
};

// By factors, way of the weights and the tensor that stays in place.
using Bounding = std::map<std::tuple<Factors, bool, StationarySet>, Bound>;

Bounding bounds_of(const MapProblem& problem) {
  Bounding bounds;
  for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
    const LayerWords words = padded_words(problem, spatial);
    for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
      for (std::size_t question = 0, questions = 1; question < questions; ++question) {
        Accepting visitor(question);
        const StationaryChoices choices =
            stationary_choices(problem, ArrayFloors(problem, array, words), visitor);
        questions = visitor.asked;
        if (questions == 0) break;
        EXPECT_TRUE((choices.through_buffer == 0) != (choices.past_buffer == 0));
        const bool bypass = choices.past_buffer != 0;
        Bound bound{visitor.answered, false, {}};
        bound.least.fill(std::numeric_limits<double>::infinity());
        const Factors factors = factors_of(BufferTiling{array, kUnitBounds, kUnitBounds, {}, {}});
        EXPECT_TRUE(bounds.insert({{factors, bypass, choices.under(bypass)}, bound}).second);
      }
    });
  });
  return bounds;
}

// What the innermost loop outside the register files leaves in place; all three where there is none but G.
StationarySet stationary_of(const Mapping& mapping) {
  for (const auto& [factors, order] :
       {std::pair(&mapping.buffer, &mapping.buffer_order), std::pair(&mapping.dram, &mapping.dram_order)}) {
    for (auto d = order->rbegin(); d != order->rend(); ++d) {
      if ((*factors)[*d] == 1) continue;
      if (*d == Dim::G) return kWeightsStay | kOutputsStay | kInputsStay;
      if (*d == Dim::N || *d == Dim::P || *d == Dim::Q) return kWeightsStay;
      return *d == Dim::M ? kInputsStay : kOutputsStay;
    }
  }
  return kWeightsStay | kOutputsStay | kInputsStay;
}

std::size_t step_of(std::int64_t bits, const std::vector<std::int64_t>& capacities) {
  std::size_t step = 0;
  while (capacities[step] < bits) ++step;
  return step;
}

TEST(MapFloors, NoMappingIsBelowItsBound) {
  Random random(1, "map floors");
  std::array<std::size_t, 9> reached{};
  std::size_t bounds_met = 0;
  for (int i = 0; i < 60; ++i) {
    const Layer layer = random_layer(random, 30);
    const Dataflow dataflow = random_dataflow(random);
    const WordBits words = i % 3 == 0 ? WordBits{{8, 4, 24}, {8, 8, 16}, {8, 8, 8}} : WordBits{};
    const MapLimits limits{3, 2, {80, 160, 320}, {300, 1000, 8000}, words, random_pass(random)};
    const MapProblem problem(layer, dataflow, limits);
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    Bounding bounds = bounds_of(problem);
    for_each_mapping(layer, dataflow, {3, 2, 320, 8000}, words,
                     [&](const Mapping& mapping, const Needs& needs) {
                       const MappingCounts counts =
                           counts_of(layer, mapping, dataflow.multicast, words, limits.array_pass);
                       Factors factors = of_array(factors_of(mapping));
                       bool found = false;
                       for (StationarySet stationary : {kWeightsStay, kOutputsStay, kInputsStay}) {
                         if ((stationary_of(mapping) & stationary) == 0) continue;
                         auto bound = bounds.find({factors, mapping.weights_bypass_buffer, stationary});
                         if (bound == bounds.end() && problem.mirrors)
                           continue;  // the bound is of the mirror image, which the walk comes to as well
                         if (bound == bounds.end()) continue;
                         found = true;
                         const MappingSummary& floor = bound->second.floor;
                         EXPECT_TRUE(no_worse(floor.counts, counts)) << mapping.to_string();
                         EXPECT_EQ(floor.pe_x, needs.pe_x);
                         EXPECT_EQ(floor.pe_y, needs.pe_y);
                         EXPECT_EQ(floor.rf_step, step_of(needs.rf_bits, limits.rf_bits));
                         EXPECT_LE(floor.glb_step, step_of(needs.glb_bits, limits.glb_bits));
                         const auto values = values_of(counts);
                         for (std::size_t v = 0; v < values.size(); ++v)
                           bound->second.least[v] = std::min(bound->second.least[v], values[v]);
                       }
                       const Factors mirror = mirror_of(factors);
                       EXPECT_TRUE(found || (problem.mirrors && mirror != factors))
                           << mapping.to_string() << " has no bound";
                     });
    for (const auto& [key, bound] : bounds) {
      const auto floor = values_of(bound.floor.counts);
      for (std::size_t v = 0; v < floor.size(); ++v) reached[v] += bound.least[v] <= floor[v] * (1 + 1e-12);
      ++bounds_met;
    }
  }
  // A bound that no mapping comes near would be of no use.
  EXPECT_GT(bounds_met, 1000u);
  for (const std::size_t times : reached) EXPECT_GT(times, bounds_met / 2);
}

TEST(MapFloors, WordsOfALayerAreThoseThatItsWindowsTouch) {
  Random random(1, "padded words");
  for (int i = 0; i < 60; ++i) {
    const Layer layer = random_layer(random, 300);
    const MapProblem problem(layer, random_dataflow(random), {3, 4, {1 << 20}, {1 << 20}, {}});
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      const auto padded = [&](Dim d) {
        const std::int64_t s = spatial.of[d].factor;
        return (layer.bounds[d] + s - 1) / s * s;
      };
      const auto columns = touched_by({padded(Dim::P), padded(Dim::R), layer.stride_w, layer.dilation_w}),
                 rows = touched_by({padded(Dim::Q), padded(Dim::S), layer.stride_h, layer.dilation_h});
      const std::int64_t n = padded(Dim::N), g = padded(Dim::G), m = padded(Dim::M), c = padded(Dim::C);
      const LayerWords words = padded_words(problem, spatial);
      EXPECT_EQ(words.weights, static_cast<double>(g * m * c * padded(Dim::R) * padded(Dim::S)));
      EXPECT_EQ(words.inputs,
                static_cast<double>(n * g * c) * static_cast<double>(columns.size() * rows.size()));
      EXPECT_EQ(words.outputs, static_cast<double>(n * g * m * padded(Dim::P) * padded(Dim::Q)));
    });
  }
}

TEST(MapFloors, LeavesOutWhatNobodyWantsAndWhatCannotBe) {
  Dataflow dataflow;
  dataflow.may_bypass_buffer[index(Tensor::Weights)] = true;
  const auto choices_of = [&](const Layer& layer, const Dataflow& under, bool wanted) {
    class Answering final : public MapVisitor {
     public:
      explicit Answering(bool answer) : answer_(answer) {}
      bool may_matter(const MappingSummary&) override { return answer_; }
      void visit(const VisitedMapping&) override {}

     private:
      bool answer_;
    } visitor(wanted);
    const MapProblem problem(layer, under, {1, 1, {48}, {1 << 20}, {}});
    StationaryChoices found;
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
        const LayerWords words = padded_words(problem, spatial);
        found = stationary_choices(problem, ArrayFloors(problem, array, words), visitor);
      });
    });
    return found;
  };
  const Layer matrix = fully_connected("fc", 4, 4);  // loops of M and C alone
  EXPECT_EQ(choices_of(matrix, dataflow, true).through_buffer, kOutputsStay | kInputsStay);
  EXPECT_EQ(choices_of(matrix, dataflow, true).past_buffer, kOutputsStay | kInputsStay);
  EXPECT_EQ(choices_of(matrix, dataflow, false).any(), 0u);
  EXPECT_EQ(choices_of(matrix, Dataflow{}, true).past_buffer, 0u);
  Layer groups;
  groups.bounds[Dim::G] = 3;  // every tensor moves, which one bound stands for
  EXPECT_EQ(choices_of(groups, dataflow, true).through_buffer, kWeightsStay);
}

}  // namespace
}  // namespace dance::test
