// The most probable network within limits, against every network on every accelerator.
#include "dance/engine/table/most_probable_within.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/table/every_design.h"

namespace dance::test {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

TEST(MostProbableWithin, IsThatOfEnumeration) {
  Random random(3, "most probable");
  int bound = 0, refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const CostTable table = small_table(random);
    const Limits limits = random_limits(random);
    std::vector<std::vector<double>> log_probabilities;
    double unlimited = 0;
    for (std::int64_t p = 0; p < table.positions(); ++p) {
      auto& layer = log_probabilities.emplace_back();
      for (std::int64_t o = 0; o < table.operations(p); ++o)
        layer.push_back(std::log(random.uniform(1e-4, 1)));
      unlimited += *std::max_element(layer.begin(), layer.end());
    }
    const auto log_probability = [&](const std::vector<int>& architecture) {
      double sum = 0;
      for (std::size_t p = 0; p < architecture.size(); ++p)
        sum += log_probabilities[p][static_cast<std::size_t>(architecture[p])];
      return sum;
    };
    double best = -kNone;
    for_each_design(table, [&](const std::vector<int>& architecture, const Metrics& metrics) {
      if (limits.hold(metrics)) best = std::max(best, log_probability(architecture));
    });
    const auto found = most_probable_within(table, log_probabilities, limits, 2);
    ASSERT_EQ(found.has_value(), best > -kNone) << trial;
    if (!found) {
      ++refused;
      continue;
    }
    EXPECT_GE(log_probability(*found), best - 1.001e-3);
    EXPECT_LE(log_probability(*found), best + 1e-9);
    if (best < unlimited - 1e-3) ++bound;
  }
  EXPECT_GT(bound, 20);  // trials where the limits cost probability
  EXPECT_GT(refused, 20);
}

}  // namespace
}  // namespace dance::test
