// What a run keeps for later runs, as bits: a configuration key says which of it does not depend on its value
// (Key::leaves in core/config_keys.h).
#pragma once

namespace dance {

enum KeptWork : unsigned {
  kWarmUp = 1,
  kNarrowedSpace = 2,
  kLearnedEvaluator = 4,
  kAllKeptWork = kWarmUp | kNarrowedSpace | kLearnedEvaluator,
};

}  // namespace dance
