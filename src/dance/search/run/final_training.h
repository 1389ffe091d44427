// Trains the network that a search found, and tests it once.
#pragma once

#include <cstdint>
#include <filesystem>

#include "dance/search/data/dataset.h"
#include "dance/search/methods/run_context.h"
#include "dance/search/space/network_space.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/training.h"

namespace dance {

inline constexpr const char* kWeightsFile = "weights.dance";
inline constexpr const char* kTrainingFile = "train.json";
// The weights that the training started from, if these were the supernet's.
inline constexpr const char* kStartFile = "start.dance";

struct TrainedNetwork {
  double test_accuracy = 0;
  std::int64_t test_images = 0;
  std::int64_t parameters = 0;
};

// Trains `network` from the weights that it has, reads the test split once, and writes to `folder` the
// weights and train.json, which says how those weights were trained and how well they do. Throws
// Error::run_failure when the loss stops being finite; then nothing is written.
TrainedNetwork train_and_test(DerivedNetwork& network, const NetworkSpace& space, const DataSplits& data,
                              const TrainingOptions& options, const std::filesystem::path& folder,
                              RunContext& context);

}  // namespace dance
