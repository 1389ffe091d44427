// A search so small that it takes a second: 8x8 images of four classes, two or three searchable layers.
#pragma once

#include <torch/torch.h>

#include <filesystem>

#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/core/work_context.h"
#include "dance/search/data/dataset.h"
#include "dance/search/run/search_config.h"
#include "dance/search/space/network_space.h"

namespace dance::test {

inline constexpr const char* kMicroNetwork = R"(name: micro
input: {channels: 3, height: 8, width: 8}
classes: 4
stem: {channels: 6, kernel: 3, stride: 1, first_block_channels: 6}
stages:
  - {channels: 6, depth: 2, stride: 1}
  - {channels: 8, depth: 1, stride: 2}
operations: {kernels: [3, 5], expansions: [2, 3], zero: yes}
head: {channels: 12}
)";

inline constexpr const char* kMicroHardware = R"(name: micro-edge
technology: 45nm
word_bits: 16
clock_mhz: 200
mapping_policy: edp
dataflows: [weight_stationary, output_stationary]
pe_x: [4, 8]
pe_y: [4, 6]
mac: intmac
register_file: {component: regfile_flops, words: [8]}
global_buffer: {component: sram, capacity_kib: [16], width_bits: [64], banks: 8, double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: 3200}
)";

// A learned evaluator that takes no time and knows nothing.
inline const std::vector<std::string> kMicroLearned = {"evaluator.kind=learned",
                                                       "evaluator.learned.labels=64",
                                                       "evaluator.learned.batch=16",
                                                       "evaluator.learned.generation_steps=5",
                                                       "evaluator.learned.refinement_steps=5",
                                                       "evaluator.learned.estimation_steps=5",
                                                       "evaluator.learned.generation_width=8",
                                                       "evaluator.learned.estimation_width=8"};

// Noise with a bright square in the corner that the class says.
inline Dataset micro_split(std::int64_t images, std::string_view stream) {
  Random random(7, stream);
  Dataset split{torch::empty({images, 3, 8, 8}, torch::kUInt8), torch::empty({images}, torch::kInt64)};
  auto* pixels = split.images.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < images; ++i) {
    const auto label = static_cast<std::int64_t>(random.below(4));
    split.labels.data_ptr<std::int64_t>()[i] = label;
    for (std::int64_t at = 0; at < 3 * 64; ++at) {
      const std::int64_t row = at % 64 / 8, column = at % 8;
      const bool bright = row / 4 == label / 2 && column / 4 == label % 2;
      *pixels++ = static_cast<std::uint8_t>(random.below(160) + (bright ? 90 : 0));
    }
  }
  return split;
}

inline DataSplits micro_data() {
  DataSplits data;
  data.name = "micro";
  data.classes = {"a", "b", "c", "d"};
  data.train = micro_split(256, "micro train");
  data.validation = micro_split(128, "micro validation");
  data.test = micro_split(200, "micro test");
  data.normalisation = measure_normalisation(data.train);
  return data;
}

inline std::filesystem::path write_micro_files(const TemporaryFolder& folder) {
  write_file_atomic(folder / "network.yaml", kMicroNetwork);
  write_file_atomic(folder / "hardware.yaml", kMicroHardware);
  const std::filesystem::path config = folder / "search.yaml";
  write_file_atomic(config, R"(network: network.yaml
hardware: hardware.yaml
threads: 1
search:
  warmup_epochs: 1
  search_epochs: 4
  train_weights: yes
  lambda2: 0.3
  lambda2_warmup_epochs: 1
  weights: {batch_size: 16, learning_rate: 0.05}
  architecture: {batch_size: 16, learning_rate: 0.1, every_weight_steps: 1}
evaluator: {kind: exact}
final_training: {epochs: 2, batch_size: 16, learning_rate: 0.05}
)");
  return config;
}

// A context of work that says nothing, and keeps in `cache` what may be used again.
inline WorkContext silent_work(const std::filesystem::path& cache) {
  static NoProgress silent;
  return {silent, cache};
}

}  // namespace dance::test
