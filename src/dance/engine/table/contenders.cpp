#include "dance/engine/table/contenders.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"

namespace dance {

namespace {

constexpr int kNetworks = 64;       // whose best accelerators all others are compared with
constexpr double kRounding = 1e-9;  // sums of rows in float64 are far more exact than this

// The rows of a table that any network's metrics are sums of.
struct Rows {
  explicit Rows(const CostTable& table)
      : latency_ms{table.fixed_latency_ms()}, energy_mj{table.fixed_energy_mj()}, area_mm2(table.area_mm2()) {
    for (std::int64_t l = 0; l < table.positions(); ++l) {
      for (std::int64_t o = 0; o < table.operations(l); ++o) {
        latency_ms.push_back(table.latency_ms(l, o));
        energy_mj.push_back(table.energy_mj(l, o));
      }
    }
  }
  std::vector<const float*> latency_ms, energy_mj;
  const float* area_mm2;
};

// entry(row, accelerator) >= 0 -> the least ratio of each accelerator's entries to the champion's, over the
// rows where the champion's is above 0; 1 where none is.
template <typename Entry>
std::vector<double> least_ratios(std::size_t rows, std::size_t accelerators, std::size_t champion,
                                 const Entry& entry) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  std::vector<double> least(accelerators, kNone);
  for (std::size_t row = 0; row < rows; ++row) {
    const double own = entry(row, champion);
    if (own == 0) continue;
    for (std::size_t i = 0; i < accelerators; ++i) least[i] = std::min(least[i], entry(row, i) / own);
  }
  if (least[champion] == kNone) std::fill(least.begin(), least.end(), 1.0);
  return least;
}

std::vector<double> least_ratios(const std::vector<const float*>& rows, std::size_t accelerators,
                                 std::size_t champion) {
  return least_ratios(rows.size(), accelerators, champion,
                      [&](std::size_t row, std::size_t i) { return static_cast<double>(rows[row][i]); });
}

// What the factor is for a weighted sum; the area counts with the fixed layers, which are the first row.
std::vector<double> least_weighted_ratios(const Rows& rows, const CostFunction& cost,
                                          std::size_t accelerators, std::size_t champion) {
  return least_ratios(rows.latency_ms.size(), accelerators, champion, [&](std::size_t row, std::size_t i) {
    const double area = row == 0 ? static_cast<double>(rows.area_mm2[i]) : 0;
    return cost(
        {static_cast<double>(rows.latency_ms[row][i]), static_cast<double>(rows.energy_mj[row][i]), area});
  });
}

// The accelerators that can run every network within the area limit and that the champion does not beat.
std::vector<std::int64_t> unbeaten(const CostTable& table, std::size_t champion, const CostFunction& cost,
                                   const Limits& limits, double within) {
  const Rows rows(table);
  const auto accelerators = static_cast<std::size_t>(table.accelerators());
  const std::vector<double> latency = least_ratios(rows.latency_ms, accelerators, champion),
                            energy = least_ratios(rows.energy_mj, accelerators, champion);
  std::vector<double> factors;
  if (cost.kind == CostKind::Weighted) {
    factors = least_weighted_ratios(rows, cost, accelerators, champion);
  } else {
    const CostFunction::Powers p = cost.powers();
    const double area = rows.area_mm2[champion];
    for (std::size_t i = 0; i < accelerators; ++i)
      factors.push_back(power(latency[i], p.latency) * power(energy[i], p.energy) *
                        power(static_cast<double>(rows.area_mm2[i]) / area, p.area));
  }
  const double largest = limits.max_area_mm2.value_or(std::numeric_limits<double>::infinity());
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < accelerators; ++i) {
    const bool beaten = factors[i] > within * (1 + kRounding) &&
                        (!limits.max_latency_ms || latency[i] >= 1) &&
                        (!limits.max_energy_mj || energy[i] >= 1);
    if (table.feasible()[i] != 0 && static_cast<double>(rows.area_mm2[i]) <= largest && !beaten)
      places.push_back(static_cast<std::int64_t>(i));
  }
  return places;
}

// The first ones have one operation everywhere, the others any.
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

// The cost, and under limits those with which the accelerators of least latency and energy win, too.
std::vector<CostFunction> merits(const CostFunction& cost, const Limits& limits) {
  constexpr double kMost = 9;  // how much more one metric counts
  std::vector<CostFunction> merits{cost};
  const auto add = [&](double latency_power, double energy_power) {
    merits.push_back({CostKind::Product, 1, 1, 1, cost.reference, latency_power, energy_power, 1});
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
