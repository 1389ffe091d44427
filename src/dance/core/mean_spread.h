// Mean and spread of a few values, as tables of runs over several seeds give them.
#pragma once

#include <vector>

namespace dance {

struct MeanSpread {
  double mean = 0, deviation = 0;  // of the sample, with divisor n - 1; 0 for one value
};

MeanSpread mean_spread(const std::vector<double>& values);

// The deviation of each method once what a seed does to all methods alike is taken off; this is what methods
// measured on the same seeds are compared by. values[method][seed], with the same seeds for all; the result
// is 0 for a single method or seed. For two methods it is the deviation of their difference over sqrt(2).
// Source: Cousineau, Tutorials in Quantitative Methods for Psychology 1(1), 2005, with the correction for the
// number of methods by Morey, same journal 4(2), 2008.
std::vector<double> paired_deviations(const std::vector<std::vector<double>>& values);

}  // namespace dance
