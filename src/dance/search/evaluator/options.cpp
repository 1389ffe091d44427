#include "dance/search/evaluator/options.h"

#include <fmt/format.h>

#include <string>

#include "dance/core/error.h"
#include "dance/search/space/kept_work.h"

namespace dance {

namespace {

// Costs are compared in float32, where a lower temperature would cut them off at random.
constexpr double kLeastTemperature = 1e-6;

void declare_keys(ConfigKeys& keys, ExactOptions& options) {
  keys.number(
      {.name = "temperature", .meaning = "0: the minimum over accelerators; above 0: the soft minimum"},
      options.temperature, {.min = 0, .max = 10});
  keys.check([&](const ConfigKeys::AddFault& fault) {
    if (options.temperature > 0 && options.temperature < kLeastTemperature)
      fault("temperature", "out of range", fmt::format("0, or a number of at least {}", kLeastTemperature),
            fmt::format("'{}'", options.temperature));
  });
}

// Declares the width and the blocks of one of the two networks.
void declare_size(ConfigKeys& keys, const char* width, const char* blocks, const char* network,
                  MlpSize& size) {
  const std::string of_network = std::string("of the ") + network + " network";
  keys.integer({.name = width, .unit = "units", .meaning = of_network.c_str()}, size.width,
               {.min = 4, .max = 8192});
  keys.integer({.name = blocks, .unit = "residual blocks", .meaning = of_network.c_str()}, size.blocks,
               {.min = 0, .max = 64});
}

}  // namespace

void declare_keys(ConfigKeys& keys, LearnedOptions& o) {
  const IntegerRange steps{.min = 1, .max = 100'000'000};
  const NumberRange rate{.min = 0, .max = 1, .open_min = true};
  const NumberRange temperature{.min = 1e-3, .max = 100};
  declare_size(keys, "generation_width", "generation_blocks", "hardware generation", o.generation_size);
  declare_size(keys, "estimation_width", "estimation_blocks", "cost estimation", o.estimation_size);
  keys.integer({.name = "labels", .unit = "networks", .meaning = "with their optimal accelerators"}, o.labels,
               {.min = 16, .max = 100'000'000});
  keys.integer({.name = "batch", .unit = "networks", .meaning = "of one step of either training"}, o.batch,
               {.min = 8, .max = 65536});
  keys.integer(
      {.name = "generation_steps", .unit = "steps", .meaning = "of the generation network on the labels"},
      o.generation_steps, steps);
  keys.integer({.name = "refinement_steps",
                .unit = "steps",
                .meaning = "of the generation network on the expected cost under its heads"},
               o.refinement_steps, {.min = 0, .max = steps.max});
  keys.integer({.name = "estimation_steps", .unit = "steps", .meaning = "of the estimation network"},
               o.estimation_steps, steps);
  keys.number({.name = "generation_rate", .meaning = "learning rate of the generation network"},
              o.generation_rate, rate);
  keys.number({.name = "estimation_rate", .meaning = "learning rate of the estimation network"},
              o.estimation_rate, rate);
  keys.boolean(
      {.name = "feature_forwarding", .meaning = "no: the estimation network reads the architecture alone"},
      o.feature_forwarding);
  keys.integer({.name = "candidates", .unit = "accelerators", .meaning = "among which it picks one"},
               o.candidates, {.min = 1, .max = 65536});
  keys.number({.name = "gumbel_start", .meaning = "Gumbel-softmax temperature at the start of the search"},
              o.gumbel_start, temperature);
  keys.number({.name = "gumbel_end", .meaning = "and at its end", .leaves = kLearnedEvaluator}, o.gumbel_end,
              temperature);
  keys.integer_as({.name = "seed", .meaning = "of the training; the search has its own"}, o.seed, {.min = 0});
}

void declare_keys(ConfigKeys& keys, EvaluatorOptions& options) {
  keys.choice_of(
      {.name = "kind",
       .meaning = "exact: the cost table itself; learned: the paper's pair of networks; flops, none: rivals "
                  "that search the network alone, by its MACs or without a cost"},
      options.kind, kEvaluatorKinds);
  keys.group({.name = "exact", .meaning = "The exact evaluator."},
             [&] { declare_keys(keys, options.exact); });
  keys.group({.name = "learned", .meaning = "The learned evaluator, trained on labels from the cost table."},
             [&] { declare_keys(keys, options.learned); });
}

void check_learnable(const Limits& limits) {
  if (limits.max_latency_ms || limits.max_energy_mj)
    throw Error({"", 0, limits.max_latency_ms ? "limits.max_latency_ms" : "limits.max_energy_mj",
                 "the learned evaluator knows no limits of latency and energy",
                 "max_area_mm2 alone with the learned evaluator", ""});
}

}  // namespace dance
