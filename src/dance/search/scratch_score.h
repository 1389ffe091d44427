// What a training from scratch says of a network.
#pragma once

#include <torch/torch.h>

#include "dance/core/network_score.h"
#include "dance/core/progress.h"
#include "dance/data/dataset.h"
#include "dance/space/network_space.h"
#include "dance/train/training.h"

namespace dance {

// Of the network with weights of `options.seed`, trained as `options` say, and judged on the whole validation
// split with the running statistics of its batch norms. Throws as train_network.
NetworkScore score_from_scratch(const Architecture& architecture, const NetworkSpace& space,
                                const DataSplits& data, const TrainingOptions& options, torch::Device device,
                                Progress& progress);

}  // namespace dance
