// What a search method is given.
#pragma once

#include <cstdint>

#include "dance/search/data/dataset.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/methods/options.h"
#include "dance/search/methods/problem.h"
#include "dance/search/methods/warm_start.h"
#include "dance/search/train/training.h"

namespace dance {

// Everything that it refers to must outlive the search.
struct SearchTask {
  const Problem& problem;
  const DataSplits& data;
  const SearchOptions& options;
  const TrainingOptions& training;  // of the networks that a method trains to try them
  Evaluator& evaluator;
  std::uint64_t seed = 0;
  WarmStart warm_start;  // where the warm-up is kept: taken from there, or put there
};

}  // namespace dance
