// What the supernet says of a network that it holds: cross-entropy and accuracy of its path on held-out batches,
// always the same ones, with the batch statistics of each batch.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/data/batches.h"
#include "dance/data/dataset.h"
#include "dance/search/search_config.h"
#include "dance/supernet/supernet.h"

namespace dance {

class PathLoss {
 public:
  struct Score {
    double ce = 0, accuracy = 0;
  };

  // The first `batches` batches of the validation split, or all there are, without augmentation. The supernet
  // must outlive it.
  PathLoss(Supernet& supernet, const DataSplits& data, std::int64_t batch_size, std::int64_t batches,
           torch::Device device);
  Score operator()(const Architecture& path) const;  // over all batches
  Score on(const Architecture& path, std::int64_t batch) const;
  std::int64_t batches() const { return std::ssize(batches_); }

 private:
  Supernet& supernet_;
  std::vector<Batch> batches_;
};

// On all whole batches of it.
PathLoss whole_validation(Supernet& supernet, const DataSplits& data, const SearchOptions& options,
                          torch::Device device);

}  // namespace dance
