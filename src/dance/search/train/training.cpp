#include "dance/search/train/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dance/core/error.h"
#include "dance/search/train/correct.h"
#include "dance/search/train/option_ranges.h"
#include "dance/search/train/schedule.h"

namespace dance {

namespace {

// Weight matrices and kernels decay; batch norms and biases do not.
torch::optim::SGD make_optimiser(const std::vector<torch::Tensor>& weights, const TrainingOptions& options) {
  std::vector<torch::Tensor> decayed, plain;
  for (const torch::Tensor& weight : weights) (weight.dim() > 1 ? decayed : plain).push_back(weight);
  const auto settings = [&](double decay) {
    return std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(options.learning_rate)
                                                          .momentum(options.momentum)
                                                          .nesterov(options.momentum > 0)
                                                          .weight_decay(decay));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(std::move(decayed), settings(options.weight_decay));
  if (!plain.empty()) groups.emplace_back(std::move(plain), settings(0));
  return torch::optim::SGD(std::move(groups), torch::optim::SGDOptions(options.learning_rate));
}

}  // namespace

std::string to_string(TrainingStart start) { return kTrainingStarts[static_cast<std::size_t>(start)]; }

void declare_keys(ConfigKeys& keys, TrainingOptions& o) {
  keys.choice_of({.name = "start",
                  .meaning = "supernet: from the weights that the network has there; scratch: from new "
                             "ones, which takes several times the epochs"},
                 o.start, kTrainingStarts);
  keys.integer({.name = "epochs", .unit = "epochs", .meaning = "of the training"}, o.epochs, kEpochs);
  keys.integer({.name = "batch_size", .unit = "images", .meaning = "of one step"}, o.batch_size, kBatch);
  keys.number({.name = "learning_rate", .meaning = "at its peak; SGD with Nesterov momentum, then a cosine"},
              o.learning_rate, kRate);
  keys.number({.name = "momentum", .meaning = "Nesterov's"}, o.momentum, kBelowOne);
  keys.number({.name = "max_gradient_norm", .meaning = "larger gradients are scaled down to it; 0: never"},
              o.max_gradient_norm, kNotNegative);
  keys.number({.name = "warmup_epochs",
               .unit = "epochs",
               .meaning = "in which the rate rises to its peak",
               .range = "0 to `epochs`"},
              o.warmup_epochs, {.min = 0, .max = static_cast<double>(o.epochs)});
  keys.number(
      {.name = "label_smoothing", .meaning = "share of the probability that goes to all classes alike"},
      o.label_smoothing, kBelowOne);
  keys.boolean({.name = "with_validation", .meaning = "yes: on the training and validation splits together"},
               o.with_validation);
}

TrainingOptions shortened(TrainingOptions options, std::int64_t epochs) {
  options.epochs = epochs;
  options.warmup_epochs = std::min(options.warmup_epochs, static_cast<double>(epochs) / 2);
  return options;
}

double finite_loss(const torch::Tensor& loss, const char* phase, std::int64_t step) {
  const double value = loss.item<double>();
  if (std::isfinite(value)) return value;
  throw Error::run_failure(fmt::format("{}: the loss is {} at step {}; a lower learning rate may help", phase,
                                       std::isnan(value) ? "nan" : "infinite", step));
}

void clip_gradients(const std::vector<torch::Tensor>& weights, double max_norm) {
  if (max_norm > 0) torch::nn::utils::clip_grad_norm_(weights, max_norm);
}

void train_network(Classifier& network, const DataSplits& data, const TrainingOptions& options,
                   torch::Device device, Progress& progress,
                   const std::function<void(const EpochRecord&)>& log) {
  const Dataset images = options.with_validation ? data.train_and_validation() : data.train;
  BatchIterator batches(images, data.normalisation, data.augmentation, options.batch_size, options.seed,
                        "training", device);
  network.to(device);
  network.train();
  const std::vector<torch::Tensor> weights = network.parameters();
  torch::optim::SGD optimiser = make_optimiser(weights, options);
  const std::int64_t steps_per_epoch = batches.batches_per_epoch();
  const CosineSchedule schedule = {
      .peak = options.learning_rate,
      .warmup_steps = std::llround(options.warmup_epochs * static_cast<double>(steps_per_epoch)),
      .total_steps = options.epochs * steps_per_epoch};
  const auto smoothing =
      torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(options.label_smoothing);

  progress.begin("final training", schedule.total_steps, "steps");
  for (std::int64_t epoch = 1, step = 0; epoch <= options.epochs; ++epoch) {
    EpochRecord record{.epoch = epoch};
    std::int64_t correct = 0, seen = 0;
    double loss_sum = 0;
    for (std::int64_t i = 0; i < steps_per_epoch; ++i, ++step) {
      const Batch batch = batches.next();
      record.learning_rate = schedule.rate(step);
      set_learning_rate(optimiser, record.learning_rate);
      optimiser.zero_grad();
      const torch::Tensor logits = network.forward(batch.images);
      const torch::Tensor loss = torch::nn::functional::cross_entropy(logits, batch.labels, smoothing);
      loss_sum += finite_loss(loss, "final training", step + 1);
      loss.backward();
      clip_gradients(weights, options.max_gradient_norm);
      optimiser.step();
      correct += correct_count(logits, batch.labels);
      seen += options.batch_size;
      record.loss = loss_sum / static_cast<double>(i + 1);
      record.train_accuracy = static_cast<double>(correct) / static_cast<double>(seen);
      progress.advance(step + 1, {{"epoch", static_cast<double>(epoch)},
                                  {"loss", record.loss},
                                  {"train_accuracy", record.train_accuracy}});
    }
    if (log) log(record);
  }
  progress.end();
}

double evaluate_accuracy(const Forward& forward, const Dataset& split, const Normalisation& normalisation,
                         torch::Device device, std::int64_t batch_size) {
  if (split.size() == 0) throw Error({"", 0, "split", "holds no images", "at least one", ""});
  torch::NoGradGuard no_gradient;
  std::int64_t correct = 0;
  for_each_batch(split, normalisation, batch_size, device,
                 [&](const Batch& batch) { correct += correct_count(forward(batch.images), batch.labels); });
  return static_cast<double>(correct) / static_cast<double>(split.size());
}

double evaluate_accuracy(Classifier& network, const Dataset& split, const Normalisation& normalisation,
                         torch::Device device, std::int64_t batch_size) {
  const bool was_training = network.is_training();
  network.eval();
  const double accuracy =
      evaluate_accuracy([&](const torch::Tensor& images) { return network.forward(images); }, split,
                        normalisation, device, batch_size);
  network.train(was_training);
  return accuracy;
}

}  // namespace dance
