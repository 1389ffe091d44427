// Batches of a split as the network takes them: float, normalised, augmented, shuffled from a seeded stream.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "dance/core/random.h"
#include "dance/search/data/dataset.h"

namespace dance {

struct Batch {
  torch::Tensor images;  // [batch, 3, height, width] float, normalised, channels last in memory
  torch::Tensor labels;  // [batch] int64
};

// An endless sequence of batches of equal size, in a new order each epoch. Images that do not fill a batch
// wait for a later epoch. The order depends only on (seed, stream) and the sizes.
class BatchIterator {
 public:
  // The data set must outlive the iterator. Throws Error when it holds less than one batch.
  BatchIterator(const Dataset& data, const Normalisation& normalisation, const Augmentation& augmentation,
                std::int64_t batch_size, std::uint64_t seed, std::string_view stream,
                torch::Device device = torch::kCPU);

  std::int64_t batches_per_epoch() const { return data_.size() / batch_size_; }
  Batch next();
  // Moves on as `count` calls of next would, without making the batches.
  void skip(std::int64_t count);

 private:
  struct Draw;
  Draw draw();

  const Dataset& data_;
  Normalisation normalisation_;
  Augmentation augmentation_;
  std::int64_t batch_size_;
  torch::Device device_;
  Random order_random_, augment_random_;
  std::vector<std::int64_t> order_;
  std::size_t position_ = 0;
};

// Uses every image once, in order, without augmentation. The last batch may be short.
void for_each_batch(const Dataset& data, const Normalisation& normalisation, std::int64_t batch_size,
                    torch::Device device, const std::function<void(const Batch&)>& use);

}  // namespace dance
