// A warmed-up supernet, kept: searches that differ in lambda2, limits, cost or evaluator alone start from the
// same weights, and need not train them again. What a search finds from a kept warm-up is, on the CPU, bit for
// bit what it finds from its own.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <vector>

#include "dance/data/dataset.h"
#include "dance/search/search_config.h"
#include "dance/search/search_log.h"
#include "dance/supernet/supernet.h"

namespace dance {

// Where the cache keeps the warm-up, and what it belongs to; an empty file name: nowhere.
struct WarmStart {
  std::filesystem::path file;
  std::string key;
};

// The place in the folder `cache` of the warm-up of this configuration on this data and number of threads: of
// the network space, the images, the seed, the device, and those options that warming up depends on (the
// cosine of the learning rate spans the search too).
WarmStart warm_start_of(const SearchConfig& config, const DataSplits& data, int threads,
                        const std::filesystem::path& cache);

// Weights, statistics and momentum, and the rows of the log.
void save_warm_up(const WarmStart& start, const Supernet& supernet, const torch::optim::SGD& optimiser,
                  const std::vector<LogRow>& rows);
// Returns the rows. Throws Error where the file is damaged or of another warm-up.
std::vector<LogRow> load_warm_up(const WarmStart& start, Supernet& supernet, torch::optim::SGD& optimiser);

}  // namespace dance
