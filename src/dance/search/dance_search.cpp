#include "dance/search/dance_search.h"

#include <filesystem>
#include <memory>
#include <vector>

#include "dance/core/error.h"
#include "dance/core/random.h"
#include "dance/data/batches.h"
#include "dance/evaluator/cost_tensor.h"
#include "dance/search/architecture_step.h"
#include "dance/search/limit_weight.h"
#include "dance/supernet/supernet.h"
#include "dance/train/schedule.h"
#include "dance/train/training.h"

namespace dance {

namespace {

constexpr std::int64_t kStepsPerRow = 20;

double share_correct(const torch::Tensor& logits, const torch::Tensor& labels) {
  return logits.detach().argmax(1).eq(labels).to(torch::kFloat32).mean().item<double>();
}

// Mean of what was added since the last `take`; LogRow::kNone when nothing was.
class Mean {
 public:
  void add(double value) { sum_ += value, ++count_; }
  double take() {
    const double mean = count_ > 0 ? sum_ / static_cast<double>(count_) : LogRow::kNone;
    sum_ = 0, count_ = 0;
    return mean;
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

class DanceSearch {
 public:
  DanceSearch(const NetworkSpace& space, const DataSplits& data, Evaluator& evaluator,
              const SearchOptions& options, std::uint64_t seed, torch::Device device)
      : options_(options),
        evaluator_(evaluator),
        device_(device),
        supernet_(space, seed),
        train_(data.train, data.normalisation, data.augmentation, options.weights.batch_size, seed,
               "search train", device),
        validation_(data.validation, data.normalisation, data.augmentation, options.architecture.batch_size,
                    seed, "search validation", device),
        weight_paths_(seed, "search weight paths"),
        gate_paths_(seed, "search gate paths"),
        architecture_optimiser_(options.architecture) {
    supernet_.to(device);
    supernet_.train();
    weights_ = supernet_.weights();
    const auto sgd = torch::optim::SGDOptions(options.weights.learning_rate)
                         .momentum(options.weights.momentum)
                         .nesterov(options.weights.momentum > 0)
                         .weight_decay(options.lambda1);
    weight_optimiser_ = std::make_unique<torch::optim::SGD>(weights_, sgd);
    steps_per_epoch_ = train_.batches_per_epoch();
    const std::int64_t epochs = options.warmup_epochs + options.search_epochs;
    rate_ = {options.weights.learning_rate, std::min<std::int64_t>(steps_per_epoch_ / 2, 100),
             epochs * steps_per_epoch_};
  }

  SearchResult run(Timings& timings, Progress& progress, SearchLog& log, const WarmStart& warm_start) {
    timings.phase("warm-up", [&] { warm_up(warm_start, progress, log); });
    timings.phase("search", [&] { run_phase("search", options_.search_epochs, true, progress, log); });
    SearchResult result;
    result.architecture = supernet_.derive();
    result.probabilities = supernet_.probabilities().detach().to(torch::kCPU);
    result.entropy = supernet_.entropy().item<double>();
    result.validation_accuracy = last_epoch_accuracy_.take();
    result.lambda2 = row_.lambda2;
    result.within_limits_since = within_limits_since_;
    return result;
  }

 private:
  void warm_up(const WarmStart& start, Progress& progress, SearchLog& log) {
    if (options_.warmup_epochs == 0) return;
    if (resume_warm_up(start, progress, log)) return;
    run_phase("warm-up", options_.warmup_epochs, false, progress, log);
    if (!start.file.empty()) save_warm_up(start, supernet_, *weight_optimiser_, warm_up_rows_);
  }

  // As after a warm-up of its own: weights, momentum, and where the random streams stand.
  bool resume_warm_up(const WarmStart& start, Progress& progress, SearchLog& log) {
    std::error_code ignored;
    if (start.file.empty() || !std::filesystem::exists(start.file, ignored)) return false;
    std::vector<LogRow> rows;
    progress.begin("warm-up (cached)", 0, "");
    try {
      rows = load_warm_up(start, supernet_, *weight_optimiser_);
    } catch (const Error& error) {
      progress.warn(std::string("the supernet is warmed up again: ") + error.what());
      return false;
    }
    for (const LogRow& row : rows) log.write(row);
    const std::int64_t steps = options_.warmup_epochs * steps_per_epoch_;
    train_.skip(steps);
    for (std::int64_t step = 0; step < steps; ++step) supernet_.sample_uniform_path(weight_paths_);
    weight_steps_done_ = steps;
    progress.end();
    return true;
  }

  void run_phase(const char* phase, std::int64_t epochs, bool with_architecture, Progress& progress,
                 SearchLog& log) {
    const std::int64_t steps = epochs * steps_per_epoch_;
    if (steps == 0) return;
    progress.begin(phase, steps, "steps");
    row_ = LogRow{};
    row_.phase = phase;
    for (std::int64_t step = 0; step < steps; ++step) {
      weight_step(phase, step, with_architecture);
      if (with_architecture && (step + 1) % options_.architecture.every_weight_steps == 0) {
        const double epoch = static_cast<double>(step) / static_cast<double>(steps_per_epoch_);
        evaluator_.set_progress(static_cast<double>(step + 1) / static_cast<double>(steps));
        architecture_step(step, epoch, step >= steps - steps_per_epoch_);
      }
      if ((step + 1) % kStepsPerRow == 0 || step + 1 == steps) write_row(step + 1, log);
      progress.advance(step + 1, figures(with_architecture));
    }
    progress.end();
  }

  void weight_step(const char* phase, std::int64_t step, bool from_probabilities) {
    const double rate = rate_.rate(weight_steps_done_++);
    set_learning_rate(*weight_optimiser_, rate);
    const Batch batch = train_.next();
    const Architecture path = from_probabilities ? supernet_.sample_path(weight_paths_)
                                                 : supernet_.sample_uniform_path(weight_paths_);
    // Operations off the path have no gradient at all: neither momentum nor decay moves them.
    for (torch::Tensor& weight : weights_) weight.mutable_grad().reset();
    const torch::Tensor logits = supernet_.forward(batch.images, path);
    const torch::Tensor loss = torch::cross_entropy_loss(logits, batch.labels);
    const double ce = finite_loss(loss, phase, step + 1);
    loss.backward();
    weight_optimiser_->step();
    ce_.add(ce);
    accuracy_.add(share_correct(logits, batch.labels));
    row_.learning_rate = rate;
  }

  void architecture_step(std::int64_t step, double epoch, bool last_epoch) {
    const double lambda2 = options_.lambda2.at(epoch);
    const Batch batch = validation_.next();
    const TwoPathSample sample = supernet_.sample_two_paths(gate_paths_);
    const torch::Tensor alphas = supernet_.alphas();
    const torch::Tensor logits = supernet_.forward_gated(batch.images, sample);
    const torch::Tensor ce = torch::cross_entropy_loss(logits, batch.labels);
    validation_ce_.add(finite_loss(ce, "search", step + 1));
    const torch::Tensor ce_gradient = torch::autograd::grad({ce}, {alphas})[0];
    const Evaluation evaluation = evaluator_.evaluate(supernet_.probabilities());
    row_.cost = finite_loss(evaluation.cost, "search, hardware cost", step + 1);
    torch::Tensor hardware = lambda2 * evaluation.cost;
    if (options_.limits.any()) hardware = hardware + limit_term(evaluation, step, epoch);
    const torch::Tensor cost_gradient = torch::autograd::grad({hardware}, {alphas})[0];
    architecture_optimiser_.step(supernet_, sample, ce_gradient, cost_gradient);

    const double accuracy = share_correct(logits, batch.labels);
    validation_accuracy_.add(accuracy);
    if (last_epoch) last_epoch_accuracy_.add(accuracy);
    row_.latency_ms = evaluation.latency_ms.item<double>();
    row_.energy_mj = evaluation.energy_mj.item<double>();
    row_.area_mm2 = evaluation.area_mm2.item<double>();
    row_.lambda2 = lambda2;
    row_.entropy = supernet_.entropy().item<double>();
  }

  torch::Tensor limit_term(const Evaluation& evaluation, std::int64_t step, double epoch) {
    const torch::Tensor excess =
        excess_of(options_.limits, evaluation.latency_ms, evaluation.energy_mj, evaluation.area_mm2);
    row_.limit_excess = excess.item<double>();
    row_.limit_weight = options_.lambda2.rise(epoch) * limit_weight_.update(row_.limit_excess);
    if (row_.limit_excess > 0) within_limits_since_.reset();
    if (row_.limit_excess <= 0 && !within_limits_since_) within_limits_since_ = step + 1;
    return row_.limit_weight * excess;
  }

  void write_row(std::int64_t step, SearchLog& log) {
    row_.step = step;
    row_.ce = ce_.take();
    row_.accuracy = accuracy_.take();
    row_.validation_ce = validation_ce_.take();
    row_.validation_accuracy = validation_accuracy_.take();
    // The loss of the architecture steps, without lambda1 * ||w||^2: the optimiser applies that as weight
    // decay.
    row_.loss = row_.phase == "search" ? row_.validation_ce + row_.lambda2 * row_.cost : row_.ce;
    log.write(row_);
    if (row_.phase == "warm-up") warm_up_rows_.push_back(row_);
  }

  // As of the last row.
  Figures figures(bool with_architecture) const {
    if (row_.step == 0) return {};
    if (!with_architecture) return {{"loss", row_.ce}, {"accuracy", row_.accuracy}};
    return {{"loss", row_.loss},           {"accuracy", row_.accuracy}, {"latency_ms", row_.latency_ms},
            {"energy_mj", row_.energy_mj}, {"area_mm2", row_.area_mm2}, {"entropy", row_.entropy}};
  }

  const SearchOptions& options_;
  Evaluator& evaluator_;
  torch::Device device_;
  Supernet supernet_;
  BatchIterator train_, validation_;
  Random weight_paths_, gate_paths_;
  ArchitectureOptimiser architecture_optimiser_;
  std::vector<torch::Tensor> weights_;
  std::unique_ptr<torch::optim::SGD> weight_optimiser_;
  std::int64_t steps_per_epoch_ = 0, weight_steps_done_ = 0;
  CosineSchedule rate_;
  LimitWeight limit_weight_;
  std::optional<std::int64_t> within_limits_since_;
  LogRow row_;
  std::vector<LogRow> warm_up_rows_;
  Mean ce_, accuracy_, validation_ce_, validation_accuracy_, last_epoch_accuracy_;
};

}  // namespace

SearchResult run_search(const NetworkSpace& space, const DataSplits& data, Evaluator& evaluator,
                        const SearchOptions& options, std::uint64_t seed, torch::Device device,
                        Timings& timings, Progress& progress, SearchLog& log, const WarmStart& warm_start) {
  return DanceSearch(space, data, evaluator, options, seed, device).run(timings, progress, log, warm_start);
}

}  // namespace dance
