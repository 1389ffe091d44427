// Whether a nest fits the accelerator that it is mapped on: the tiles that a level keeps must fit its
// capacity, and the spatial loops must not use more instances than are built. An infeasible nest is a result
// with its reasons.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/nest/nest.h"

namespace dance {

// One reason why a nest does not fit.
struct Misfit {
  enum class Kind { Capacity, InstancesX, InstancesY };
  Kind kind = Kind::Capacity;
  std::string level;                                // its name; "MACs" below the innermost
  std::int64_t needed = 0, available = 0;           // words, or instances on the axis
  std::array<std::int64_t, kTensors> tile_words{};  // of the tensors kept there; Capacity only
  std::int64_t lacking() const { return needed - available; }
};

// Adds a misfit where the tiles that a level keeps outgrow one instance of it; a capacity of 0 is unlimited.
// `words` says how long a word of each tensor is, in words of the capacity.
void check_capacity(const std::array<TensorCounts, kTensors>& tiles, const std::string& level,
                    std::int64_t capacity_words, std::vector<Misfit>& misfits,
                    const std::array<double, kTensors>& words = {1, 1, 1});

// Outermost level first; empty where the nest fits. Throws Error when nest, counts and hierarchy differ in
// their number of levels.
std::vector<Misfit> misfits_of(const Nest& nest, const NestCounts& counts, const Hierarchy& hierarchy);

}  // namespace dance
