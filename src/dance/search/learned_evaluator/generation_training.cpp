#include <vector>

#include "dance/search/learned_evaluator/batch_order.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "dance/search/learned_evaluator/training.h"
#include "dance/search/learned_evaluator/training_run.h"

namespace dance {

namespace {

// Smooths the targets of the cross-entropy: heads that are certain after it would leave no gradient to the
// refinement.
constexpr double kSmoothing = 0.1;
// The weight of the heads' entropy against the log cost at the start of the refinement. It falls to 0 in a
// straight line.
constexpr double kEntropy = 0.01;

// Draws one value of every head, with `gumbel_noise` added to the logits: [batch, heads] int64.
torch::Tensor sample_values(const std::vector<torch::Tensor>& heads, const torch::Tensor& noise) {
  std::vector<torch::Tensor> values;
  std::int64_t first = 0;
  for (const torch::Tensor& logits : heads) {
    values.push_back((logits.detach() + noise.narrow(1, first, logits.size(1))).argmax(1));
    first += logits.size(1);
  }
  return torch::stack(values, 1);
}

// The accelerators that differ from `values` in at most one head, head by head: [batch, features] int64.
torch::Tensor neighbours(const AcceleratorEncoding& encoding, const torch::Tensor& values) {
  const std::int64_t batch = values.size(0);
  std::vector<torch::Tensor> all;
  for (std::int64_t h = 0; h < encoding.heads(); ++h) {
    const std::int64_t size = encoding.sizes()[static_cast<std::size_t>(h)];
    torch::Tensor changed = values.unsqueeze(1).repeat({1, size, 1});  // [batch, size, heads]
    changed.select(2, h).copy_(torch::arange(size, torch::kLong).expand({batch, size}));
    all.push_back(encoding.accelerators_of(changed));
  }
  return torch::cat(all, 1);
}

}  // namespace

void train_generation(HardwareGeneration& network, const LabelledNetworks& labelled,
                      const TrainingSetting& setting) {
  const LearnedOptions& options = setting.options;
  const torch::Tensor optimum = setting.encoding.values().index_select(0, labelled.accelerators);
  network->set_frequencies(setting.encoding.one_hot(labelled.accelerators).mean(0));
  BatchOrder order(labelled.accelerators.size(0), options.batch, setting.seed, "evaluator batches");
  namespace functional = torch::nn::functional;
  const auto smoothed = functional::CrossEntropyFuncOptions().label_smoothing(kSmoothing);
  const auto cross_entropy = [&] {
    const torch::Tensor rows = order.next();
    const torch::Tensor values = optimum.index_select(0, rows);
    const std::vector<torch::Tensor> heads = network(labelled.architectures.index_select(0, rows));
    torch::Tensor sum = torch::zeros({});
    for (std::size_t h = 0; h < heads.size(); ++h) {
      sum =
          sum + functional::cross_entropy(heads[h], values.select(1, static_cast<std::int64_t>(h)), smoothed);
    }
    return sum;
  };
  minimise(*network, {"evaluator: hardware generation", options.generation_steps, options.generation_rate},
           cross_entropy, setting.progress);

  ArchitectureSampler sampler(setting.labels.operations(), setting.seed, "evaluator refinement");
  torch::Generator generator = seeded_generator(setting.seed, "evaluator refinement noise");
  std::int64_t step = 0;
  const auto expected_cost = [&] {
    const double left = 1 - static_cast<double>(step++) / static_cast<double>(options.refinement_steps);
    const torch::Tensor architectures = sampler.mixed(options.batch).flatten(1);
    const std::vector<torch::Tensor> heads = network(architectures);
    const torch::Tensor noise = gumbel_noise(options.batch, setting.encoding.features(), generator);
    const torch::Tensor around = neighbours(setting.encoding, sample_values(heads, noise));
    const torch::Tensor log_costs = setting.labels.costs(architectures, around).log();  // [batch, features]
    const torch::Tensor probabilities = gumbel_softmax(heads, {}, 1.0);
    const torch::Tensor information = probabilities * (probabilities + 1e-12).log();
    return (probabilities * log_costs + kEntropy * left * information).sum(1).mean();
  };
  minimise(*network, {"evaluator: refine generation", options.refinement_steps, options.generation_rate},
           expected_cost, setting.progress);
}

}  // namespace dance
