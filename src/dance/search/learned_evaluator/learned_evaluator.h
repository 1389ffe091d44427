// The learned evaluator (DANCE, DAC 2021, section 3). The hardware generation network turns the architecture
// into an accelerator, with a softmax head for each hardware parameter. The cost estimation network reads the
// architecture and, through feature forwarding, that accelerator, and estimates the metrics.
//   heads = generation(p);  a = Gumbel-softmax(heads, temperature);
//   (L, E, A) = estimation(p, a);  cost = f(L, E, A)
// The evaluator picks the accelerator of least estimated cost among the likeliest combinations of the heads'
// values. Without feature forwarding the estimation network reads p alone and estimates the metrics of the
// optimal accelerator, and the pick is the argmax of every head. A trained evaluator belongs to one table,
// cost function and options, which `key()` stands for; a file with another key is refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/cost_table.h"
#include "dance/search/evaluator/accelerator_encoding.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/learned_evaluator/cost_estimation.h"
#include "dance/search/learned_evaluator/estimated_costs.h"
#include "dance/search/learned_evaluator/hardware_generation.h"

namespace dance {

// The accelerators picked for a batch of networks, without noise, and the metrics estimated for them.
struct LearnedPrediction {
  torch::Tensor accelerators;  // [batch] int64
  torch::Tensor metrics;       // [batch, 3]: latency_ms, energy_mj, area_mm2
};

class LearnedEvaluator final : public Evaluator {
 public:
  // Labels networks with the table and trains both networks, with `options.learned.seed`. `seed` is that of
  // the Gumbel noise of `evaluate`.
  static std::unique_ptr<LearnedEvaluator> train(const CostTable& table, const HardwareSpace& space,
                                                 const CostFunction& cost, const EvaluatorOptions& options,
                                                 std::uint64_t seed, Progress& progress);
  // Throws Error when the file is damaged or belongs to another key.
  static std::unique_ptr<LearnedEvaluator> load(const std::filesystem::path& file, const CostTable& table,
                                                const HardwareSpace& space, const CostFunction& cost,
                                                const EvaluatorOptions& options, std::uint64_t seed);
  // Takes the evaluator from the cache where that holds its key; otherwise trains and caches it. A damaged
  // entry is trained again, with a warning.
  static std::unique_ptr<LearnedEvaluator> load_or_train(const CostTable& table, const HardwareSpace& space,
                                                         const CostFunction& cost,
                                                         const EvaluatorOptions& options, std::uint64_t seed,
                                                         const WorkContext& context);
  static std::filesystem::path cached_file(const std::filesystem::path& cache, const std::string& key);
  void save(const std::filesystem::path& file) const;  // whole or absent, sealed with a checksum

  EvaluatorKind kind() const override { return EvaluatorKind::Learned; }
  Evaluation evaluate(const torch::Tensor& probabilities) override;  // [layers, operations]
  Evaluation judge(const torch::Tensor& probabilities) override;     // on the accelerator that it picks
  void set_progress(double fraction) override;
  LearnedPrediction predict(const torch::Tensor& probabilities);  // [batch, layers, operations]

  // Estimated metrics [batch, 3] of networks [batch, layers, operations] on accelerators [batch] int64. Only
  // with feature forwarding.
  torch::Tensor estimate(const torch::Tensor& probabilities, const torch::Tensor& accelerators);

  bool forwards_features() const { return options_.learned.feature_forwarding; }
  const AcceleratorEncoding& encoding() const { return encoding_; }
  double temperature() const { return temperature_; }
  const std::string& key() const { return key_; }
  void to(torch::Dtype type);  // the type of the networks, float by default

 private:
  LearnedEvaluator(const CostTable& table, const HardwareSpace& space, const CostFunction& cost,
                   const EvaluatorOptions& options, std::uint64_t seed);
  void freeze();
  // [batch, candidates]: the likeliest combinations of the heads' values. Where none of them is allowed, the
  // likeliest allowed accelerator takes the first place.
  torch::Tensor candidates_of(const std::vector<torch::Tensor>& heads) const;
  // Picks, of the allowed candidates, the one of least estimated cost. architectures: [batch, inputs].
  LearnedPrediction pick(const torch::Tensor& architectures, const std::vector<torch::Tensor>& heads);
  std::int64_t likeliest_allowed(const std::vector<torch::Tensor>& heads, std::int64_t row) const;

  CostFunction cost_;
  EvaluatorOptions options_;
  std::string key_;
  AcceleratorEncoding encoding_;
  std::vector<std::uint8_t> allowed_;  // [accelerators]
  torch::Tensor is_allowed_;           // the same, bool
  HardwareGeneration generation_{nullptr};
  CostEstimation estimation_{nullptr};
  EstimatedCosts estimated_costs_;
  torch::Generator noise_;
  double temperature_;
};

}  // namespace dance
