#include "dance/engine/table/shared_goal.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace dance {

SharedGoal::SharedGoal(std::vector<NetworkGoal> networks, Combination combination)
    : networks_(std::move(networks)), combination_(combination) {
  if (networks_.empty()) throw std::invalid_argument("an accelerator of no networks");
  for (const NetworkGoal& network : networks_) weights_ += network.weight;
}

double SharedGoal::relative_cost(std::size_t network, const Metrics& metrics) const {
  return networks_[network].cost(metrics) / networks_[network].own_best.cost;
}

double SharedGoal::combined(const std::function<double(std::size_t)>& of) const {
  double mean = 0, worst = 0;
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    const double value = of(n);
    mean += networks_[n].weight / weights_ * value;
    worst = std::max(worst, value);
  }
  return combination_ == Combination::Worst ? worst : mean;
}

SharedAccelerator SharedGoal::operator()(std::int64_t index, const std::vector<Metrics>& metrics) const {
  SharedAccelerator shared;
  shared.index = index;
  shared.area_mm2 = metrics.front().area_mm2;
  shared.metrics = metrics;
  for (std::size_t n = 0; n < networks_.size(); ++n)
    shared.relative_costs.push_back(relative_cost(n, metrics[n]));
  const auto own = [&](std::size_t n) -> const Metrics& { return networks_[n].own_best.metrics; };
  shared.cost = combined([&](std::size_t n) { return shared.relative_costs[n]; });
  shared.relative_latency =
      combined([&](std::size_t n) { return metrics[n].latency_ms / own(n).latency_ms; });
  shared.relative_energy = combined([&](std::size_t n) { return metrics[n].energy_mj / own(n).energy_mj; });
  return shared;
}

}  // namespace dance
