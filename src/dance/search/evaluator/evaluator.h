// The one interface of the differentiable hardware evaluators. They take architecture probabilities and give
// the expected latency, energy and area, their cost, and the accelerator.
#pragma once

#include <torch/torch.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace dance {

struct Evaluation {
  // 0-dimensional tensors of the probabilities' type, differentiable with respect to them.
  torch::Tensor latency_ms, energy_mj, area_mm2;
  torch::Tensor cost;            // the cost function of the three, relative to its reference design
  std::int64_t accelerator = 0;  // index into the hardware space: the accelerator that the evaluator picks
};

// The learned and the exact evaluator, and the two of separate design, whose cost knows no hardware.
enum class EvaluatorKind { Learned, Exact, Flops, None };
// Their names in configurations and results, in the order of EvaluatorKind.
inline constexpr std::array<const char*, 4> kEvaluatorKinds = {"learned", "exact", "flops", "none"};
constexpr const char* name_of(EvaluatorKind kind) { return kEvaluatorKinds[static_cast<std::size_t>(kind)]; }

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual EvaluatorKind kind() const = 0;
  // Whether its cost is that of the cost function; that of separate design is not.
  virtual bool judges_hardware() const { return true; }
  // probabilities: [layers, operations] float, each row sums to 1 over the layer's operations, 0 beyond them.
  virtual Evaluation evaluate(const torch::Tensor& probabilities) = 0;
  // The same without the noise of a search and without gradients, for what is reported and chosen.
  virtual Evaluation judge(const torch::Tensor& probabilities) {
    const torch::NoGradGuard no_gradient;
    return evaluate(probabilities);
  }
  // How far the search is, 0 to 1, for evaluators that follow a schedule (the learned one's Gumbel
  // temperature).
  virtual void set_progress(double /*fraction*/) {}
};

}  // namespace dance
