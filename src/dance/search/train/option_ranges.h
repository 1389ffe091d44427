// Ranges that the options of several trainings share.
#pragma once

#include <cstdint>

#include "dance/core/ranges.h"

namespace dance {

inline constexpr std::int64_t kMaxEpochs = 100'000;
inline constexpr IntegerRange kEpochsOrNone{.min = 0, .max = kMaxEpochs};
inline constexpr IntegerRange kEpochs{.min = 1, .max = kMaxEpochs};
inline constexpr IntegerRange kBatch{.min = 2, .max = 65536};  // batch norm needs two images
inline constexpr NumberRange kRate{.min = 0, .max = 100, .open_min = true};
inline constexpr NumberRange kBelowOne{.min = 0, .max = 0.999999};
inline constexpr NumberRange kNotNegative{.min = 0, .max = 1e9};

}  // namespace dance
