#include "dance/engine/table/cost_bound.h"

#include <algorithm>
#include <limits>

namespace dance {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

// All rows of a table: any network's metrics are sums of these. Those of the fixed layers come first.
struct AllRows {
  explicit AllRows(const CostTable& table)
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
std::vector<double> least_of_rows(std::size_t rows, std::size_t accelerators, std::size_t champion,
                                  const Entry& entry) {
  std::vector<double> least(accelerators, kNone);
  for (std::size_t row = 0; row < rows; ++row) {
    const double own = entry(row, champion);
    if (own == 0) continue;
    for (std::size_t i = 0; i < accelerators; ++i) least[i] = std::min(least[i], entry(row, i) / own);
  }
  if (least[champion] == kNone) std::fill(least.begin(), least.end(), 1.0);
  return least;
}

std::vector<double> least_of_rows(const std::vector<const float*>& rows, std::size_t accelerators,
                                  std::size_t champion) {
  return least_of_rows(rows.size(), accelerators, champion,
                       [&](std::size_t row, std::size_t i) { return static_cast<double>(rows[row][i]); });
}

// The area's part of the sum counts with the row of the fixed layers, which every network has once.
std::vector<double> least_of_weighted_sum(const AllRows& rows, const CostFunction& cost,
                                          std::size_t accelerators, std::size_t champion) {
  return least_of_rows(rows.latency_ms.size(), accelerators, champion, [&](std::size_t row, std::size_t i) {
    const double area = row == 0 ? static_cast<double>(rows.area_mm2[i]) : 0;
    return cost(
        {static_cast<double>(rows.latency_ms[row][i]), static_cast<double>(rows.energy_mj[row][i]), area});
  });
}

// The least of the terms' factors, from the ratios of latency, energy and area.
std::vector<double> least_of_terms(const LeastRatios& ratios, const AllRows& rows, const CostFunction& cost,
                                   std::size_t champion) {
  const double area = rows.area_mm2[champion];
  std::vector<double> least(ratios.latency.size(), kNone);
  for (const CostTerm& term : cost.terms()) {
    if (term.coefficient == 0) continue;
    for (std::size_t i = 0; i < least.size(); ++i) {
      const double gamma = static_cast<double>(rows.area_mm2[i]) / area;
      least[i] =
          std::min(least[i], power(ratios.latency[i], term.latency_power) *
                                 power(ratios.energy[i], term.energy_power) * power(gamma, term.area_power));
    }
  }
  return least;
}

}  // namespace

LeastRatios least_ratios(const CostTable& table, std::size_t champion, const CostFunction& cost) {
  const AllRows rows(table);
  const auto accelerators = static_cast<std::size_t>(table.accelerators());
  LeastRatios ratios;
  ratios.latency = least_of_rows(rows.latency_ms, accelerators, champion);
  ratios.energy = least_of_rows(rows.energy_mj, accelerators, champion);
  ratios.cost = cost.weights() ? least_of_weighted_sum(rows, cost, accelerators, champion)
                               : least_of_terms(ratios, rows, cost, champion);
  return ratios;
}

}  // namespace dance
