#include "dance/engine/table/explore.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace dance {

namespace {

std::vector<double> sum_of(const std::vector<const float*>& rows, std::size_t accelerators) {
  std::vector<double> sums(rows.front(), rows.front() + accelerators);
  for (std::size_t row = 1; row < rows.size(); ++row) {
    for (std::size_t a = 0; a < accelerators; ++a) sums[a] += static_cast<double>(rows[row][a]);
  }
  return sums;
}

}  // namespace

RowsOfNetwork rows_of_network(const CostTable& table, const std::vector<int>& architecture) {
  if (static_cast<std::int64_t>(architecture.size()) != table.positions()) {
    throw std::invalid_argument("architecture of another network space");
  }
  RowsOfNetwork rows{{table.fixed_latency_ms()}, {table.fixed_energy_mj()}};
  for (std::size_t position = 0; position < architecture.size(); ++position) {
    rows.latency_ms.push_back(table.latency_ms(static_cast<std::int64_t>(position), architecture[position]));
    rows.energy_mj.push_back(table.energy_mj(static_cast<std::int64_t>(position), architecture[position]));
  }
  return rows;
}

NetworkSums network_sums(const CostTable& table, const std::vector<int>& architecture) {
  const RowsOfNetwork rows = rows_of_network(table, architecture);
  const auto accelerators = static_cast<std::size_t>(table.accelerators());
  return {sum_of(rows.latency_ms, accelerators), sum_of(rows.energy_mj, accelerators)};
}

Metrics metrics_at(const CostTable& table, const NetworkSums& sums, std::size_t accelerator) {
  return {sums.latency_ms[accelerator], sums.energy_mj[accelerator],
          static_cast<double>(table.area_mm2()[accelerator])};
}

Metrics network_metrics(const CostTable& table, const std::vector<int>& architecture,
                        std::int64_t accelerator) {
  const RowsOfNetwork rows = rows_of_network(table, architecture);
  const auto sum = [&](const std::vector<const float*>& all) {
    double total = 0;
    for (const float* row : all) total += static_cast<double>(row[accelerator]);
    return total;
  };
  return {sum(rows.latency_ms), sum(rows.energy_mj), static_cast<double>(table.area_mm2()[accelerator])};
}

Exploration explore(const CostTable& table, const std::vector<int>& architecture, const CostFunction& cost,
                    const Limits& limits, int top) {
  const NetworkSums sums = network_sums(table, architecture);
  Exploration exploration;
  exploration.accelerators = table.accelerators();
  double nearest = std::numeric_limits<double>::infinity();
  const std::size_t wanted = static_cast<std::size_t>(std::max(1, top));
  for (std::size_t a = 0; a < sums.latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    RankedAccelerator ranked{static_cast<std::int64_t>(a), metrics_at(table, sums, a), 0};
    ranked.cost = cost(ranked.metrics);
    const double excess = std::max(0.0, limits.excess(ranked.metrics));
    if (excess < nearest) {
      nearest = excess;
      exploration.nearest = ranked;
      exploration.nearest_violation = excess;
    }
    if (!limits.hold(ranked.metrics)) continue;
    ++exploration.feasible;
    keep_best(ranked, wanted, exploration.best);
  }
  if (exploration.feasible > 0) exploration.nearest.reset();
  return exploration;
}

void merge(const Exploration& part, std::int64_t first, int top, Exploration& whole) {
  const auto numbered = [&](RankedAccelerator ranked) {
    ranked.index += first;
    return ranked;
  };
  whole.accelerators += part.accelerators;
  whole.feasible += part.feasible;
  for (const RankedAccelerator& ranked : part.best) whole.best.push_back(numbered(ranked));
  std::sort(whole.best.begin(), whole.best.end(), ranks_before<RankedAccelerator>);
  whole.best.resize(std::min(whole.best.size(), static_cast<std::size_t>(std::max(1, top))));
  if (whole.feasible > 0) {
    whole.nearest.reset();
  } else if (part.nearest && (!whole.nearest || part.nearest_violation < whole.nearest_violation)) {
    whole.nearest = numbered(*part.nearest);
    whole.nearest_violation = part.nearest_violation;
  }
}

std::vector<ParetoPoint> feasible_points(const CostTable& table, const std::vector<int>& architecture,
                                         const Limits& limits) {
  const NetworkSums sums = network_sums(table, architecture);
  std::vector<ParetoPoint> points;
  for (std::size_t a = 0; a < sums.latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    const Metrics metrics = metrics_at(table, sums, a);
    if (limits.hold(metrics)) points.push_back({static_cast<std::int64_t>(a), metrics});
  }
  return points;
}

CostTableRequest request_of(const Network& network) { return {{}, network.layers}; }

}  // namespace dance
