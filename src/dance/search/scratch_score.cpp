#include "dance/search/scratch_score.h"

#include "dance/supernet/derived_network.h"

namespace dance {

PathLoss::Score score_from_scratch(const Architecture& architecture, const NetworkSpace& space,
                                   const DataSplits& data, const TrainingOptions& options,
                                   torch::Device device, Progress& progress) {
  DerivedNetwork network(space, architecture, options.seed);
  train_network(network, data, options, device, progress);
  network.eval();
  const torch::NoGradGuard no_gradient;
  PathLoss::Score sum;
  for_each_batch(data.validation, data.normalisation, 256, device, [&](const Batch& batch) {
    const torch::Tensor logits = network.forward(batch.images);
    const auto images = static_cast<double>(batch.labels.size(0));
    sum.ce += images * torch::cross_entropy_loss(logits, batch.labels).item<double>();
    sum.accuracy += images * share_correct(logits, batch.labels);
  });
  const auto images = static_cast<double>(data.validation.size());
  return {sum.ce / images, sum.accuracy / images};
}

}  // namespace dance
