// Repeated measurements: one run tells little on a machine that does other things beside, so that every
// figure comes as the median of several runs, with the least and the most of them.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

namespace dance::bench {

using Json = nlohmann::ordered_json;

// Seconds of a clock that never goes back; only differences mean something.
double seconds();

struct Spread {
  double median = 0, least = 0, most = 0;
  int runs = 0;
};

// Of at least one value. The median of an even number is the mean of the two in the middle.
Spread spread_of(std::vector<double> values);

// Wall time of `work` in seconds, `times` times over.
template <typename Work>
Spread repeat(int times, const Work& work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const double start = seconds();
    work();
    all.push_back(seconds() - start);
  }
  return spread_of(std::move(all));
}

// {"median", "least", "most", "runs"}, multiplied by `scale`: 1e3 makes milliseconds of seconds.
Json to_json(const Spread& spread, double scale = 1);

}  // namespace dance::bench
