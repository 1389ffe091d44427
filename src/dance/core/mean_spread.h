// Mean and spread of a few values, as tables of runs over several seeds give them.
#pragma once

#include <vector>

namespace dance {

struct MeanSpread {
  double mean = 0, deviation = 0;  // of the sample, with divisor n - 1; 0 for one value
};

MeanSpread mean_spread(const std::vector<double>& values);

// Deviations by which methods that were measured on the same seeds are compared: what a seed does to all of
// them alike is subtracted first. values[method][seed] has the same seeds for each method; the result has a
// deviation for each method, which is 0 where there is one method or one seed. With two methods it is the
// deviation of their difference divided by sqrt(2). Cousineau, Tutorials in Quantitative Methods for
// Psychology 1(1), 2005, with the correction for the number of methods of Morey, same journal 4(2), 2008.
std::vector<double> paired_deviations(const std::vector<std::vector<double>>& values);

}  // namespace dance
