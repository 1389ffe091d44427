// Rivals of co-exploration that design the network first and its accelerator afterwards: the cost in the loss
// knows no hardware.
//   none   Cost = 0
//   flops  Cost = (MACs_fixed + sum_l sum_o p[l, o] MACs(l, o)) / MACs of the reference network
// The metrics and the accelerator, for the log and under hard limits, are the exact evaluator's.
#pragma once

#include <torch/torch.h>

#include <string>

#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/methods/problem.h"

namespace dance {

class SeparateDesign final : public Evaluator {
 public:
  // `kind` is "none" or "flops"; `table_limits` are the exact evaluator's.
  SeparateDesign(const Problem& problem, std::string kind, const Limits& table_limits);

  std::string kind() const override { return kind_; }
  bool judges_hardware() const override { return false; }
  Evaluation evaluate(const torch::Tensor& probabilities) override;  // [layers, operations]

 private:
  std::string kind_;
  ExactEvaluator exact_;
  torch::Tensor macs_;     // [layers, operations] float64, relative to the reference network's
  double fixed_macs_ = 0;  // likewise
};

}  // namespace dance
