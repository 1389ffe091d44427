#include "dance/cost/nest_mapping.h"

#include <utility>

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

// Over all tensors and instances.
LevelWords words_of(const std::array<TensorCounts, kTensors>& level) {
  LevelWords words;
  for (const TensorCounts& tensor : level) {
    const auto instances = static_cast<double>(tensor.instances);
    words.reads += instances * static_cast<double>(tensor.reads);
    words.writes += instances * static_cast<double>(tensor.fills + tensor.updates);
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
  buffer.keeps[static_cast<std::size_t>(index(Tensor::Weights))] = !mapping.weights_bypass_buffer;
  dram.multicast = buffer.multicast = multicast;
  register_file.name = "RF";
  register_file.temporal = loops_of(mapping.register_file, kAllDims);
  nest.levels = {std::move(dram), std::move(buffer), std::move(register_file)};
  return nest;
}

MappingCounts counts_of(const Layer& layer, const Mapping& mapping, Multicast multicast) {
  const NestCounts nest = counts_of(nest_of(layer, mapping, multicast));
  const auto &dram = nest.levels[0], &buffer = nest.levels[1], &register_file = nest.levels[2];
  MappingCounts counts;
  counts.compute_cycles = static_cast<double>(nest.compute_cycles);
  counts.dram_reads = words_of(dram).reads, counts.dram_writes = words_of(dram).writes;
  counts.glb_reads = words_of(buffer).reads, counts.glb_writes = words_of(buffer).writes;
  counts.rf_reads = words_of(register_file).reads, counts.rf_writes = words_of(register_file).writes;
  for (Tensor t : kAllTensors) {  // what the level above the array sends down and takes up
    const auto i = static_cast<std::size_t>(index(t));
    const TensorCounts& feeder = buffer[i].kept ? buffer[i] : dram[i];
    counts.network_words += static_cast<double>(feeder.reads + feeder.updates);
  }
  return counts;
}

}  // namespace dance
