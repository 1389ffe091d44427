// Trains a classifier by SGD with Nesterov momentum, with a cosine learning rate after a short warm-up and
// with label smoothing.
#pragma once

#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dance/core/config_keys.h"
#include "dance/core/progress.h"
#include "dance/search/data/batches.h"
#include "dance/search/data/dataset.h"
#include "dance/search/supernet/classifier.h"

namespace dance {

// Where a network's first weights come from. The caller of train_network sees to them.
enum class TrainingStart { Supernet, Scratch };

inline constexpr std::array<const char*, 2> kTrainingStarts = {"supernet", "scratch"};  // by TrainingStart
std::string to_string(TrainingStart start);

struct TrainingOptions {
  TrainingStart start = TrainingStart::Supernet;
  std::int64_t epochs = 6;
  std::int64_t batch_size = 64;
  double learning_rate = 0.4;    // at its peak
  double momentum = 0.9;         // Nesterov
  double max_gradient_norm = 1;  // of all weights (clip_gradients)
  double weight_decay = 4e-5;    // lambda1
  double warmup_epochs = 0.5;
  double label_smoothing = 0.05;  // [0, 1)
  bool with_validation = true;    // train on the validation images too
  std::uint64_t seed = 0;
};

// Declares all keys but the weight decay and the seed, which belong to the whole run.
void declare_keys(ConfigKeys& keys, TrainingOptions& options);

// The same options for a training of so many epochs, of which the warm-up takes half at most.
TrainingOptions shortened(TrainingOptions options, std::int64_t epochs);

// Scales the gradients of these weights, where they have one, so that the norm of all of them together is at
// most `max_norm`; with 0 it leaves them (Pascanu et al., "On the difficulty of training recurrent neural
// networks", ICML 2013).
void clip_gradients(const std::vector<torch::Tensor>& weights, double max_norm);

struct EpochRecord {
  std::int64_t epoch = 0;     // from 1
  double learning_rate = 0;   // of the last step
  double loss = 0;            // mean over the epoch
  double train_accuracy = 0;  // 0..1, over the epoch as it went, on augmented images
};

// Trains the network from the weights that it has, on `device`, where it stays; `log` is called after each
// epoch. Throws Error::run_failure naming the step when the loss is not finite.
void train_network(Classifier& network, const DataSplits& data, const TrainingOptions& options,
                   torch::Device device, Progress& progress,
                   const std::function<void(const EpochRecord&)>& log = {});

// Share of images whose largest logit is the label's. The network is put in evaluation mode and back.
double evaluate_accuracy(Classifier& network, const Dataset& split, const Normalisation& normalisation,
                         torch::Device device, std::int64_t batch_size = 256);
// The same for anything that maps images to logits, in whatever mode it is.
using Forward = std::function<torch::Tensor(const torch::Tensor& images)>;
double evaluate_accuracy(const Forward& forward, const Dataset& split, const Normalisation& normalisation,
                         torch::Device device, std::int64_t batch_size = 256);

// The loss as a number. Throws Error::run_failure "phase: the loss is nan at step ..." when it is not finite.
double finite_loss(const torch::Tensor& loss, const char* phase, std::int64_t step);

}  // namespace dance
