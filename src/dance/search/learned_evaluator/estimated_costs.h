// The cost estimation network's rows of operation costs of accelerators, kept: the network is asked once
// about each accelerator, however many networks have it among their candidates.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <unordered_map>

#include "dance/search/evaluator/accelerator_encoding.h"
#include "dance/search/learned_evaluator/cost_estimation.h"

namespace dance {

class EstimatedCosts {
 public:
  // [n] int64 -> [n, entries]. `network` and `encoding` have to be the same in every call until `clear`.
  torch::Tensor of(const torch::Tensor& accelerators, CostEstimation& network,
                   const AcceleratorEncoding& encoding);
  void clear();

 private:
  std::unordered_map<std::int64_t, std::int64_t> row_of_;  // accelerator -> row
  torch::Tensor rows_;                                     // [accelerators met, entries]
};

}  // namespace dance
