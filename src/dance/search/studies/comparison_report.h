// A comparison as files.
#pragma once

#include <string>
#include <vector>

#include "dance/report/cost_json.h"
#include "dance/search/studies/comparison.h"

namespace dance {

// Deviation of each method's test accuracy once what a seed does to all methods alike is taken off
// (mean_spread.h).
std::vector<double> paired_accuracy_deviations(const std::vector<ComparedRuns>& comparison);
// Every run, and means and deviations of each method over its seeds.
Json to_json(const std::vector<ComparedRuns>& comparison);
// Of each method's mean accuracy and EDAP, whether no other's are as good in both and better in one.
std::vector<bool> on_front(const std::vector<ComparedRuns>& comparison);
// A line per run.
std::string comparison_csv(const std::vector<ComparedRuns>& comparison);
// A script for gnuplot, which draws an SVG: accuracy, with its paired deviation, against EDAP, a line through
// the points of each method.
std::string comparison_plot(const std::vector<ComparedRuns>& comparison);

// A value of each run.
template <typename Value>
std::vector<double> values_of(const ComparedRuns& runs, const Value& value) {
  std::vector<double> values;
  for (const ComparedRun& run : runs.runs) values.push_back(static_cast<double>(value(run)));
  return values;
}

}  // namespace dance
