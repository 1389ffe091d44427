// Keeps the rows of operation costs that the cost estimation network gives for accelerators, so that it is
// asked only once about each, however many networks have the accelerator among their candidates.
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
