// How well a network does once it is trained.
#pragma once

#include <torch/torch.h>

#include "dance/core/network_score.h"
#include "dance/core/progress.h"
#include "dance/search/data/dataset.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/training.h"

namespace dance {

// Trains the network, from the weights that it has, as `options` say. Then judges it on the whole validation
// split with the running statistics of its batch norms. Throws what train_network throws.
NetworkScore score_of_training(DerivedNetwork& network, const DataSplits& data,
                               const TrainingOptions& options, torch::Device device, Progress& progress);

}  // namespace dance
