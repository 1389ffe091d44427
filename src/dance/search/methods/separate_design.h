// Rivals of co-exploration. They design the network first and its accelerator afterwards: the cost in the
// loss knows no hardware.
//   none   Cost = 0
//   flops  Cost = (MACs_fixed + sum_l sum_o p[l, o] MACs(l, o)) / MACs of the reference network
// The metrics and the accelerator, for the log and under hard limits, are the exact evaluator's.
#pragma once

#include <torch/torch.h>

#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/methods/problem.h"

namespace dance {

class SeparateDesign final : public Evaluator {
 public:
  // `kind` is None or Flops; `table_limits` are those of the exact evaluator.
  SeparateDesign(const Problem& problem, EvaluatorKind kind, const Limits& table_limits);

  EvaluatorKind kind() const override { return kind_; }
  bool judges_hardware() const override { return false; }
  Evaluation evaluate(const torch::Tensor& probabilities) override;  // [layers, operations]

 private:
  EvaluatorKind kind_;
  ExactEvaluator exact_;
  torch::Tensor macs_;     // [layers, operations] float64, relative to the reference network's
  double fixed_macs_ = 0;  // likewise
};

}  // namespace dance
