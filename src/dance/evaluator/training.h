// Training of the two networks of the learned evaluator on exact labels from the cost table.
#pragma once

#include <cstdint>

#include "dance/core/progress.h"
#include "dance/evaluator/accelerator_encoding.h"
#include "dance/evaluator/cost_estimation.h"
#include "dance/evaluator/hardware_generation.h"
#include "dance/evaluator/labels.h"
#include "dance/evaluator/options.h"

namespace dance {

// What both trainings read.
struct TrainingSetting {
  const AcceleratorEncoding& encoding;
  const TableLabels& labels;
  const LearnedOptions& options;
  std::uint64_t seed;
  Progress& progress;
};

// First cross-entropy of each head with the optimal accelerator of labelled networks. Then, on fresh
// networks, the expected log cost under the product of the heads, whose gradient needs no surrogate: for head
// h, with the other heads sampled, the table gives the cost of every value v of h,
//   d/dlogits sum_v softmax_h(v) log cost(v, others)
// (local expectation gradients: Titsias and Lazaro-Gredilla, NIPS 2015). This resolves ties between
// accelerators jointly over the heads, which cross-entropy cannot.
void train_generation(HardwareGeneration& network, const TrainingSetting& setting);

// Mean squared relative error of latency, energy and area. Accelerators are those that the trained generation
// network gives: soft ones at random temperatures, labelled with the mean over accelerators drawn from them,
// its picks, and random ones.
void train_estimation(CostEstimation& network, HardwareGeneration& generation,
                      const TrainingSetting& setting);

}  // namespace dance
