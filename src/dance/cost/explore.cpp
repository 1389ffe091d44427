#include "dance/cost/explore.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace dance {

namespace {

// Largest violation of the limits, relative to each; 0 where all hold.
double violation(const Limits& limits, const Metrics& metrics) {
  double worst = 0;
  const auto check = [&](const std::optional<double>& limit, double value) {
    if (limit) worst = std::max(worst, value / *limit - 1);
  };
  check(limits.max_latency_ms, metrics.latency_ms);
  check(limits.max_energy_mj, metrics.energy_mj);
  check(limits.max_area_mm2, metrics.area_mm2);
  return worst;
}

bool ranks_before(const RankedAccelerator& a, const RankedAccelerator& b) {
  return a.cost != b.cost ? a.cost < b.cost : a.index < b.index;
}

void add_row(const float* row, std::vector<double>& sums) {
  for (std::size_t a = 0; a < sums.size(); ++a) sums[a] += static_cast<double>(row[a]);
}

Metrics metrics_at(const CostTable& table, const NetworkRows& rows, std::size_t a) {
  return {rows.latency_ms[a], rows.energy_mj[a], static_cast<double>(table.area_mm2()[a])};
}

}  // namespace

bool Limits::hold(const Metrics& metrics) const { return violation(*this, metrics) <= 0; }

NetworkRows network_rows(const CostTable& table, const std::vector<int>& architecture) {
  if (static_cast<std::int64_t>(architecture.size()) != table.positions()) {
    throw std::invalid_argument("architecture of another network space");
  }
  const std::size_t accelerators = static_cast<std::size_t>(table.accelerators());
  NetworkRows rows{std::vector<double>(accelerators), std::vector<double>(accelerators)};
  add_row(table.fixed_latency_ms(), rows.latency_ms);
  add_row(table.fixed_energy_mj(), rows.energy_mj);
  for (std::size_t position = 0; position < architecture.size(); ++position) {
    add_row(table.latency_ms(static_cast<std::int64_t>(position), architecture[position]), rows.latency_ms);
    add_row(table.energy_mj(static_cast<std::int64_t>(position), architecture[position]), rows.energy_mj);
  }
  return rows;
}

Exploration explore(const CostTable& table, const std::vector<int>& architecture, const CostFunction& cost,
                    const Limits& limits, int top) {
  const NetworkRows rows = network_rows(table, architecture);
  Exploration exploration;
  exploration.accelerators = table.accelerators();
  double nearest = std::numeric_limits<double>::infinity();
  auto& best = exploration.best;
  const std::size_t wanted = static_cast<std::size_t>(std::max(1, top));
  for (std::size_t a = 0; a < rows.latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    RankedAccelerator ranked{static_cast<std::int64_t>(a), metrics_at(table, rows, a), 0};
    ranked.cost = cost(ranked.metrics);
    const double excess = violation(limits, ranked.metrics);
    if (excess < nearest) {
      nearest = excess;
      exploration.nearest = ranked;
    }
    if (excess > 0) continue;
    ++exploration.feasible;
    if (best.size() == wanted && !ranks_before(ranked, best.back())) continue;
    best.insert(std::upper_bound(best.begin(), best.end(), ranked, ranks_before), ranked);
    if (best.size() > wanted) best.pop_back();
  }
  if (exploration.feasible > 0) exploration.nearest.reset();
  return exploration;
}

ParetoFront pareto_front(const CostTable& table, const std::vector<int>& architecture, const Limits& limits) {
  const NetworkRows rows = network_rows(table, architecture);
  ParetoFront front;
  for (std::size_t a = 0; a < rows.latency_ms.size(); ++a) {
    if (table.feasible()[a] == 0) continue;
    const Metrics metrics = metrics_at(table, rows, a);
    if (limits.hold(metrics)) front.insert(static_cast<std::int64_t>(a), metrics);
  }
  return front;
}

CostTableRequest request_of(const Network& network) { return {{}, network.layers}; }

}  // namespace dance
