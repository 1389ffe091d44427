// What the supernet says of a network that it holds: the cross-entropy and accuracy of the network's path on
// held-out batches. The batches are always the same, and batch norm uses the statistics of each batch.
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
  // Takes the whole batches of the validation split, without augmentation. The supernet must outlive the
  // object.
  PathLoss(Supernet& supernet, const DataSplits& data, std::int64_t batch_size, torch::Device device);
  NetworkScore operator()(const Architecture& path) const { return of_first(batches(), path); }
  // The means over the first `count` batches, or over all where there are fewer.
  NetworkScore of_first(std::int64_t count, const Architecture& path) const;
  NetworkScore on(const Architecture& path, std::int64_t batch) const;
  std::int64_t batches() const { return std::ssize(batches_); }

 private:
  Supernet& supernet_;
  std::vector<Batch> batches_;
};

// The final choice of a search by this loss, which must outlive it. It judges networks on the last `batches`
// batches, from the last one backwards: a search may have tried its networks on the first ones, and what did
// best there did so partly by chance.
FinalChoice final_choice(FinalChoice::HardwareOf hardware_of, const PathLoss& loss, std::int64_t batches);

}  // namespace dance
