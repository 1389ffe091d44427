// A warmed-up supernet, kept: searches that differ in lambda2, limits, cost or evaluator alone start from the
// same weights, and need not train them again. What a search finds from a kept warm-up is, on the CPU, bit
// for bit what it finds from its own.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dance/search/methods/search_log.h"
#include "dance/search/supernet/supernet.h"

namespace dance {

// Where the cache keeps the warm-up, and what it belongs to; an empty file name: nowhere.
struct WarmStart {
  std::filesystem::path file;
  std::string key;
};

// The kind of the file; a change of the supernet or of its warm-up changes the number.
inline constexpr std::string_view kWarmUpFileKind = "warm-supernet-6";

// Weights, statistics and momentum, and the rows of the log.
void save_warm_up(const WarmStart& start, const Supernet& supernet, const torch::optim::SGD& optimiser,
                  const std::vector<LogRow>& rows);
// Returns the rows. Throws Error where the file is damaged or of another warm-up.
std::vector<LogRow> load_warm_up(const WarmStart& start, Supernet& supernet, torch::optim::SGD& optimiser);

}  // namespace dance
