// The kinds of work that a run keeps for later runs, as bits. A configuration key names those that do not
// depend on its value (Key::leaves in core/config_keys.h).
#pragma once

namespace dance {

enum KeptWork : unsigned {
  kWarmUp = 1,
  kNarrowedSpace = 2,
  kLearnedEvaluator = 4,
  kAllKeptWork = kWarmUp | kNarrowedSpace | kLearnedEvaluator,
};

}  // namespace dance
