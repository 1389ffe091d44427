#include "dance/engine/mapping/order_fills.h"

#include <algorithm>

namespace dance {

namespace {

bool leave_in_place(Tensor tensor, const LevelLoops& loops) {
  return loops.groups == 1 &&
         std::none_of(loops.ordered.begin(), loops.ordered.end(),
                      [&](const OrderedLoop& loop) { return is_relevant(tensor, loop.dim); });
}

}  // namespace

OrderFills::OrderFills(const MapProblem& problem, const BufferTiling& tiling, const LevelLoops& buffer,
                       const LevelLoops& dram)
    : problem_(problem),
      array_(tiling.array),
      buffer_tile_(tiling.tile),
      buffer_groups_(buffer.groups),
      dram_groups_(dram.groups),
      buffer_product_(buffer.groups),
      dram_product_(dram.groups),
      dram_output_tiles_(dram.groups),
      weights_stay_(leave_in_place(Tensor::Weights, buffer)),
      outputs_stay_(leave_in_place(Tensor::Outputs, buffer)) {
  for (const OrderedLoop& loop : buffer.ordered) buffer_product_ *= loop.bound;
  for (const OrderedLoop& loop : dram.ordered) {
    dram_product_ *= loop.bound;
    if (is_relevant(Tensor::Outputs, loop.dim)) dram_output_tiles_ *= loop.bound;
  }
}

Fills OrderFills::of(const OrderOption& buffer, const OrderOption& dram, bool bypass) const {
  const double w_run_above = weights_stay_ ? dram.w_run : 1;
  const double o_run_above = outputs_stay_ ? dram.o_run : 1;
  const double product = buffer_product_ * dram_product_;
  Fills fills;
  fills.weights = array_.tile.weights * product / (buffer.w_run * w_run_above);
  fills.inputs = dram_product_ * (buffer_groups_ * buffer.input_fills - array_.tile.inputs) +
                 dram_groups_ * dram.inner_input_fills;
  fills.input_reads =
      problem_.by_words
          ? dram_product_ * (buffer_groups_ * buffer.input_reads - array_.shared_inputs.volume()) +
                dram_groups_ * dram.inner_input_reads
          : fills.inputs * array_.distinct_inputs;
  fills.output_visits = product / (buffer.o_run * o_run_above);
  fills.buffer_weights = bypass ? 0 : buffer_tile_.weights * dram_product_ / dram.w_run;
  fills.buffer_inputs = dram_groups_ * dram.input_fills;
  const double buffer_output_visits = dram_product_ / dram.o_run;
  fills.buffer_output_words = buffer_tile_.outputs * buffer_output_visits;
  fills.buffer_output_fills = buffer_tile_.outputs * (buffer_output_visits - dram_output_tiles_);
  return fills;
}

}  // namespace dance
