#include "dance/search/learned_evaluator/learned_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "dance/core/cached.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/evaluator/keyed_archive.h"
#include "dance/search/learned_evaluator/labels.h"
#include "dance/search/learned_evaluator/likeliest_values.h"
#include "dance/search/learned_evaluator/operation_costs.h"
#include "dance/search/learned_evaluator/training.h"
#include "dance/search/space/kept_work.h"

namespace dance {

namespace {

// The kind of the cached file. Every change of the networks or of their training changes the number.
constexpr std::string_view kFileKind = "learned-evaluator-2";
constexpr double kNotAllowed = std::numeric_limits<double>::infinity();

// Holds everything that the trained networks depend on, the number of threads included: it changes how sums
// round.
std::string key_of(const CostTable& table, const CostFunction& cost, const EvaluatorOptions& options) {
  const Metrics& r = cost.reference;
  return checksum(
      fmt::format("{} libtorch {} table {} cost {} reference {:a} {:a} {:a} area {:a}\noptions\n{}threads {}",
                  kFileKind, TORCH_VERSION, table.key(), cost.key(), r.latency_ms, r.energy_mj, r.area_mm2,
                  options.table_limits.max_area_mm2.value_or(0),
                  settings_of(kLearnedEvaluator, options.learned), at::get_num_threads()));
}

}  // namespace

LearnedEvaluator::LearnedEvaluator(const CostTable& table, const HardwareSpace& space,
                                   const CostFunction& cost, const EvaluatorOptions& options,
                                   std::uint64_t seed)
    : cost_(cost),
      options_(options),
      key_(key_of(table, cost, options)),
      encoding_(space),
      allowed_(allowed_accelerators(table, options.table_limits.max_area_mm2)),
      noise_(seeded_generator(seed, "gumbel noise")),
      temperature_(options.learned.gumbel_start) {
  check_learnable(options.table_limits);
  if (space.size() != table.accelerators()) {
    throw Error({space.file, 0, "hardware space", "the cost table is of another space",
                 fmt::format("{} accelerators", table.accelerators()), std::to_string(space.size())});
  }
  const std::int64_t inputs = table.positions() * table.max_operations();
  generation_ = HardwareGeneration(inputs, encoding_.sizes(), options.learned.generation_size);
  const std::vector<std::int64_t> read = forwards_features() ? encoding_.sizes() : std::vector{inputs};
  estimation_ = CostEstimation(inputs, read, options.learned.estimation_size);
  is_allowed_ = torch::tensor(allowed_, torch::kUInt8).to(torch::kBool);
}

std::unique_ptr<LearnedEvaluator> LearnedEvaluator::train(const CostTable& table, const HardwareSpace& space,
                                                          const CostFunction& cost,
                                                          const EvaluatorOptions& options, std::uint64_t seed,
                                                          Progress& progress) {
  std::unique_ptr<LearnedEvaluator> evaluator(new LearnedEvaluator(table, space, cost, options, seed));
  const std::uint64_t training_seed = options.learned.seed;
  evaluator->generation_->initialise(seeded_generator(training_seed, "generation network"));
  const TableLabels labels(table, cost, evaluator->allowed_);
  evaluator->estimation_->initialise(seeded_generator(training_seed, "estimation network"),
                                     labels.mean_operation_costs());
  const TrainingSetting setting{evaluator->encoding_, labels, options.learned, training_seed, progress};
  const LabelledNetworks labelled = label_networks(setting);
  train_generation(evaluator->generation_, labelled, setting);
  if (options.learned.feature_forwarding) {
    train_estimation(evaluator->estimation_, evaluator->generation_, setting);
  } else {
    train_estimation_of_optimum(evaluator->estimation_, labelled, setting);
  }
  evaluator->freeze();
  return evaluator;
}

std::filesystem::path LearnedEvaluator::cached_file(const std::filesystem::path& cache,
                                                    const std::string& key) {
  return cache / ("evaluator-" + key + ".bin");
}

void LearnedEvaluator::freeze() {
  for (torch::Tensor& parameter : generation_->parameters()) parameter.set_requires_grad(false);
  for (torch::Tensor& parameter : estimation_->parameters()) parameter.set_requires_grad(false);
}

void LearnedEvaluator::save(const std::filesystem::path& file) const {
  torch::serialize::OutputArchive generation, estimation, archive;
  generation_->save(generation);
  estimation_->save(estimation);
  archive.write("generation", generation);
  archive.write("estimation", estimation);
  write_keyed_archive(file, kFileKind, key_, archive);
}

std::unique_ptr<LearnedEvaluator> LearnedEvaluator::load(const std::filesystem::path& file,
                                                         const CostTable& table, const HardwareSpace& space,
                                                         const CostFunction& cost,
                                                         const EvaluatorOptions& options,
                                                         std::uint64_t seed) {
  std::unique_ptr<LearnedEvaluator> evaluator(new LearnedEvaluator(table, space, cost, options, seed));
  torch::serialize::InputArchive generation, estimation;
  torch::serialize::InputArchive archive = read_keyed_archive(
      file, kFileKind, evaluator->key_,
      "this learned evaluator belongs to another network space, hardware space, cost function or options");
  archive.read("generation", generation);
  archive.read("estimation", estimation);
  evaluator->generation_->load(generation);
  evaluator->estimation_->load(estimation);
  evaluator->freeze();
  return evaluator;
}

std::unique_ptr<LearnedEvaluator> LearnedEvaluator::load_or_train(
    const CostTable& table, const HardwareSpace& space, const CostFunction& cost,
    const EvaluatorOptions& options, std::uint64_t seed, const WorkContext& context) {
  const std::filesystem::path file = cached_file(context.cache, key_of(table, cost, options));
  return cached(
      file, "evaluator", context.progress, [&] { return load(file, table, space, cost, options, seed); },
      [&] { return train(table, space, cost, options, seed, context.progress); },
      [&](const std::unique_ptr<LearnedEvaluator>& evaluator) { evaluator->save(file); });
}

void LearnedEvaluator::to(torch::Dtype type) {
  generation_->to(type);
  estimation_->to(type);
  estimated_costs_.clear();
}

Evaluation LearnedEvaluator::judge(const torch::Tensor& probabilities) {
  const torch::NoGradGuard no_gradient;
  const LearnedPrediction prediction = predict(probabilities.unsqueeze(0));
  const torch::Tensor metrics = prediction.metrics[0].to(torch::kDouble).cpu();
  return {metrics[0], metrics[1], metrics[2], cost_of(cost_, metrics[0], metrics[1], metrics[2]),
          prediction.accelerators[0].item<std::int64_t>()};
}

void LearnedEvaluator::set_progress(double fraction) {
  const LearnedOptions& o = options_.learned;
  temperature_ = o.gumbel_start * std::pow(o.gumbel_end / o.gumbel_start, std::clamp(fraction, 0.0, 1.0));
}

torch::Tensor LearnedEvaluator::candidates_of(const std::vector<torch::Tensor>& heads) const {
  torch::Tensor candidates = encoding_.accelerators_of(
      forwards_features() ? generation_->candidates(heads, options_.learned.candidates)
                          : likeliest_values(heads, 1));
  const torch::Tensor any_allowed = is_allowed_.index({candidates}).any(1);
  for (std::int64_t b = 0; b < candidates.size(0); ++b) {
    if (!any_allowed[b].item<bool>()) candidates[b][0] = likeliest_allowed(heads, b);
  }
  return candidates;
}

LearnedPrediction LearnedEvaluator::pick(const torch::Tensor& architectures,
                                         const std::vector<torch::Tensor>& heads) {
  const torch::Tensor candidates = candidates_of(heads);
  if (!forwards_features()) return {candidates.select(1, 0), estimation_(architectures, architectures)};
  const std::int64_t batch = candidates.size(0), count = candidates.size(1);
  const torch::Tensor metrics = metrics_of(architectures.repeat_interleave(count, 0),
                                           estimated_costs_.of(candidates.flatten(), estimation_, encoding_))
                                    .view({batch, count, 3});
  const torch::Tensor costs = cost_of(cost_, metrics.select(2, 0), metrics.select(2, 1), metrics.select(2, 2))
                                  .masked_fill(is_allowed_.index({candidates}).logical_not(), kNotAllowed);
  const torch::Tensor best = costs.argmin(1, true);  // [batch, 1]
  return {candidates.gather(1, best).squeeze(1),
          metrics.gather(1, best.unsqueeze(2).expand({batch, 1, 3})).squeeze(1)};
}

std::int64_t LearnedEvaluator::likeliest_allowed(const std::vector<torch::Tensor>& heads,
                                                 std::int64_t row) const {
  torch::Tensor likelihood = torch::zeros({encoding_.accelerators()});
  for (std::int64_t h = 0; h < encoding_.heads(); ++h) {
    const torch::Tensor logs =
        torch::log_softmax(heads[static_cast<std::size_t>(h)][row].to(torch::kFloat), 0);
    likelihood += logs.index_select(0, encoding_.values().select(1, h));
  }
  const auto value = likelihood.accessor<float, 1>();
  std::int64_t best = -1;
  for (std::int64_t i = 0; i < encoding_.accelerators(); ++i) {
    if (allowed_[static_cast<std::size_t>(i)] && (best < 0 || value[i] > value[best])) best = i;
  }
  return best;
}

Evaluation LearnedEvaluator::evaluate(const torch::Tensor& probabilities) {
  const torch::Dtype type = generation_->parameters().front().scalar_type();
  const torch::Tensor architecture = probabilities.to(torch::kCPU, type).reshape({1, -1});  // [1, inputs]
  const std::vector<torch::Tensor> heads = generation_(architecture);
  const torch::Tensor noise = gumbel_noise(1, encoding_.features(), noise_, type);
  const torch::Tensor read = forwards_features() ? gumbel_softmax(heads, noise, temperature_) : architecture;
  const torch::Tensor metrics = estimation_(architecture, read).to(probabilities.options());  // [1, 3]
  Evaluation result;
  result.latency_ms = metrics[0][0];
  result.energy_mj = metrics[0][1];
  result.area_mm2 = metrics[0][2];
  result.cost = cost_of(cost_, result.latency_ms, result.energy_mj, result.area_mm2);
  const torch::NoGradGuard no_grad;
  result.accelerator = pick(architecture, heads).accelerators.item<std::int64_t>();
  return result;
}

torch::Tensor LearnedEvaluator::estimate(const torch::Tensor& probabilities,
                                         const torch::Tensor& accelerators) {
  const torch::NoGradGuard no_grad;
  const torch::Dtype type = generation_->parameters().front().scalar_type();
  return estimation_(probabilities.to(torch::kCPU, type).flatten(1),
                     encoding_.one_hot(accelerators).to(type));
}

LearnedPrediction LearnedEvaluator::predict(const torch::Tensor& probabilities) {
  const torch::NoGradGuard no_grad;
  const torch::Dtype type = generation_->parameters().front().scalar_type();
  const torch::Tensor architectures = probabilities.to(torch::kCPU, type).flatten(1);
  return pick(architectures, generation_(architectures));
}

}  // namespace dance
