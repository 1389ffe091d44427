#include "dance/engine/table/reachable.h"

#include <algorithm>
#include <limits>

namespace dance {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

// Per accelerator, the fixed part and the least of each position's operations: what no network is below.
std::vector<double> least_sums(const CostTable& table, const float* fixed,
                               const float* (CostTable::*row)(std::int64_t, std::int64_t) const) {
  const auto count = static_cast<std::size_t>(table.accelerators());
  std::vector<double> sums(fixed, fixed + count);
  std::vector<float> least(count);
  for (std::int64_t position = 0; position < table.positions(); ++position) {
    std::copy_n((table.*row)(position, 0), count, least.begin());
    for (std::int64_t operation = 1; operation < table.operations(position); ++operation) {
      const float* values = (table.*row)(position, operation);
      for (std::size_t a = 0; a < count; ++a) least[a] = std::min(least[a], values[a]);
    }
    for (std::size_t a = 0; a < count; ++a) sums[a] += static_cast<double>(least[a]);
  }
  return sums;
}

// Finds the network of one accelerator whose larger excess over a latency and an energy limit is smallest. It
// searches the positions depth first; the metrics of what is chosen, plus the least of what is left, bound
// the excess from below.
class NearestNetwork {
 public:
  NearestNetwork(const CostTable& table, const Limits& limits, std::int64_t accelerator)
      : limits_(limits),
        area_mm2_(table.area_mm2()[accelerator]),
        options_(static_cast<std::size_t>(table.positions())),
        rest_(options_.size() + 1),
        chosen_(options_.size()) {
    for (std::size_t position = options_.size(); position-- > 0;) {
      auto& options = options_[position];
      Option least{0, kNone, kNone};
      for (int operation = 0; operation < table.operations(static_cast<std::int64_t>(position));
           ++operation) {
        const auto at = static_cast<std::int64_t>(position);
        options.push_back({operation, table.latency_ms(at, operation)[accelerator],
                           table.energy_mj(at, operation)[accelerator]});
        least.latency_ms = std::min(least.latency_ms, options.back().latency_ms);
        least.energy_mj = std::min(least.energy_mj, options.back().energy_mj);
      }
      keep_non_dominated(options);
      rest_[position] = {0, rest_[position + 1].latency_ms + least.latency_ms,
                         rest_[position + 1].energy_mj + least.energy_mj};
    }
    fixed_ = {0, table.fixed_latency_ms()[accelerator], table.fixed_energy_mj()[accelerator]};
  }

  // Betters `excess` and `design` where it can.
  void search(double& excess, ReachedDesign& design) {
    excess_ = excess;
    place(0, fixed_);
    if (best_.empty()) return;
    excess = excess_;
    design.architecture = best_;
    design.metrics = best_metrics_;
  }

 private:
  struct Option {
    int operation = 0;
    double latency_ms = 0, energy_mj = 0;
  };

  static void keep_non_dominated(std::vector<Option>& options) {
    std::sort(options.begin(), options.end(), [](const Option& a, const Option& b) {
      return a.latency_ms != b.latency_ms ? a.latency_ms < b.latency_ms : a.energy_mj < b.energy_mj;
    });
    double least_energy_mj = kNone;
    std::erase_if(options, [&](const Option& option) {
      const bool dominated = option.energy_mj >= least_energy_mj;
      least_energy_mj = std::min(least_energy_mj, option.energy_mj);
      return dominated;
    });
  }

  void place(std::size_t position, const Option& sum) {
    if (excess_ <= 0) return;
    const Metrics floor{sum.latency_ms + rest_[position].latency_ms,
                        sum.energy_mj + rest_[position].energy_mj, area_mm2_};
    const double excess = limits_.excess(floor);
    if (excess >= excess_) return;
    if (position == options_.size()) {
      excess_ = excess;
      best_ = chosen_;
      best_metrics_ = floor;
      return;
    }
    for (const Option& option : options_[position]) {
      chosen_[position] = option.operation;
      place(position + 1, {0, sum.latency_ms + option.latency_ms, sum.energy_mj + option.energy_mj});
    }
  }

  const Limits limits_;
  const double area_mm2_;
  std::vector<std::vector<Option>> options_;  // by position, ascending latency
  std::vector<Option> rest_;                  // by position: the least of it and of those behind it
  Option fixed_;
  std::vector<int> chosen_, best_;
  Metrics best_metrics_;
  double excess_ = kNone;
};

std::vector<double> least_latency_ms(const CostTable& table) {
  return least_sums(table, table.fixed_latency_ms(), &CostTable::latency_ms);
}
std::vector<double> least_energy_mj(const CostTable& table) {
  return least_sums(table, table.fixed_energy_mj(), &CostTable::energy_mj);
}

}  // namespace

std::optional<ReachedDesign> nearest_design(const CostTable& table, const Limits& limits) {
  const std::vector<double> latency_ms = least_latency_ms(table), energy_mj = least_energy_mj(table);
  std::vector<std::pair<double, std::int64_t>> order;  // by the bound of each accelerator
  for (std::size_t a = 0; a < latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    order.emplace_back(limits.excess({latency_ms[a], energy_mj[a], table.area_mm2()[a]}),
                       static_cast<std::int64_t>(a));
  }
  std::sort(order.begin(), order.end());
  double excess = kNone;
  ReachedDesign nearest;
  for (const auto& [bound, accelerator] : order) {
    if (bound >= excess || excess <= 0) break;
    const double before = excess;
    NearestNetwork(table, limits, accelerator).search(excess, nearest);
    if (excess < before) nearest.accelerator = accelerator;
  }
  if (nearest.accelerator < 0) return std::nullopt;
  return nearest;
}

Metrics least_metrics(const CostTable& table) {
  const std::vector<double> latency_ms = least_latency_ms(table), energy_mj = least_energy_mj(table);
  Metrics least{kNone, kNone, kNone};
  for (std::size_t a = 0; a < latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    least.latency_ms = std::min(least.latency_ms, latency_ms[a]);
    least.energy_mj = std::min(least.energy_mj, energy_mj[a]);
    least.area_mm2 = std::min(least.area_mm2, static_cast<double>(table.area_mm2()[a]));
  }
  return least;
}

}  // namespace dance
