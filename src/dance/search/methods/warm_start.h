// Keeps a warmed-up supernet, so that searches that differ only in lambda2, limits, cost or evaluator start
// from the same weights and need not train them again. On the CPU, a search from a kept warm-up finds bit for
// bit what it finds from its own.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dance/search/methods/search_log.h"
#include "dance/search/supernet/supernet.h"

namespace dance {

// Where in the cache the warm-up is kept, and what it belongs to. With an empty file name it is not kept.
struct WarmStart {
  std::filesystem::path file;
  std::string key;
};

// The kind of the file. Every change of the supernet or of its warm-up changes the number.
inline constexpr std::string_view kWarmUpFileKind = "warm-supernet-6";

// Keeps the weights, the statistics, the momentum, and the rows of the log.
void save_warm_up(const WarmStart& start, const Supernet& supernet, const torch::optim::SGD& optimiser,
                  const std::vector<LogRow>& rows);
// Reads them back and returns the rows. Throws Error where the file is damaged or belongs to another warm-up.
std::vector<LogRow> load_warm_up(const WarmStart& start, Supernet& supernet, torch::optim::SGD& optimiser);

}  // namespace dance
