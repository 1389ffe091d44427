// Mean and spread of a few values, as tables of runs over several seeds give them.
#pragma once

#include <vector>

namespace dance {

struct MeanSpread {
  double mean = 0, deviation = 0;  // of the sample: divided by n - 1; 0 for one value
};

MeanSpread mean_spread(const std::vector<double>& values);

}  // namespace dance
