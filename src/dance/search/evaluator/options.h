// What a user may set of the evaluators.
#pragma once

#include <cstdint>

#include "dance/core/config_keys.h"
#include "dance/engine/cost/limits.h"
#include "dance/search/evaluator/evaluator.h"

namespace dance {

struct ExactOptions {
  // 0 gives the minimum over accelerators. A temperature of at least 1e-6 gives the soft minimum, with
  // weights exp(-cost / (temperature * minimum)).
  double temperature = 0;
};

// Residual MLP: `blocks` residual blocks of `width` units.
struct MlpSize {
  std::int64_t width = 192;
  std::int64_t blocks = 2;
};

struct LearnedOptions {
  MlpSize generation_size{192, 2};
  MlpSize estimation_size{192, 2};
  std::int64_t labels = 16384;  // architectures with their optimal accelerator
  std::int64_t batch = 256;
  std::int64_t generation_steps = 1500;  // on the labels (cross-entropy)
  std::int64_t refinement_steps = 2000;  // on the expected cost under the heads
  std::int64_t estimation_steps = 20000;
  double generation_rate = 2e-3, estimation_rate = 4e-3;  // learning rates
  bool feature_forwarding = true;  // no: the cost estimation network reads the architecture alone
  std::int64_t candidates = 256;   // accelerators of which the estimation network picks one
  // Gumbel-softmax temperature, annealed geometrically over the search from the first to the second.
  double gumbel_start = 1.0, gumbel_end = 0.2;
  std::uint64_t seed = 0;  // of the training; the search's own seed is not part of it
};

struct EvaluatorOptions {
  EvaluatorKind kind = EvaluatorKind::Exact;
  ExactOptions exact;
  LearnedOptions learned;
  // For what the cost table says, which is float32: a little tighter than those of the design
  // (Problem::table_limits). See check_learnable.
  Limits table_limits;
};

// Declares the key of the kind and the groups `exact` and `learned` (docs/evaluators.md). `limits` has no key
// among these.
void declare_keys(ConfigKeys& keys, EvaluatorOptions& options);
void declare_keys(ConfigKeys& keys, LearnedOptions& options);

// Throws Error where the learned evaluator cannot be trained for these limits: it knows only a limit on the
// area.
void check_learnable(const Limits& limits);

}  // namespace dance
