// A small layer on a small hierarchy whose whole map space was walked, for comparison with the mapper.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "dance/engine/unconstrained/mapper.h"

namespace dance::test {

inline constexpr std::array<MappingPolicy, 3> kPolicies = {MappingPolicy::Edp, MappingPolicy::Latency,
                                                           MappingPolicy::Energy};

// Silent, without a cache.
WorkContext on_threads(int threads);

struct Best {
  double first = std::numeric_limits<double>::infinity(), second = first;
};

struct WalkedCase {
  Layer layer;
  Hierarchy hierarchy;
  MappingConstraints constraints;
  std::array<Best, 3> best;   // per policy, of the mappings that obey the constraints
  std::int64_t mappings = 0;  // that fit, whether they obey or not
  std::int64_t obeying = 0;
};

// Nothing where the map space is too large for a quick walk, or so small that it says nothing.
std::optional<WalkedCase> walked(Layer layer, Hierarchy hierarchy, MappingConstraints constraints,
                                 std::int64_t limit);

std::string describe(const WalkedCase& item);

// Maps under kPolicies[policy] and expects what the walk found, proven: the best value, or no mapping.
void expect_optimum(const WalkedCase& item, std::size_t policy);

}  // namespace dance::test
