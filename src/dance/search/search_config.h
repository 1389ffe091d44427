// What a user may set of a search, with its defaults (configs/search/default.yaml states them with their
// units).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/config.h"
#include "dance/cost/limits.h"
#include "dance/cost/objective.h"
#include "dance/evaluator/options.h"
#include "dance/search/controller.h"
#include "dance/search/evolution.h"
#include "dance/search/final_choice.h"
#include "dance/search/schedule.h"
#include "dance/space/narrowing.h"
#include "dance/train/training.h"

namespace dance {

// Steps on the supernet's weights: SGD with Nesterov momentum, over warm-up and search together (the warm-up alone
// where the search leaves them): the rate rises in the first tenth of them, then falls as one cosine.
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

struct SearchOptions {
  SearchMethod method = SearchMethod::Dance;
  std::int64_t trials = 400;       // networks that the others try
  std::int64_t trial_batches = 8;  // validation batches that each is tried on
  std::int64_t trial_epochs = 0;   // of training from scratch before it, in place of the supernet's judgement
  std::int64_t warmup_epochs = 48;  // weights alone, paths of all sizes
  std::int64_t search_epochs = 4;   // architecture, and weights in turn with it where they are trained
  FinalChoiceOptions final_choice;
  // no: the search leaves the weights as the warm-up left them, so that all searches of a seed share one supernet
  bool train_weights = false;
  double lambda1 = 4e-5;  // weight decay
  Lambda2Schedule lambda2{0.2, 1};
  Limits limits;  // of the design, on the true model
  EvolutionOptions evolution;
  ControllerOptions reinforcement;
  WeightOptions weights;
  ArchitectureOptions architecture;

  // Else the networks tried are trained in its place.
  bool has_supernet() const { return method == SearchMethod::Dance || trial_epochs == 0; }
  // Over which the rate of the weights falls.
  std::int64_t weight_epochs() const { return warmup_epochs + (train_weights ? search_epochs : 0); }
};

struct SearchConfig {
  ConfigOrigin origin;            // for messages
  std::string network = "small";  // preset of configs/network, or a file
  std::string hardware = "edge";  // preset of configs/hardware, or a file
  std::string data = "builtin";   // builtin, or cifar10:FOLDER
  std::uint64_t data_seed =
      0;  // what the data set is made of or split by: runs of all seeds see the same images
  std::uint64_t seed = 0;
  int threads = 0;  // 0: all cores
  std::string device = "cpu";
  CostFunction cost;  // its reference is set once the cost table is there
  SearchOptions search;
  NarrowingOptions narrowing;  // of a large hardware space; its seed stays 0
  bool reuse_warm_up = true;   // the cache's, and keep it there
  EvaluatorOptions evaluator;
  TrainingOptions training;  // of the derived network; its weight decay is lambda1, its seed the run's

  std::filesystem::path network_file, hardware_file;  // what the names mean
};

// Reads a file or a preset of configs/search (none: default) with `overrides`, each "key=value". Every key
// is optional. Throws Error with all faults.
SearchConfig load_search_config(const std::optional<std::filesystem::path>& file,
                                const std::vector<std::string>& overrides);

// The whole configuration as YAML that load_search_config reads back to the same values, from any working
// folder.
std::string to_yaml(const SearchConfig& config);

// Throws Error with the first line in which the configuration that lies in `file`, as to_yaml wrote it, is another; `hint`
// says what to do. The number of threads may differ: it changes rounding, not settings.
void check_same_settings(const std::filesystem::path& file, const SearchConfig& config,
                         const std::string& hint);

// "key=value" for load_search_config with the value quoted, so that no character of it is YAML.
std::string text_override(const std::string& key, const std::string& value);
// Adds it to `overrides` where there is a value.
void add_override(const std::string& key, const std::optional<std::string>& value,
                  std::vector<std::string>& overrides);

}  // namespace dance
