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

// Steps on the supernet's weights: SGD with Nesterov momentum. The learning rate rises over the first tenth
// of all steps and then falls as one cosine. All steps are those of the warm-up and the search, or those of
// the warm-up alone where the search leaves the weights as they are.
struct WeightOptions {
  std::int64_t batch_size = 64;
  double learning_rate = 0.4;    // at its peak
  double momentum = 0.9;         // Nesterov
  double max_gradient_norm = 1;  // over all weights; larger gradients are scaled down to it; 0: no limit
};

// Steps on the architecture parameters: Adam with beta1 = 0, on held-out batches.
struct ArchitectureOptions {
  std::int64_t batch_size = 64;
  double learning_rate = 0.05;
  double beta2 = 0.999;
  // One architecture step comes after this many weight steps, even where the search leaves those out.
  std::int64_t every_weight_steps = 2;
};

// Dance searches by gradients. The other methods try networks one by one (sampled_search.h).
enum class SearchMethod { Dance, Random, Evolution, Reinforcement };
// The name of each SearchMethod.
inline constexpr std::array<const char*, 4> kSearchMethods = {"dance", "random", "evolution",
                                                              "reinforcement"};

struct SearchOptions {
  SearchMethod method = SearchMethod::Dance;
  std::int64_t trials = 400;       // networks that the other methods try
  std::int64_t trial_batches = 8;  // validation batches that each of them is judged on
  // Epochs of each one's training from scratch, after which it is judged; 0: the supernet judges it instead.
  std::int64_t trial_epochs = 0;
  std::int64_t warmup_epochs = 48;  // of the weights alone, on paths of all sizes
  std::int64_t search_epochs = 4;   // of the architecture, in turn with the weights where these are trained
  FinalChoiceOptions final_choice;
  // Whether the search trains the weights too. Where it leaves them as the warm-up left them, all searches of
  // a seed share one supernet.
  bool train_weights = false;
  // Whether the warm-up is taken from the cache where one is kept there, and kept there otherwise.
  bool reuse_warm_up = true;
  double lambda1 = 4e-5;  // weight decay
  Lambda2Schedule lambda2{0.2, 1};
  EvolutionOptions evolution;
  ControllerOptions reinforcement;
  WeightOptions weights;
  ArchitectureOptions architecture;

  // Where there is no supernet, the networks that are tried are trained instead.
  bool has_supernet() const { return method == SearchMethod::Dance || trial_epochs == 0; }
  // The epochs over which the learning rate of the weights falls.
  std::int64_t weight_epochs() const { return warmup_epochs + (train_weights ? search_epochs : 0); }
};

void declare_keys(ConfigKeys& keys, SearchOptions& options);

}  // namespace dance
