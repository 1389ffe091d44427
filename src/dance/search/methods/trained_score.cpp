#include "dance/search/methods/trained_score.h"

#include "dance/search/train/correct.h"

namespace dance {

NetworkScore score_of_training(DerivedNetwork& network, const DataSplits& data,
                               const TrainingOptions& options, torch::Device device, Progress& progress) {
  train_network(network, data, options, device, progress);
  network.eval();
  const torch::NoGradGuard no_gradient;
  double ce = 0;
  std::int64_t correct = 0;
  for_each_batch(data.validation, data.normalisation, 256, device, [&](const Batch& batch) {
    const torch::Tensor logits = network.forward(batch.images);
    ce += torch::cross_entropy_loss(logits, batch.labels, {}, at::Reduction::Sum).item<double>();
    correct += correct_count(logits, batch.labels);
  });
  const auto images = static_cast<double>(data.validation.size());
  return {ce / images, static_cast<double>(correct) / images};
}

}  // namespace dance
