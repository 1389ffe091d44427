// The one interface of the differentiable hardware evaluators: architecture probabilities in; expected
// latency, energy and area, their cost, and the accelerator out.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

namespace dance {

struct Evaluation {
  // 0-dimensional tensors of the probabilities' type, differentiable with respect to them.
  torch::Tensor latency_ms, energy_mj, area_mm2;
  torch::Tensor cost;            // the cost function of the three, relative to its reference design
  std::int64_t accelerator = 0;  // index into the hardware space: the accelerator that the evaluator picks
};

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual std::string kind() const = 0;  // "learned", "exact", "flops" or "none"
  // Whether its cost is that of the cost function; the rivals' is not.
  virtual bool judges_hardware() const { return true; }
  // probabilities: [layers, operations] float, each row sums to 1 over the layer's operations, 0 beyond them.
  virtual Evaluation evaluate(const torch::Tensor& probabilities) = 0;
  // The same without the noise of a search, and without gradients: what is reported and chosen by.
  virtual Evaluation judge(const torch::Tensor& probabilities) {
    const torch::NoGradGuard no_gradient;
    return evaluate(probabilities);
  }
  // How far the search is, 0 to 1, for evaluators that follow a schedule (the learned one's Gumbel
  // temperature).
  virtual void set_progress(double /*fraction*/) {}
};

}  // namespace dance
