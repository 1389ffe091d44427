#include "dance/search/methods/options.h"

#include <fmt/format.h>

#include <string>

#include "dance/search/space/kept_work.h"
#include "dance/search/train/option_ranges.h"

namespace dance {

namespace {

using AddFault = ConfigKeys::AddFault;

void declare_keys(ConfigKeys& keys, FinalChoiceOptions& o) {
  keys.integer({.name = "draws",
                .unit = "networks",
                .meaning = "likely ones beside the likeliest: drawn, or for rivals the best ones tried"},
               o.draws, {.min = 0, .max = 1'000'000});
  keys.integer(
      {.name = "sweeps",
       .unit = "sweeps",
       .meaning = "at most, over exchanges of one operation, or of two layers' two, in the best of them"},
      o.sweeps, {.min = 0, .max = 1'000'000});
  keys.integer({.name = "batches",
                .unit = "batches",
                .meaning = "of the validation split at most, the last ones, for the cross-entropy"},
               o.batches, {.min = 1, .max = 1'000'000});
}

void declare_keys(ConfigKeys& keys, EvolutionOptions& o) {
  keys.integer({.name = "population", .unit = "networks", .meaning = "of a generation, a multiple of 4"},
               o.population, {.min = 8, .max = 1'000'000});
  keys.check([&](const AddFault& fault) {
    if (o.population % 4 != 0)
      fault("population", "no multiple of 4", "one, as NSGA-II needs it", fmt::format("'{}'", o.population));
  });
  keys.number({.name = "crossover", .meaning = "probability"}, o.crossover, kBelowOne);
  keys.number({.name = "mutations", .unit = "layers", .meaning = "of a network, on average"}, o.mutations,
              {.min = 0, .max = 1000, .open_min = true});
}

void declare_keys(ConfigKeys& keys, ControllerOptions& o) {
  keys.number({.name = "learning_rate", .meaning = "of REINFORCE, by Adam"}, o.learning_rate, kRate);
  keys.number({.name = "baseline_decay", .meaning = "of the mean reward, per network tried"},
              o.baseline_decay, kBelowOne);
}

void declare_keys(ConfigKeys& keys, WeightOptions& o) {
  keys.integer({.name = "batch_size", .unit = "images", .meaning = "of one step"}, o.batch_size, kBatch);
  keys.number({.name = "learning_rate",
               .meaning = "at its peak, after a tenth of the steps that train weights; then a cosine"},
              o.learning_rate, kRate);
  keys.number({.name = "momentum", .meaning = "Nesterov's"}, o.momentum, kBelowOne);
  keys.number({.name = "max_gradient_norm", .meaning = "larger gradients are scaled down to it; 0: never"},
              o.max_gradient_norm, kNotNegative);
}

void declare_keys(ConfigKeys& keys, ArchitectureOptions& o) {
  keys.integer({.name = "batch_size", .unit = "images", .meaning = "of one step"}, o.batch_size, kBatch);
  keys.number({.name = "learning_rate", .meaning = "of Adam"}, o.learning_rate, kRate);
  keys.number({.name = "beta2", .meaning = "of Adam, whose beta1 is 0"}, o.beta2, kBelowOne);
  keys.integer({.name = "every_weight_steps",
                .unit = "steps",
                .meaning = "on the weights, after which comes one on the architecture"},
               o.every_weight_steps, {.min = 1, .max = 1'000'000});
}

void declare_trials(ConfigKeys& keys, SearchOptions& o) {
  keys.integer({.name = "trials", .unit = "networks", .meaning = "that a rival tries", .leaves = kWarmUp},
               o.trials, {.min = 2, .max = 100'000'000});
  keys.integer({.name = "trial_batches",
                .unit = "batches",
                .meaning = "of the validation split that each is tried on",
                .leaves = kWarmUp},
               o.trial_batches, {.min = 1, .max = 1'000'000});
  keys.integer({.name = "trial_epochs",
                .unit = "epochs",
                .meaning = "of training from scratch before each is tried, in place of a supernet",
                .leaves = kWarmUp},
               o.trial_epochs, kEpochsOrNone);
}

// A warm-up depends on `search_epochs` and `train_weights` only through weight_epochs(), which is part of its
// key by itself.
void declare_epochs(ConfigKeys& keys, SearchOptions& o) {
  keys.integer(
      {.name = "warmup_epochs", .unit = "epochs", .meaning = "of the weights alone, on paths of all sizes"},
      o.warmup_epochs, kEpochsOrNone);
  keys.boolean(
      {.name = "reuse_warm_up",
       .meaning = "from the cache, where a search of equal seed, data, network and rates has warmed up",
       .leaves = kWarmUp},
      o.reuse_warm_up);
  keys.integer({.name = "search_epochs",
                .unit = "epochs",
                .meaning = "of the architecture, and of the weights in turn with it where they are trained",
                .leaves = kWarmUp},
               o.search_epochs, kEpochs);
  keys.boolean(
      {.name = "train_weights",
       .meaning = "no: the weights stay as the warm-up left them; all searches of a seed share one supernet",
       .leaves = kWarmUp},
      o.train_weights);
}

void declare_loss(ConfigKeys& keys, SearchOptions& o) {
  keys.number({.name = "lambda1", .meaning = "weight decay, also of the final training"}, o.lambda1,
              {.min = 0, .max = 1});
  keys.number({.name = "lambda2", .meaning = "weight of the hardware cost", .leaves = kWarmUp},
              o.lambda2.value, kNotNegative);
  keys.number({.name = "lambda2_warmup_epochs",
               .unit = "epochs",
               .meaning = "of the search, over which it rises from 0 in a straight line",
               .leaves = kWarmUp,
               .range = "0 to `search_epochs`"},
              o.lambda2.warmup_epochs, {.min = 0, .max = static_cast<double>(o.search_epochs)});
}

void check_with_supernet(const SearchOptions& o, const AddFault& fault) {
  if (!o.train_weights && o.warmup_epochs == 0)
    fault("warmup_epochs", "nothing trains the weights", "at least 1 with train_weights: no", "0");
}

void check_without_supernet(const SearchOptions& o, const AddFault& fault) {
  const std::string why = "the networks tried are trained, trial_epochs";
  if (o.warmup_epochs > 0)
    fault("warmup_epochs", "trains a supernet that judges nothing", "0: " + why,
          std::to_string(o.warmup_epochs));
  if (o.train_weights) fault("train_weights", "trains a supernet that judges nothing", "no: " + why, "yes");
  if (!o.final_choice.none())
    fault("final_choice", "needs a supernet that judges", "draws and sweeps 0: " + why,
          fmt::format("{} and {}", o.final_choice.draws, o.final_choice.sweeps));
}

// Also refuses what only another kind of search looks at, so that nothing is set in vain.
void check(const SearchOptions& o, const AddFault& fault) {
  if (o.has_supernet()) check_with_supernet(o, fault);
  if (o.method == SearchMethod::Evolution && o.trials < 2 * o.evolution.population)
    fault("trials", "fewer than two generations", fmt::format("at least {}", 2 * o.evolution.population),
          std::to_string(o.trials));
  if (!o.has_supernet()) check_without_supernet(o, fault);
  if (o.method == SearchMethod::Dance && o.trial_epochs > 0)
    fault("trial_epochs", "plays no part", "0 with method: dance, which tries no networks",
          std::to_string(o.trial_epochs));
}

}  // namespace

void declare_keys(ConfigKeys& keys, SearchOptions& o) {
  keys.choice_of(
      {.name = "method",
       .meaning = "dance: gradients; or a rival that tries networks on the supernet: random, evolution "
                  "(NSGA-II), reinforcement (a controller that chooses networks and accelerators)",
       .leaves = kWarmUp},
      o.method, kSearchMethods);
  declare_trials(keys, o);
  declare_epochs(keys, o);
  declare_loss(keys, o);
  keys.group({.name = "final_choice",
              .meaning = "What a search takes at its end: the least CE + lambda2 * cost by the supernet.",
              .leaves = kWarmUp},
             [&] { declare_keys(keys, o.final_choice); });
  keys.group({.name = "evolution", .meaning = "NSGA-II, generations as the trials allow.", .leaves = kWarmUp},
             [&] { declare_keys(keys, o.evolution); });
  keys.group({.name = "reinforcement", .meaning = "REINFORCE with a moving baseline.", .leaves = kWarmUp},
             [&] { declare_keys(keys, o.reinforcement); });
  keys.group({.name = "weights",
              .meaning = "Steps on the supernet's weights: SGD with Nesterov momentum, on the "
                         "training split."},
             [&] { declare_keys(keys, o.weights); });
  keys.group(
      {.name = "architecture",
       .meaning = "Steps on the architecture parameters: Adam with beta1 = 0, on the validation split.",
       .leaves = kWarmUp},
      [&] { declare_keys(keys, o.architecture); });
  keys.check([&](const AddFault& fault) { check(o, fault); });
}

}  // namespace dance
