// A comparison as JSON, as CSV and as a picture.
#pragma once

#include <string>
#include <vector>

#include "dance/report/cost_json.h"
#include "dance/search/studies/comparison.h"

namespace dance {

// The deviation of each method's test accuracy, from which what a seed does to all methods alike is
// subtracted first (mean_spread.h).
std::vector<double> paired_accuracy_deviations(const std::vector<ComparedRuns>& comparison);
// All runs, and each method's means and deviations over its seeds.
Json to_json(const std::vector<ComparedRuns>& comparison);
// For each method, whether no other has a mean accuracy and a mean EDAP that are as good, and one of them
// better.
std::vector<bool> on_front(const std::vector<ComparedRuns>& comparison);
// CSV with a line per run.
std::string comparison_csv(const std::vector<ComparedRuns>& comparison);
// A script for gnuplot, which draws an SVG: accuracy, with its paired deviation, against EDAP, and a line
// through the points of each method.
std::string comparison_plot(const std::vector<ComparedRuns>& comparison);

// One value of each run.
template <typename Value>
std::vector<double> values_of(const ComparedRuns& runs, const Value& value) {
  std::vector<double> values;
  for (const ComparedRun& run : runs.runs) values.push_back(static_cast<double>(value(run)));
  return values;
}

}  // namespace dance
