// Trains the supernet's weights in a search: a warm-up on paths of all sizes, then, where the search trains
// them too, steps on paths drawn from the architecture's probabilities. The optimiser is SGD with Nesterov
// momentum and weight decay lambda1, and one cosine of the learning rate spans both phases.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/search/data/batches.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/mean.h"
#include "dance/search/methods/options.h"
#include "dance/search/methods/search_log.h"
#include "dance/search/methods/warm_start.h"
#include "dance/search/supernet/supernet.h"
#include "dance/search/train/schedule.h"

namespace dance {

class SupernetTraining {
 public:
  // Data and options must outlive the object. Throws Error when the training split is smaller than a batch.
  SupernetTraining(const NetworkSpace& space, const DataSplits& data, const SearchOptions& options,
                   std::uint64_t seed, torch::Device device);

  const std::shared_ptr<Supernet>& supernet() const { return supernet_; }
  std::int64_t steps_per_epoch() const { return train_.batches_per_epoch(); }

  // Takes the warm-up from `start` where one is kept there; otherwise trains, and keeps it there.
  void warm_up(const WarmStart& start, Progress& progress, SearchLog& log);
  // One step on a path drawn from the probabilities; `step` is for the message of a loss that is not finite.
  void search_step(std::int64_t step) { train_on(supernet_->sample_path(paths_), "search", step); }
  // Takes steps on paths of all sizes (random_networks.h), logs them under `phase` and returns the rows.
  std::vector<LogRow> train_on_all_sizes(const std::string& phase, std::int64_t epochs, Progress& progress,
                                         SearchLog& log);
  // Fills in the means over the steps since the last call, and the rate of the last step. Without a step
  // since then it fills in empty cells.
  void fill(LogRow& row);

 private:
  // Throws Error where the file is damaged or belongs to another warm-up.
  std::vector<LogRow> resume(const WarmStart& start, Progress& progress, SearchLog& log);
  void train_on(const Architecture& path, const std::string& phase, std::int64_t step);

  const SearchOptions& options_;
  std::shared_ptr<Supernet> supernet_;
  BatchIterator train_;
  Random paths_;
  std::vector<torch::Tensor> weights_;
  std::unique_ptr<torch::optim::SGD> optimiser_;
  CosineSchedule rate_;
  std::int64_t steps_done_ = 0;
  std::optional<double> last_rate_;  // of the last step since the previous row
  Mean ce_, accuracy_;
};

}  // namespace dance
