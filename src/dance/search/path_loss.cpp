#include "dance/search/path_loss.h"

#include <limits>

#include "dance/search/mean.h"

namespace dance {

PathLoss::PathLoss(Supernet& supernet, const DataSplits& data, std::int64_t batch_size, std::int64_t batches,
                   torch::Device device)
    : supernet_(supernet) {
  for_each_batch(data.validation, data.normalisation, batch_size, device, [&](const Batch& batch) {
    const bool whole = batch.labels.size(0) == batch_size;
    if (whole && static_cast<std::int64_t>(batches_.size()) < batches) batches_.push_back(batch);
  });
}

PathLoss::Score PathLoss::operator()(const Architecture& path) const {
  Mean ce, accuracy;
  for (std::int64_t batch = 0; batch < batches(); ++batch) {
    const Score score = on(path, batch);
    ce.add(score.ce);
    accuracy.add(score.accuracy);
  }
  return {ce.take(), accuracy.take()};
}

PathLoss::Score PathLoss::on(const Architecture& path, std::int64_t batch) const {
  const torch::NoGradGuard no_gradient;
  const auto& [images, labels] = batches_[static_cast<std::size_t>(batch)];
  const torch::Tensor logits = supernet_.forward(images, path);
  return {torch::cross_entropy_loss(logits, labels).item<double>(), share_correct(logits, labels)};
}

PathLoss whole_validation(Supernet& supernet, const DataSplits& data, const SearchOptions& options,
                          torch::Device device) {
  return PathLoss(supernet, data, options.architecture.batch_size, std::numeric_limits<std::int64_t>::max(),
                  device);
}

}  // namespace dance
