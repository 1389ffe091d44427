// Lower bounds on what the mappings of a task cost that share the decisions taken so far. Levels are
// decided from the innermost outwards, so that the tiles of the decided levels are known, and of the loops
// outside them only the product of each dimension.
#pragma once

#include <array>
#include <cstddef>

#include "dance/engine/unconstrained/order_search.h"
#include "dance/engine/unconstrained/tasks.h"

namespace dance::unconstrained {

// The decision at one level and what follows from it.
struct DecidedLevel {
  Factors temporal = kUnitFactors, steps = kUnitFactors;
  Factors tile = kUnitFactors, left = kUnitFactors;  // iterations inside, and temporal ones still outside
  double spent_pj = 0;
  TilesBelow below;   // this level's tiles and those inside it, for the next level outwards
  TilesBelow inside;  // those inside it, for this level's own loops
  LoopOrder order;
  bool symmetric = false;
};
using DecidedLevels = std::array<DecidedLevel, kMaxLevels + 1>;  // [number of levels]: the MACs

// At most what the loops of one level add in their best order, found without a search over orders.
double least_pj_of_level(const MergedLayer& layer, const TilesBelow& below, const LevelLoops& level);

// At most what the loops `left` add outside the tiles `below`, however they are split over levels and
// ordered. One step of dimension d just outside the tiles moves `steps[d]` iterations.
double least_pj_outside(const MergedLayer& layer, const TilesBelow& below, const Factors& left,
                        const Factors& steps);

// At most the words that come to one instance of `child`, with the levels from `level` inwards decided.
double least_words_arriving(const MergedLayer& layer, Tensor tensor, const DecidedLevels& levels,
                            std::size_t child, std::size_t level);

// At most the cycles that the bandwidths take, with the levels from `level` inwards decided.
double least_bandwidth_cycles(const MergedLayer& layer, const Hierarchy& hierarchy,
                              const TaskTraffic& traffic, const DecidedLevels& levels, std::size_t level);

}  // namespace dance::unconstrained
