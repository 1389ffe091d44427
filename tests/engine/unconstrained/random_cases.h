// Random small layers, hierarchies and mappings for the tests of the unconstrained mapper.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/unconstrained/unmerged_nest.h"

namespace dance::test {

template <typename Value>
Value pick(Random& random, std::initializer_list<Value> values) {
  return values.begin()[random.below(values.size())];
}

Layer random_layer(Random& random);
// Two to four levels with random energies, bandwidths, blocks, capacities and fan-outs.
Hierarchy random_hierarchy(Random& random);

// A window along at least one axis, and a fan-out below a level whose reads are dear and shared word by
// word.
Layer sliding_layer(Random& random);
Hierarchy sharing_hierarchy(Random& random);

// One mapping of a layer, whether its tiles fit or not. It points into the spatial choices that it was made
// of.
struct RandomMapping {
  unconstrained::Task task;  // its spatial choice is one of those given
  std::vector<unconstrained::LevelChoice> levels;
  Nest nest;
};
RandomMapping random_mapping(Random& random, const unconstrained::MergedLayer& layer,
                             const Hierarchy& hierarchy, const unconstrained::SpatialChoices& spatial);

// The level that feeds `child` (or the MACs) with a tensor: the next one outwards that keeps it.
std::size_t parent_of(const Nest& nest, std::size_t tensor, std::size_t child);

// Words of a tensor that come to one instance of a level that keeps it, from the counts of its nest.
double words_arriving(const Nest& nest, const NestCounts& counts, Tensor tensor, std::size_t child);

}  // namespace dance::test
