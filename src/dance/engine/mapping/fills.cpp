#include "dance/engine/mapping/fills.h"

#include "dance/engine/nest/array_cycles.h"

namespace dance {

namespace {

// A pass begins with each tile of the stationary tensor that comes to the register files.
double pass_cycles(const MapProblem& problem, const ArrayTiling& array, const Fills& fills) {
  if (!problem.limits.array_pass) return 0;
  const ArrayPass& pass = *problem.limits.array_pass;
  const bool weights = pass.stationary == Tensor::Weights;
  const double passes = weights ? fills.weights / array.tile.weights : fills.output_visits;
  const double words =
      weights ? array.tile.weights * array.distinct_weights : array.tile.outputs * array.distinct_outputs;
  return passes * (static_cast<double>(pass.fill_drain_cycles) + load_cycles_of(words, pass));
}

}  // namespace

MappingCounts counts_of(const MapProblem& problem, const ArrayTiling& array, const Fills& fills,
                        bool bypass) {
  const double output_fills = array.tile.outputs * (fills.output_visits - array.output_tiles);
  const double w_reads = fills.weights * array.distinct_weights;
  const double i_reads = fills.input_reads;
  const double o_reads = output_fills * array.distinct_outputs;
  const double o_updates = array.tile.outputs * fills.output_visits * array.distinct_outputs;
  const double macs = array.padded_macs;
  const auto& [rf_w, rf_i, rf_o] = problem.rf_word;
  const auto& [glb_w, glb_i, glb_o] = problem.glb_word;
  const auto& [dram_w, dram_i, dram_o] = problem.dram_word;
  MappingCounts counts;
  counts.compute_cycles = array.passes;
  counts.rf_reads =
      (rf_w + rf_i + rf_o) * macs - rf_o * array.tile.outputs * array.output_tiles * array.instances;
  counts.rf_writes =
      rf_o * macs + (rf_w * fills.weights + rf_i * fills.inputs + rf_o * output_fills) * array.instances;
  counts.glb_reads = (bypass ? 0 : glb_w * w_reads) + glb_i * i_reads + glb_o * o_reads;
  counts.glb_writes = glb_w * fills.buffer_weights + glb_i * fills.buffer_inputs +
                      glb_o * (fills.buffer_output_fills + o_updates);
  counts.dram_reads = dram_w * (bypass ? w_reads : fills.buffer_weights) + dram_i * fills.buffer_inputs +
                      dram_o * fills.buffer_output_fills;
  counts.dram_writes = dram_o * fills.buffer_output_words;
  counts.network_words =
      (bypass ? dram_w : glb_w) * w_reads + glb_i * i_reads + glb_o * (o_reads + o_updates);
  counts.pass_cycles = pass_cycles(problem, array, fills);
  return counts;
}

}  // namespace dance
