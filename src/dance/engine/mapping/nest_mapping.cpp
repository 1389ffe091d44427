#include "dance/engine/mapping/nest_mapping.h"

#include <utility>

#include "dance/engine/nest/array_cycles.h"

namespace dance {

namespace {

std::vector<Loop> loops_of(const Bounds& factors, const std::array<Dim, kDims>& order) {
  std::vector<Loop> loops;
  for (Dim d : order) {
    if (factors[d] != 1) loops.push_back({d, factors[d]});
  }
  return loops;
}

struct LevelWords {
  double reads = 0, writes = 0;
};

// Sums over all tensors and instances; `word` is the length of each tensor's word, in words of the sums.
LevelWords words_of(const std::array<TensorCounts, kTensors>& level,
                    const std::array<double, kTensors>& word) {
  LevelWords words;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const double instances = static_cast<double>(level[t].instances) * word[t];
    words.reads += instances * static_cast<double>(level[t].reads);
    words.writes += instances * static_cast<double>(level[t].fills + level[t].updates);
  }
  return words;
}

}  // namespace

Nest nest_of(const Layer& layer, const Mapping& mapping, Multicast multicast) {
  Nest nest{layer.stride_w, layer.stride_h, layer.dilation_w, layer.dilation_h, {}};
  NestLevel dram, buffer, register_file;
  dram.name = "DRAM";
  dram.temporal = loops_of(mapping.dram, mapping.dram_order);
  buffer.name = "GLB";
  buffer.temporal = loops_of(mapping.buffer, mapping.buffer_order);
  buffer.spatial_x = loops_of(mapping.spatial_x, kAllDims);
  buffer.spatial_y = loops_of(mapping.spatial_y, kAllDims);
  buffer.keeps[index(Tensor::Weights)] = !mapping.weights_bypass_buffer;
  dram.multicast = buffer.multicast = multicast;
  register_file.name = "RF";
  register_file.temporal = loops_of(mapping.register_file, kAllDims);
  nest.levels = {std::move(dram), std::move(buffer), std::move(register_file)};
  return nest;
}

MappingCounts counts_of(const Layer& layer, const Mapping& mapping, Multicast multicast,
                        const WordBits& words, const std::optional<ArrayPass>& pass) {
  Nest executed = nest_of(layer, mapping, multicast);
  if (pass) executed.stationary = pass->stationary;
  const NestCounts nest = counts_of(executed);
  const auto &dram = nest.levels[0], &buffer = nest.levels[1], &register_file = nest.levels[2];
  const auto dram_word = in_words_of(words.dram, words.reference()),
             buffer_word = in_words_of(words.global_buffer, words.reference()),
             register_word = in_words_of(words.register_file, words.reference());
  const LevelWords at_dram = words_of(dram, dram_word), at_buffer = words_of(buffer, buffer_word),
                   at_register_file = words_of(register_file, register_word);
  MappingCounts counts;
  counts.compute_cycles = static_cast<double>(nest.compute_cycles);
  counts.dram_reads = at_dram.reads, counts.dram_writes = at_dram.writes;
  counts.glb_reads = at_buffer.reads, counts.glb_writes = at_buffer.writes;
  counts.rf_reads = at_register_file.reads, counts.rf_writes = at_register_file.writes;
  for (std::size_t t = 0; t < kTensors; ++t) {  // what the level above the array sends down and takes up
    const TensorCounts& feeder = buffer[t].kept ? buffer[t] : dram[t];
    counts.network_words +=
        (buffer[t].kept ? buffer_word : dram_word)[t] * static_cast<double>(feeder.reads + feeder.updates);
  }
  if (pass) counts.pass_cycles = array_cycles_of(nest.array, *pass).total() - counts.compute_cycles;
  return counts;
}

MappingCounts counts_of(const Layer& layer, const Mapping& mapping, const HardwareSpace& space,
                        const Accelerator& accelerator) {
  return counts_of(layer, mapping, space.dataflow_of(accelerator).multicast, space.word_bits_of(accelerator),
                   space.array_pass_of(accelerator));
}

}  // namespace dance
