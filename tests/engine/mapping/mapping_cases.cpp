#include "engine/mapping/mapping_cases.h"

#include <utility>

namespace dance::test {

Layer random_layer(Random& random, std::int64_t most_macs) {
  Layer layer;
  layer.name = "random";
  std::int64_t macs = 1;
  for (int attempt = 0; attempt < 9; ++attempt) {
    const Dim d = kAllDims[random.below(kDims)];
    const auto bound = 2 + static_cast<std::int64_t>(random.below(5));
    if (layer.bounds[d] > 1 || macs * bound > most_macs) continue;
    layer.bounds[d] = bound;
    macs *= bound;
  }
  for (int* amount : {&layer.stride_w, &layer.stride_h, &layer.dilation_w, &layer.dilation_h}) {
    *amount = random.below(3) == 0 ? 2 + static_cast<int>(random.below(2)) : 1;
  }
  return layer;
}

Dataflow random_dataflow(Random& random) {
  Dataflow dataflow;
  dataflow.name = "random";
  const bool any_order = random.below(3) == 0;
  for (Dim d : kMappedDims) {
    dataflow.spatial_x[d] = random.below(2) == 0;
    dataflow.spatial_y[d] = random.below(2) == 0;
    dataflow.register_file[d] = random.below(2) == 0;
    dataflow.buffer_innermost[d] = !any_order && random.below(3) == 0;
  }
  dataflow.may_bypass_buffer[index(Tensor::Weights)] = random.below(2) == 0;
  dataflow.multicast = random.below(2) == 0 ? Multicast::Tiles : Multicast::Words;
  return dataflow;
}

std::optional<ArrayPass> random_pass(Random& random) {
  if (random.below(2) == 0) return std::nullopt;
  const auto upto = [&](std::uint64_t most) { return static_cast<std::int64_t>(random.below(most + 1)); };
  return ArrayPass{.stationary = random.below(2) == 0 ? Tensor::Weights : Tensor::Outputs,
                   .fill_drain_cycles = upto(12),
                   .load_words_per_cycle = upto(3),
                   .load_least_cycles = upto(5)};
}

std::string describe(const Layer& layer) {
  std::string text = layer.name;
  for (Dim d : kAllDims) {
    if (layer.bounds[d] > 1) text += " " + std::string(1, letter_of(d)) + std::to_string(layer.bounds[d]);
  }
  return text + " stride " + std::to_string(layer.stride_w) + "," + std::to_string(layer.stride_h) +
         " dilation " + std::to_string(layer.dilation_w) + "," + std::to_string(layer.dilation_h);
}

std::string describe(const Dataflow& dataflow) {
  const auto list = [](const DimSet& dims) {
    std::string letters;
    for (Dim d : kAllDims) letters += dims[d] ? std::string(1, letter_of(d)) : "";
    return letters;
  };
  return dataflow.name + " X " + list(dataflow.spatial_x) + " Y " + list(dataflow.spatial_y) + " RF " +
         list(dataflow.register_file) + " innermost " + list(dataflow.buffer_innermost) +
         (dataflow.may_bypass_buffer[index(Tensor::Weights)] ? " bypass" : "") +
         (dataflow.multicast == Multicast::Words ? " words" : " tiles");
}

Factors factors_of(const Mapping& m) { return {m.dram, m.buffer, m.spatial_x, m.spatial_y, m.register_file}; }

Factors factors_of(const BufferTiling& tiling) {
  Factors factors = {tiling.dram, tiling.buffer, kUnitBounds, kUnitBounds, tiling.array.register_file};
  for (Dim d : kAllDims) {
    const SpatialFactor& spatial = tiling.array.spatial.of[d];
    if (spatial.axis == SpatialFactor::Axis::X) factors[2][d] = spatial.factor;
    if (spatial.axis == SpatialFactor::Axis::Y) factors[3][d] = spatial.factor;
  }
  return factors;
}

Factors mirror_of(Factors factors) {
  for (Bounds& level : factors) {
    std::swap(level[Dim::P], level[Dim::Q]);
    std::swap(level[Dim::R], level[Dim::S]);
  }
  return factors;
}

std::array<double, 9> values_of(const MappingCounts& c) {
  return {c.compute_cycles, c.rf_reads,    c.rf_writes,     c.glb_reads,  c.glb_writes,
          c.dram_reads,     c.dram_writes, c.network_words, c.pass_cycles};
}

bool no_worse(const MappingCounts& a, const MappingCounts& b) {
  const auto left = values_of(a), right = values_of(b);
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] > right[i] * (1 + 1e-12)) return false;
  }
  return true;
}

}  // namespace dance::test
