// What a user may set of a search method, with its defaults.
#pragma once

#include <array>
#include <cstdint>

#include "dance/core/config_keys.h"
#include "dance/search/methods/controller.h"
#include "dance/search/methods/evolution.h"
#include "dance/search/methods/final_choice.h"
#include "dance/search/methods/schedule.h"

namespace dance {

// Steps on the supernet's weights: SGD with Nesterov momentum, over warm-up and search together (the warm-up
// alone where the search leaves them): the rate rises in the first tenth of them, then falls as one cosine.
struct WeightOptions {
  std::int64_t batch_size = 64;
  double learning_rate = 0.4;    // at its peak
  double momentum = 0.9;         // Nesterov
  double max_gradient_norm = 1;  // over all weights; larger gradients are scaled down to it; 0: never
};

// Steps on the architecture parameters: Adam with beta1 = 0, on held-out batches.
struct ArchitectureOptions {
  std::int64_t batch_size = 64;
  double learning_rate = 0.05;
  double beta2 = 0.999;
  std::int64_t every_weight_steps = 2;  // one architecture step after this many weight steps
};

// Dance: gradients. The others try networks (sampled_search.h).
enum class SearchMethod { Dance, Random, Evolution, Reinforcement };
inline constexpr std::array<const char*, 4> kSearchMethods = {"dance", "random", "evolution",
                                                              "reinforcement"};  // by SearchMethod

struct SearchOptions {
  SearchMethod method = SearchMethod::Dance;
  std::int64_t trials = 400;       // networks that the others try
  std::int64_t trial_batches = 8;  // validation batches that each is tried on
  std::int64_t trial_epochs = 0;   // of training from scratch before it, in place of the supernet's judgement
  std::int64_t warmup_epochs = 48;  // weights alone, paths of all sizes
  std::int64_t search_epochs = 4;   // architecture, and weights in turn with it where they are trained
  FinalChoiceOptions final_choice;
  // no: the search leaves the weights as the warm-up left them, so that all searches of a seed share one
  // supernet
  bool train_weights = false;
  // The warm-up is taken from the cache where it is kept there, and kept there.
  bool reuse_warm_up = true;
  double lambda1 = 4e-5;  // weight decay
  Lambda2Schedule lambda2{0.2, 1};
  EvolutionOptions evolution;
  ControllerOptions reinforcement;
  WeightOptions weights;
  ArchitectureOptions architecture;

  // Else the networks tried are trained in its place.
  bool has_supernet() const { return method == SearchMethod::Dance || trial_epochs == 0; }
  // Over which the rate of the weights falls.
  std::int64_t weight_epochs() const { return warmup_epochs + (train_weights ? search_epochs : 0); }
};

void declare_keys(ConfigKeys& keys, SearchOptions& options);

}  // namespace dance
