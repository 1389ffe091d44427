// What arrives under an order, as a walk computes it, against the executed loop nest of the same mapping.
#include "dance/engine/mapping/order_fills.h"

#include <gtest/gtest.h>

#include "dance/engine/mapping/map_space.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "engine/mapping/mapping_cases.h"
#include "engine/nest/executor.h"

namespace dance::test {
namespace {

constexpr auto kW = index(Tensor::Weights), kI = index(Tensor::Inputs), kO = index(Tensor::Outputs);

// Executes some of the mappings that a walk visits.
class Executing final : public MapVisitor {
 public:
  Executing(const MapProblem& problem, std::size_t every) : problem_(problem), every_(every) {}

  bool may_matter(const MappingSummary&) override { return true; }

  void visit(const VisitedMapping& visited) override {
    if (visited_++ % every_ != 0) return;
    ++executed;
    const Mapping mapping = visited.mapping();
    SCOPED_TRACE(mapping.to_string());
    const NestCounts nest = execute(nest_of(problem_.layer, mapping, problem_.dataflow.multicast));
    const auto &dram = nest.levels[0], &buffer = nest.levels[1], &register_file = nest.levels[2];
    const auto expect = [](double value, std::int64_t words, const char* what) {
      EXPECT_EQ(value, static_cast<double>(words)) << what;
    };
    const ArrayTiling& array = visited.tiling.array;
    const OrderFills order(problem_, visited.tiling, visited.buffer.loops, visited.dram.loops);
    const Fills fills = order.of(visited.buffer.option, visited.dram.option, visited.bypass);
    expect(fills.weights, register_file[kW].fills, "weights in a register file");
    expect(fills.inputs, register_file[kI].fills, "inputs in a register file");
    expect(fills.input_reads, buffer[kI].reads, "inputs read for all register files");
    expect(fills.output_visits * array.tile.outputs * array.distinct_outputs, buffer[kO].updates, "outputs");
    expect(fills.buffer_weights, visited.bypass ? 0 : buffer[kW].fills, "weights in the buffer");
    expect(fills.buffer_inputs, buffer[kI].fills, "inputs in the buffer");
    expect(fills.buffer_output_words, dram[kO].updates, "outputs to DRAM");
    expect(fills.buffer_output_fills, dram[kO].reads, "outputs back from DRAM");
  }

  int executed = 0;

 private:
  const MapProblem& problem_;
  const std::size_t every_;
  std::size_t visited_ = 0;
};

TEST(OrderFills, AreWhatTheExecutedNestCounts) {
  Random random(1, "order fills");
  int executed = 0;
  for (int i = 0; i < 100; ++i) {
    const Layer layer = random_layer(random, 60);
    const Dataflow dataflow = random_dataflow(random);
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    const auto glb_bits = static_cast<std::int64_t>(16 * (10 + random.below(80)));
    const MapLimits limits{3, 3, {64, 200}, {glb_bits, 100000}, {}};
    const MapProblem problem(layer, dataflow, limits);
    Executing executing(problem, 17);
    MapSpace(layer, dataflow, limits).walk(executing);
    executed += executing.executed;
  }
  EXPECT_GT(executed, 500);
}

}  // namespace
}  // namespace dance::test
