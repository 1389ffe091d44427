// The built-in data set: 32x32 colour images of ten classes, drawn from a seed in memory (docs/data.md).
//
// A class is a shape and the texture that fills it. Position, size, rotation, squeeze, colours, background,
// clutter, occlusion and noise are random, so neither colour nor a single place tells the class.
#pragma once

#include <cstdint>

#include "dance/search/data/dataset.h"

namespace dance {

struct BuiltinSizes {
  std::int64_t train = 16000, validation = 4000, test = 20000;
};

// Every image has a random stream of its own, so the result does not depend on threads. Classes are balanced.
DataSplits generate_builtin(std::uint64_t seed, const BuiltinSizes& sizes = {});

}  // namespace dance
