#include "dance/engine/table/contenders.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/cost_bound.h"

namespace dance {

namespace {

constexpr int kNetworks = 64;       // whose best accelerators all others are compared with
constexpr double kRounding = 1e-9;  // sums of rows in float64 are far more exact than this

// The accelerators that can run every network within the area limit and that the champion does not beat.
std::vector<std::int64_t> unbeaten(const CostTable& table, std::size_t champion, const CostFunction& cost,
                                   const Limits& limits, double within) {
  const LeastRatios ratios = least_ratios(table, champion, cost);
  const double largest = limits.max_area_mm2.value_or(std::numeric_limits<double>::infinity());
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < ratios.cost.size(); ++i) {
    const bool beaten = ratios.cost[i] > within * (1 + kRounding) &&
                        (!limits.max_latency_ms || ratios.latency[i] >= 1) &&
                        (!limits.max_energy_mj || ratios.energy[i] >= 1);
    if (table.feasible()[i] != 0 && static_cast<double>(table.area_mm2()[i]) <= largest && !beaten)
      places.push_back(static_cast<std::int64_t>(i));
  }
  return places;
}

// The first networks have one operation at every position, the others random ones.
std::vector<int> network(const CostTable& table, int number, Random& random) {
  const std::int64_t most = table.max_operations();
  std::vector<int> operations;
  for (std::int64_t l = 0; l < table.positions(); ++l) {
    const std::int64_t count = table.operations(l);
    operations.push_back(static_cast<int>(
        number < most ? number % count
                      : static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(count)))));
  }
  return operations;
}

// The cost function and, under limits, others by which accelerators of little latency or energy win.
std::vector<CostFunction> merits(const CostFunction& cost, const Limits& limits) {
  constexpr double kMost = 9;  // how much more one metric counts
  std::vector<CostFunction> merits{cost};
  const auto add = [&](double latency_power, double energy_power) {
    merits.push_back(product_cost(latency_power, energy_power, 1, cost.reference));
  };
  if (limits.max_latency_ms) add(kMost, 1);
  if (limits.max_energy_mj) add(1, kMost);
  return merits;
}

}  // namespace

Contenders contenders(const CostTable& table, const CostFunction& cost, const Limits& limits, double within) {
  const Limits area{.max_area_mm2 = limits.max_area_mm2};
  const std::vector<CostFunction> judged_by = merits(cost, limits);
  Random random(0, "contenders");
  Contenders left;
  left.accelerators.resize(static_cast<std::size_t>(table.accelerators()));
  std::iota(left.accelerators.begin(), left.accelerators.end(), 0);
  const CostTable* candidates = &table;  // of left.accelerators
  std::set<std::int64_t> champions;
  for (int n = 0; n < kNetworks; ++n) {
    const std::vector<int> architecture = network(table, n, random);
    for (const CostFunction& merit : judged_by) {
      const std::int64_t champion = best_accelerator(*candidates, architecture, merit, area).index;
      if (champion < 0) return {table.select({}), {}};
      if (!champions.insert(left.accelerators[static_cast<std::size_t>(champion)]).second) continue;
      std::vector<std::int64_t> stay =
          unbeaten(*candidates, static_cast<std::size_t>(champion), cost, limits, within);
      if (candidates == &left.table && stay.size() == left.accelerators.size()) continue;
      left.table = candidates->select(stay);
      candidates = &left.table;
      for (std::int64_t& place : stay) place = left.accelerators[static_cast<std::size_t>(place)];
      left.accelerators = std::move(stay);
    }
  }
  return left;
}

}  // namespace dance
