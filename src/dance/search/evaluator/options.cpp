#include "dance/search/evaluator/options.h"

#include <fmt/format.h>

#include "dance/core/error.h"

namespace dance {

namespace {

// Costs are compared in float32.
constexpr double kLeastTemperature = 1e-6;

ExactOptions read_exact(ConfigMap map) {
  ExactOptions options;
  options.temperature = map.number("temperature", {.min = 0, .max = 10}, options.temperature);
  if (options.temperature > 0 && options.temperature < kLeastTemperature)
    map.fault("temperature", "out of range", fmt::format("0, or a number of at least {}", kLeastTemperature),
              fmt::format("'{}'", options.temperature));
  map.finish();
  return options;
}

LearnedOptions read_learned(ConfigMap map) {
  LearnedOptions o;
  const IntegerRange width{.min = 4, .max = 8192}, blocks{.min = 0, .max = 64},
      steps{.min = 1, .max = 100'000'000};
  const NumberRange rate{.min = 0, .max = 1, .open_min = true};
  o.generation_size.width = map.integer("generation_width", width, o.generation_size.width);
  o.generation_size.blocks = map.integer("generation_blocks", blocks, o.generation_size.blocks);
  o.estimation_size.width = map.integer("estimation_width", width, o.estimation_size.width);
  o.estimation_size.blocks = map.integer("estimation_blocks", blocks, o.estimation_size.blocks);
  o.labels = map.integer("labels", {.min = 16, .max = 100'000'000}, o.labels);
  o.batch = map.integer("batch", {.min = 8, .max = 65536}, o.batch);
  o.generation_steps = map.integer("generation_steps", steps, o.generation_steps);
  o.refinement_steps = map.integer("refinement_steps", {.min = 0, .max = steps.max}, o.refinement_steps);
  o.estimation_steps = map.integer("estimation_steps", steps, o.estimation_steps);
  o.generation_rate = map.number("generation_rate", rate, o.generation_rate);
  o.estimation_rate = map.number("estimation_rate", rate, o.estimation_rate);
  o.feature_forwarding = map.boolean("feature_forwarding", o.feature_forwarding);
  o.candidates = map.integer("candidates", {.min = 1, .max = 65536}, o.candidates);
  o.gumbel_start = map.number("gumbel_start", {.min = 1e-3, .max = 100}, o.gumbel_start);
  o.gumbel_end = map.number("gumbel_end", {.min = 1e-3, .max = 100}, o.gumbel_end);
  o.seed = static_cast<std::uint64_t>(map.integer("seed", {.min = 0}, 0));
  map.finish();
  return o;
}

}  // namespace

EvaluatorOptions read_evaluator_options(ConfigMap map) {
  EvaluatorOptions options;
  options.kind = map.choice("kind", {"learned", "exact", "flops", "none"}, options.kind);
  if (const auto exact = map.optional("exact")) options.exact = read_exact(exact->map());
  if (const auto learned = map.optional("learned")) options.learned = read_learned(learned->map());
  map.finish();
  return options;
}

void check_learnable(const Limits& limits) {
  if (limits.max_latency_ms || limits.max_energy_mj)
    throw Error({"", 0, limits.max_latency_ms ? "limits.max_latency_ms" : "limits.max_energy_mj",
                 "the learned evaluator knows no limits of latency and energy",
                 "max_area_mm2 alone with the learned evaluator", ""});
}

}  // namespace dance
