#include "dance/search/methods/supernet_training.h"

#include <filesystem>
#include <optional>
#include <string>

#include "dance/core/cached.h"
#include "dance/core/error.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/train/correct.h"
#include "dance/search/train/training.h"

namespace dance {

SupernetTraining::SupernetTraining(const NetworkSpace& space, const DataSplits& data,
                                   const SearchOptions& options, std::uint64_t seed, torch::Device device)
    : options_(options),
      supernet_(std::make_shared<Supernet>(space, seed)),
      train_(data.train, data.normalisation, data.augmentation, options.weights.batch_size, seed,
             "search train", device),
      paths_(seed, "search weight paths") {
  supernet_->to(device);
  supernet_->train();
  weights_ = supernet_->weights();
  const auto sgd = torch::optim::SGDOptions(options.weights.learning_rate)
                       .momentum(options.weights.momentum)
                       .nesterov(options.weights.momentum > 0)
                       .weight_decay(options.lambda1);
  optimiser_ = std::make_unique<torch::optim::SGD>(weights_, sgd);
  const std::int64_t steps = options.weight_epochs() * steps_per_epoch();
  rate_ = {options.weights.learning_rate, steps / 10, steps};
}

void SupernetTraining::warm_up(const WarmStart& start, Progress& progress, SearchLog& log) {
  if (options_.warmup_epochs == 0) return;
  const auto train = [&] { return train_on_all_sizes("warm-up", options_.warmup_epochs, progress, log); };
  if (start.file.empty()) {
    train();
    return;
  }
  cached(
      start.file, "warm-up", progress, [&] { return resume(start, progress, log); }, train,
      [&](const std::vector<LogRow>& rows) { save_warm_up(start, *supernet_, *optimiser_, rows); });
}

// Leaves everything as a warm-up of its own would: the weights, the momentum, and the random streams.
std::vector<LogRow> SupernetTraining::resume(const WarmStart& start, Progress& progress, SearchLog& log) {
  progress.begin("warm-up (cached)", 0, "");
  std::vector<LogRow> rows = load_warm_up(start, *supernet_, *optimiser_);
  for (const LogRow& row : rows) log.write(row);
  steps_done_ = options_.warmup_epochs * steps_per_epoch();
  train_.skip(steps_done_);
  for (std::int64_t step = 0; step < steps_done_; ++step) varied_network(supernet_->space(), paths_);
  progress.end();
  return rows;
}

std::vector<LogRow> SupernetTraining::train_on_all_sizes(const std::string& phase, std::int64_t epochs,
                                                         Progress& progress, SearchLog& log) {
  const std::int64_t steps = epochs * steps_per_epoch();
  std::vector<LogRow> rows;
  progress.begin(phase, steps, "steps");
  for (std::int64_t step = 0; step < steps; ++step) {
    train_on(varied_network(supernet_->space(), paths_), phase, step);
    if ((step + 1) % SearchLog::kStepsPerRow == 0 || step + 1 == steps) {
      LogRow& row = rows.emplace_back();
      row.phase = phase;
      row.step = step + 1;
      fill(row);
      row.loss = row.ce;
      log.write(row);
    }
    progress.advance(step + 1, rows.empty()
                                   ? Figures{}
                                   : Figures{{"loss", rows.back().ce}, {"accuracy", rows.back().accuracy}});
  }
  progress.end();
  return rows;
}

void SupernetTraining::train_on(const Architecture& path, const std::string& phase, std::int64_t step) {
  const double rate = rate_.rate(steps_done_++);
  set_learning_rate(*optimiser_, rate);
  last_rate_ = rate;
  const Batch batch = train_.next();
  // Blocks off the path have no gradient at all, so that neither momentum nor decay moves them.
  for (torch::Tensor& weight : weights_) weight.mutable_grad().reset();
  const torch::Tensor logits = supernet_->forward(batch.images, path);
  const torch::Tensor loss = torch::cross_entropy_loss(logits, batch.labels);
  const double ce = finite_loss(loss, phase.c_str(), step + 1);
  loss.backward();
  clip_gradients(weights_, options_.weights.max_gradient_norm);
  optimiser_->step();
  ce_.add(ce);
  accuracy_.add(share_correct(logits, batch.labels));
}

void SupernetTraining::fill(LogRow& row) {
  row.ce = ce_.take();
  row.accuracy = accuracy_.take();
  row.learning_rate = last_rate_.value_or(LogRow::kNone);
  last_rate_.reset();
}

}  // namespace dance
