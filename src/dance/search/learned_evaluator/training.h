// Trains the two networks of the learned evaluator on exact labels from the cost table.
#pragma once

#include <cstdint>

#include "dance/core/progress.h"
#include "dance/search/evaluator/accelerator_encoding.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/learned_evaluator/cost_estimation.h"
#include "dance/search/learned_evaluator/hardware_generation.h"
#include "dance/search/learned_evaluator/labels.h"

namespace dance {

// What both trainings read.
struct TrainingSetting {
  const AcceleratorEncoding& encoding;
  const TableLabels& labels;
  const LearnedOptions& options;
  std::uint64_t seed;
  Progress& progress;
};

// Networks and their optimal accelerators.
struct LabelledNetworks {
  torch::Tensor architectures;  // [count, inputs]
  torch::Tensor accelerators;   // [count] int64
};
LabelledNetworks label_networks(const TrainingSetting& setting);

// First minimises the cross-entropy of each head with the optimal accelerators of the labelled networks. Then
// minimises, on fresh networks, the expected log cost under the product of the heads. Its gradient needs no
// surrogate: for head h, with the other heads sampled, the table gives the cost of every value v of h,
//   d/dlogits sum_v softmax_h(v) log cost(v, others)
// (local expectation gradients: Titsias and Lazaro-Gredilla, NIPS 2015). This resolves ties between
// accelerators jointly over the heads, which cross-entropy cannot.
void train_generation(HardwareGeneration& network, const LabelledNetworks& labelled,
                      const TrainingSetting& setting);

// Minimises the mean squared relative error of latency, energy and area, of many networks on each
// accelerator. The accelerators are random ones, candidates of the trained generation network, and soft ones
// that it gives at random temperatures, labelled with the mean over accelerators drawn from them.
void train_estimation(CostEstimation& network, HardwareGeneration& generation,
                      const TrainingSetting& setting);

// Without feature forwarding: minimises the same error on the optimal accelerators of the labelled networks.
void train_estimation_of_optimum(CostEstimation& network, const LabelledNetworks& labelled,
                                 const TrainingSetting& setting);

}  // namespace dance
