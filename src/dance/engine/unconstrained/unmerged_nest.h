// The loop nest that merged factors stand for, in the layer's own dimensions.
#pragma once

#include <vector>

#include "dance/engine/nest/nest.h"
#include "dance/engine/unconstrained/order_search.h"
#include "dance/engine/unconstrained/tasks.h"

namespace dance::unconstrained {

// The temporal loops of one level: a factor of each merged dimension, and the order of those above 1.
struct LevelChoice {
  Factors temporal = kUnitFactors;
  LoopOrder order;
};

// The mapping that a task (its spatial loops and its bypass) makes with the temporal loops of `levels`,
// outermost level first. The product of a merged dimension's factors is its bound.
Nest nest_of(const MergedLayer& layer, const Hierarchy& hierarchy, const Task& task,
             const std::vector<LevelChoice>& levels);

}  // namespace dance::unconstrained
