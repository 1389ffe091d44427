#include <cmath>
#include <vector>

#include "dance/core/random.h"
#include "dance/search/learned_evaluator/batch_order.h"
#include "dance/search/learned_evaluator/operation_costs.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "dance/search/learned_evaluator/training.h"
#include "dance/search/learned_evaluator/training_run.h"

namespace dance {

namespace {

constexpr std::int64_t kNetworks = 64;    // networks that run on each accelerator of a batch
constexpr std::int64_t kPool = 1024;      // networks whose candidates the estimation network learns
constexpr std::int64_t kDraws = 4;        // accelerators drawn from one soft accelerator for its label
constexpr double kRandomShare = 0.6;      // share of a batch that is drawn from the whole space
constexpr double kCandidateShare = 0.25;  // share that are one-hot candidates of the generation network

// The accelerators of a batch as features, and accelerators drawn from these features.
struct Accelerators {
  torch::Tensor features;  // [batch, features]
  torch::Tensor draws;     // [batch, kDraws] int64
};

Accelerators exact_ones(const AcceleratorEncoding& encoding, const torch::Tensor& accelerators) {
  return {encoding.one_hot(accelerators), accelerators.unsqueeze(1).expand({accelerators.size(0), kDraws})};
}

// features: [batch, features], with a distribution per head -> accelerators [batch, kDraws].
torch::Tensor draw(const AcceleratorEncoding& encoding, const torch::Tensor& features,
                   torch::Generator& generator) {
  std::vector<torch::Tensor> values;
  for (const torch::Tensor& head : features.split_with_sizes(encoding.sizes(), 1))
    values.push_back(torch::multinomial(head, kDraws, true, generator));
  return encoding.accelerators_of(torch::stack(values, 2));
}

// Draws the mix of accelerators that the estimation network has to know.
class AcceleratorMix {
 public:
  AcceleratorMix(HardwareGeneration& generation, const TrainingSetting& setting)
      : generation_(generation),
        setting_(setting),
        sampler_(setting.labels.operations(), setting.seed, "evaluator accelerators of networks"),
        generator_(seeded_generator(setting.seed, "evaluator accelerators")),
        random_(setting.seed, "evaluator temperatures") {
    const torch::NoGradGuard no_grad;
    candidates_ = setting.encoding.accelerators_of(
        generation->candidates(generation(sampler_.mixed(kPool).flatten(1)), setting.options.candidates));
  }

  Accelerators next() {
    const torch::NoGradGuard no_grad;
    const std::int64_t batch = setting_.options.batch;
    const std::int64_t any = static_cast<std::int64_t>(kRandomShare * static_cast<double>(batch));
    const std::int64_t candidates = static_cast<std::int64_t>(kCandidateShare * static_cast<double>(batch));
    const std::int64_t soft = batch - any - candidates;
    const Accelerators anywhere = from_space(any), near = from_candidates(candidates),
                       between = soft_ones(soft);
    return {torch::cat({anywhere.features, near.features, between.features}),
            torch::cat({anywhere.draws, near.draws, between.draws})};
  }

 private:
  Accelerators from_space(std::int64_t count) {
    return exact_ones(setting_.encoding,
                      torch::randint(0, setting_.encoding.accelerators(), {count}, generator_, torch::kLong));
  }

  // Draws candidate number k with a probability of about 1 / k.
  Accelerators from_candidates(std::int64_t count) {
    const torch::Tensor row = torch::randint(0, candidates_.size(0), {count}, generator_, torch::kLong);
    const torch::Tensor rank =
        torch::rand({count}, generator_).mul(std::log(candidates_.size(1))).exp().floor().to(torch::kLong) -
        1;
    return exact_ones(setting_.encoding, candidates_.index({row, rank.clamp(0, candidates_.size(1) - 1)}));
  }

  Accelerators soft_ones(std::int64_t count) {
    const AcceleratorEncoding& encoding = setting_.encoding;
    const double temperature = setting_.options.gumbel_start * random_.uniform(0.05, 1.2);
    const std::vector<torch::Tensor> heads = generation_(sampler_.mixed(count).flatten(1));
    const torch::Tensor noise = gumbel_noise(count, encoding.features(), generator_);
    const torch::Tensor features = gumbel_softmax(heads, noise, temperature);
    return {features, draw(encoding, features, generator_)};
  }

  HardwareGeneration& generation_;
  const TrainingSetting& setting_;
  ArchitectureSampler sampler_;
  torch::Generator generator_;
  Random random_;
  torch::Tensor candidates_;  // [kPool, candidates], likeliest first
};

TrainingRun run_of(const LearnedOptions& options) {
  return {"evaluator: cost estimation", options.estimation_steps, options.estimation_rate};
}

}  // namespace

void train_estimation(CostEstimation& network, HardwareGeneration& generation,
                      const TrainingSetting& setting) {
  ArchitectureSampler sampler(setting.labels.operations(), setting.seed, "evaluator estimation");
  AcceleratorMix mix(generation, setting);
  const auto relative_error = [&] {
    const torch::Tensor architectures = sampler.mixed(kNetworks).flatten(1);
    const Accelerators accelerators = mix.next();
    const torch::Tensor truth =
        metrics_of_all(architectures, setting.labels.operation_costs(accelerators.draws));
    const torch::Tensor estimate =
        metrics_of_all(architectures, network->operation_costs(accelerators.features));
    return (estimate / truth - 1).square().mean();
  };
  minimise(*network, run_of(setting.options), relative_error, setting.progress);
}

void train_estimation_of_optimum(CostEstimation& network, const LabelledNetworks& labelled,
                                 const TrainingSetting& setting) {
  const torch::Tensor truths =
      setting.labels.metrics(labelled.architectures, labelled.accelerators.unsqueeze(1)).select(1, 0);
  BatchOrder order(truths.size(0), setting.options.batch, setting.seed, "evaluator estimation batches");
  const auto relative_error = [&] {
    const torch::Tensor rows = order.next();
    const torch::Tensor architectures = labelled.architectures.index_select(0, rows);
    return (network(architectures, architectures) / truths.index_select(0, rows) - 1).square().mean();
  };
  minimise(*network, run_of(setting.options), relative_error, setting.progress);
}

}  // namespace dance
