#include "dance/search/methods/path_loss.h"

#include <algorithm>
#include <utility>

#include "dance/search/methods/mean.h"
#include "dance/search/train/correct.h"

namespace dance {

PathLoss::PathLoss(Supernet& supernet, const DataSplits& data, std::int64_t batch_size, torch::Device device)
    : supernet_(supernet) {
  for_each_batch(data.validation, data.normalisation, batch_size, device, [&](const Batch& batch) {
    if (batch.labels.size(0) == batch_size) batches_.push_back(batch);
  });
}

NetworkScore PathLoss::of_first(std::int64_t count, const Architecture& path) const {
  Mean ce, accuracy;
  for (std::int64_t batch = 0; batch < std::min(count, batches()); ++batch) {
    const NetworkScore score = on(path, batch);
    ce.add(score.ce);
    accuracy.add(score.accuracy);
  }
  return {ce.take(), accuracy.take()};
}

NetworkScore PathLoss::on(const Architecture& path, std::int64_t batch) const {
  const torch::NoGradGuard no_gradient;
  const auto& [images, labels] = batches_[static_cast<std::size_t>(batch)];
  const torch::Tensor logits = supernet_.forward(images, path);
  return {torch::cross_entropy_loss(logits, labels).item<double>(), share_correct(logits, labels)};
}

FinalChoice final_choice(FinalChoice::HardwareOf hardware_of, const PathLoss& loss, std::int64_t batches) {
  return FinalChoice(
      std::move(hardware_of),
      [&loss](const Architecture& network, std::int64_t batch) {
        return loss.on(network, loss.batches() - 1 - batch).ce;
      },
      std::min(batches, loss.batches()));
}

}  // namespace dance
