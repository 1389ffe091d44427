// Mean and spread of a few values, as tables of runs over several seeds give them.
#pragma once

#include <vector>

namespace dance {

struct MeanSpread {
  double mean = 0, deviation = 0;  // of the sample: divided by n - 1; 0 for one value
};

MeanSpread mean_spread(const std::vector<double>& values);

// Deviations of methods that were measured on the same seeds, once what a seed does to all of them alike is
// taken off, by which methods are compared: values[method][seed], as many seeds each; 0 for one method or
// seed. Between two methods it is the deviation of their difference over sqrt(2). Cousineau, Tutorials in
// Quantitative Methods for Psychology 1(1), 2005, with the correction for the number of methods of Morey,
// same journal 4(2), 2008.
std::vector<double> paired_deviations(const std::vector<std::vector<double>>& values);

}  // namespace dance
