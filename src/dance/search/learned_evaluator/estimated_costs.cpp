#include "dance/search/learned_evaluator/estimated_costs.h"

#include <vector>

namespace dance {

namespace {
constexpr std::size_t kMost = 65536;  // rows kept at most; then it starts anew
}

torch::Tensor EstimatedCosts::of(const torch::Tensor& accelerators, CostEstimation& network,
                                 const AcceleratorEncoding& encoding) {
  const torch::NoGradGuard no_grad;
  if (row_of_.size() > kMost) clear();
  std::vector<std::int64_t> rows, added;
  const auto accelerator = accelerators.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < accelerators.size(0); ++i) {
    const auto [entry, is_new] = row_of_.emplace(accelerator[i], static_cast<std::int64_t>(row_of_.size()));
    if (is_new) added.push_back(accelerator[i]);
    rows.push_back(entry->second);
  }
  if (!added.empty()) {
    const torch::Tensor features = encoding.one_hot(torch::tensor(added, torch::kLong));
    const torch::Tensor costs =
        network->operation_costs(features.to(network->parameters().front().scalar_type()));
    rows_ = rows_.defined() ? torch::cat({rows_, costs}) : costs;
  }
  return rows_.index_select(0, torch::tensor(rows, torch::kLong));
}

void EstimatedCosts::clear() {
  row_of_.clear();
  rows_ = torch::Tensor();
}

}  // namespace dance
