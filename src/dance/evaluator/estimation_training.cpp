#include <vector>

#include "dance/core/random.h"
#include "dance/evaluator/sampling.h"
#include "dance/evaluator/training.h"
#include "dance/evaluator/training_run.h"

namespace dance {

namespace {

constexpr std::int64_t kDraws = 4;    // accelerators drawn from one soft accelerator for its label
constexpr double kRandomShare = 0.2;  // of a batch: accelerators from the whole space
constexpr double kPickedShare = 0.3;  // of a batch: the generation network's picks, one-hot

// Accelerators of a batch as features and as draws from them.
struct Accelerators {
  torch::Tensor features;  // [batch, features]
  torch::Tensor draws;     // [batch, kDraws] int64
};

Accelerators exact_ones(const AcceleratorEncoding& encoding, const torch::Tensor& accelerators) {
  return {encoding.one_hot(accelerators), accelerators.unsqueeze(1).expand({accelerators.size(0), kDraws})};
}

// features: [batch, features], a distribution per head -> [batch, kDraws].
torch::Tensor draw(const AcceleratorEncoding& encoding, const torch::Tensor& features,
                   torch::Generator& generator) {
  std::vector<torch::Tensor> values;
  for (const torch::Tensor& head : features.split_with_sizes(encoding.sizes(), 1))
    values.push_back(torch::multinomial(head, kDraws, true, generator));
  return encoding.accelerators_of(torch::stack(values, 2));
}

// The mix of accelerators that the estimation network has to know.
class AcceleratorMix {
 public:
  AcceleratorMix(HardwareGeneration& generation, const TrainingSetting& setting)
      : generation_(generation),
        setting_(setting),
        generator_(seeded_generator(setting.seed, "evaluator accelerators")),
        random_(setting.seed, "evaluator temperatures") {}

  Accelerators next(const torch::Tensor& architectures) {
    const torch::NoGradGuard no_grad;
    const AcceleratorEncoding& encoding = setting_.encoding;
    const std::int64_t batch = architectures.size(0);
    const std::int64_t any = static_cast<std::int64_t>(kRandomShare * static_cast<double>(batch));
    const std::int64_t picked = static_cast<std::int64_t>(kPickedShare * static_cast<double>(batch));
    const std::int64_t soft = batch - any - picked;

    const Accelerators anywhere =
        exact_ones(encoding, torch::randint(0, encoding.accelerators(), {any}, generator_, torch::kLong));
    const std::vector<torch::Tensor> heads = generation_(architectures.narrow(0, any, picked + soft));
    std::vector<torch::Tensor> best, rest;
    for (const torch::Tensor& logits : heads) {
      best.push_back(logits.narrow(0, 0, picked).argmax(1));
      rest.push_back(logits.narrow(0, picked, soft));
    }
    const Accelerators picks = exact_ones(encoding, encoding.accelerators_of(torch::stack(best, 1)));
    const double temperature = setting_.options.gumbel_start * random_.uniform(0.05, 1.2);
    const torch::Tensor features =
        gumbel_softmax(rest, gumbel_noise(soft, encoding.features(), generator_), temperature);
    return {torch::cat({anywhere.features, picks.features, features}),
            torch::cat({anywhere.draws, picks.draws, draw(encoding, features, generator_)})};
  }

 private:
  HardwareGeneration& generation_;
  const TrainingSetting& setting_;
  torch::Generator generator_;
  Random random_;
};

}  // namespace

void train_estimation(CostEstimation& network, HardwareGeneration& generation,
                      const TrainingSetting& setting) {
  ArchitectureSampler sampler(setting.labels.operations(), setting.seed, "evaluator estimation");
  AcceleratorMix mix(generation, setting);
  const auto relative_error = [&] {
    const torch::Tensor architectures = sampler.mixed(setting.options.batch).flatten(1);
    const Accelerators accelerators = mix.next(architectures);
    const torch::Tensor truth =
        setting.labels.metrics(architectures, accelerators.draws).mean(1);  // [batch, 3]
    return (network(architectures, accelerators.features) / truth - 1).square().mean();
  };
  minimise(*network,
           {"evaluator: cost estimation", setting.options.estimation_steps, setting.options.learning_rate},
           relative_error, setting.progress);
}

}  // namespace dance
