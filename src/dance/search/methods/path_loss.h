// What the supernet says of a network that it holds: cross-entropy and accuracy of its path on held-out
// batches, always the same ones, with the batch statistics of each batch.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/core/network_score.h"
#include "dance/search/data/batches.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/final_choice.h"
#include "dance/search/supernet/supernet.h"

namespace dance {

class PathLoss {
 public:
  // The whole batches of the validation split, without augmentation. The supernet must outlive it.
  PathLoss(Supernet& supernet, const DataSplits& data, std::int64_t batch_size, torch::Device device);
  NetworkScore operator()(const Architecture& path) const { return of_first(batches(), path); }
  NetworkScore of_first(std::int64_t count, const Architecture& path) const;  // batches, or all
  NetworkScore on(const Architecture& path, std::int64_t batch) const;
  std::int64_t batches() const { return std::ssize(batches_); }

 private:
  Supernet& supernet_;
  std::vector<Batch> batches_;
};

// What a search ends with, by this loss, which must outlive it, on the last `batches` batches, the last one
// first: on the first ones a search may have tried its networks, and what did best there did so partly by
// chance.
FinalChoice final_choice(FinalChoice::HardwareOf hardware_of, const PathLoss& loss, std::int64_t batches);

}  // namespace dance
