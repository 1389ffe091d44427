// A problem whose solution is known: two layers of two operations and Zero on four accelerators, which differ
// in two parameters of two values, pe_x and dataflow. Only latency costs. The operation that the first layer
// takes says which value of pe_x is best, and the second layer says it of the dataflow.
#pragma once

#include <gtest/gtest.h>

#include "core/recorded_progress.h"
#include "dance/search/learned_evaluator/training.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {

class TrainingProblem : public ::testing::Test {
 protected:
  TrainingProblem() {
    options_.batch = 32;
    options_.generation_rate = options_.estimation_rate = 1e-2;
  }

  static CostTable::Entries entries(const HardwareSpace& space) {
    CostTable::Entries rows;
    const std::vector<float> none(4, 0.0F);
    rows.latency_ms.assign(2, std::vector<std::vector<float>>(3, none));
    rows.energy_mj = rows.latency_ms;
    for (std::int64_t i = 0; i < 4; ++i) {
      const Accelerator a = space.at(i);
      const auto at = static_cast<std::size_t>(i);
      const int x = a.pe_x == space.pe_x[0] ? 0 : 1, d = a.dataflow_index;
      for (int o = 0; o < 2; ++o) {
        const auto operation = static_cast<std::size_t>(o);
        rows.latency_ms[0][operation][at] = o == x ? 2 : 5;
        rows.latency_ms[1][operation][at] = o == d ? 2 : 5;
        rows.energy_mj[0][operation][at] = rows.energy_mj[1][operation][at] = static_cast<float>(1 + o);
      }
      rows.fixed_latency_ms.push_back(1 + 0.6F * static_cast<float>(x) + 0.6F * static_cast<float>(d));
      rows.fixed_energy_mj.push_back(0.5F);
      rows.area_mm2.push_back(static_cast<float>(3 + x + 2 * d));
    }
    return rows;
  }
  // The nine networks that take one operation in each layer: [9, 6].
  static torch::Tensor networks() {
    torch::Tensor all = torch::zeros({9, 2, 3});
    for (std::int64_t n = 0; n < 9; ++n) all[n][0][n / 3] = 1, all[n][1][n % 3] = 1;
    return all.flatten(1);
  }
  // The accelerator of these values of pe_x and of the dataflow.
  std::int64_t accelerator_of(std::int64_t x, std::int64_t dataflow) const {
    return encoding_
        .accelerators_of(
            torch::tensor({x, std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, dataflow}))
        .item<std::int64_t>();
  }
  // Of each of the nine networks. Where a layer is Zero, the fixed part prefers the first value.
  torch::Tensor best() const {
    std::vector<std::int64_t> all;
    for (std::int64_t n = 0; n < 9; ++n) all.push_back(accelerator_of(n / 3 % 2, n % 3 % 2));
    return torch::tensor(all, torch::kLong);
  }
  TrainingSetting setting(std::uint64_t seed = 1) { return {encoding_, labels_, options_, seed, progress_}; }

  HardwareSpace space_ = make_space({2, 1, 1, 1, 1, 2});
  CostTable table_ = CostTable::from_entries(entries(space_), "problem");
  AcceleratorEncoding encoding_{space_};
  TableLabels labels_{table_, product_cost(1, 0, 0), {1, 1, 1, 1}};
  LearnedOptions options_;
  RecordedProgress progress_;
};

}  // namespace dance::test
