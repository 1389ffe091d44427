#include "dance/engine/mapping/nest_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/random.h"
#include "engine/nest/executor.h"

namespace dance::test {
namespace {

Mapping random_mapping(Random& random) {
  Mapping mapping;
  std::int64_t macs = 1, elements = 1;
  for (int attempt = 0; attempt < 16; ++attempt) {
    const Dim d = kAllDims[random.below(kDims)];
    const auto factor = 2 + static_cast<std::int64_t>(random.below(4));
    Bounds* places[] = {&mapping.dram, &mapping.buffer, &mapping.register_file, &mapping.spatial_x,
                        &mapping.spatial_y};
    const std::uint64_t place = random.below(5);
    if (macs * factor > 2000 || (place > 2 && elements * factor > 20)) continue;
    macs *= factor;
    if (place > 2) elements *= factor;
    (*places[place])[d] *= factor;
  }
  random.shuffle(mapping.dram_order);
  random.shuffle(mapping.buffer_order);
  mapping.weights_bypass_buffer = random.below(2) == 0;
  return mapping;
}

// Sums over the executed nest, by tensor and level, against the seven figures of a mapping.
TEST(NestMapping, CountsAreTheExecutedNest) {
  Random random(1, "random mappings");
  for (int i = 0; i < 500; ++i) {
    Layer layer;
    layer.stride_w = 1 + static_cast<int>(random.below(2)),
    layer.stride_h = 1 + static_cast<int>(random.below(2));
    const Mapping mapping = random_mapping(random);
    SCOPED_TRACE(i);
    const Multicast multicast = random.below(2) == 0 ? Multicast::Tiles : Multicast::Words;
    const MappingCounts counts = counts_of(layer, mapping, multicast);
    const NestCounts executed = execute(nest_of(layer, mapping, multicast));
    std::array<double, 3> reads{}, writes{};
    double array_words = 0;
    for (std::size_t l = 0; l < 3; ++l) {
      for (std::size_t t = 0; t < kTensors; ++t) {
        const TensorCounts& tensor = executed.levels[l][t];
        reads[l] += static_cast<double>(tensor.instances * tensor.reads);
        writes[l] += static_cast<double>(tensor.instances * (tensor.fills + tensor.updates));
        const bool feeds_array =
            l == 1 || (l == 0 && t == index(Tensor::Weights) && mapping.weights_bypass_buffer);
        if (feeds_array) array_words += static_cast<double>(tensor.reads + tensor.updates);
      }
    }
    EXPECT_EQ(counts.compute_cycles, static_cast<double>(executed.compute_cycles));
    EXPECT_EQ((std::array{counts.dram_reads, counts.glb_reads, counts.rf_reads}), reads);
    EXPECT_EQ((std::array{counts.dram_writes, counts.glb_writes, counts.rf_writes}), writes);
    EXPECT_EQ(counts.network_words, array_words);
  }
}

}  // namespace
}  // namespace dance::test
