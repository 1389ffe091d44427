#include "dance/engine/unconstrained/incumbent.h"

namespace dance::any_map {

namespace {

constexpr double kTie = 1e-9;

int compare(double a, double b) {
  if (a < b * (1 - kTie)) return -1;
  return a > b * (1 + kTie) ? 1 : 0;
}

}  // namespace

bool Incumbent::may_improve(double cycles, double energy_pj, std::uint64_t unit) const {
  const Found* found = best();
  if (found == nullptr) return true;
  const PolicyKey value = policy_key(policy_, cycles, energy_pj);
  if (const int first = compare(value.first, found->value.first); first != 0) return first < 0;
  if (const int second = compare(value.second, found->value.second); second != 0) return second < 0;
  return unit < found->unit;
}

bool Incumbent::may_beat(double cycles, double energy_pj) const {
  return may_improve(cycles, energy_pj, kHeuristic);
}

void Incumbent::offer(const Nest& nest, const NestCost& cost, std::uint64_t unit) {
  if (!may_improve(cost.cycles, cost.energy_pj, unit)) return;
  const std::lock_guard lock(mutex_);
  if (!may_improve(cost.cycles, cost.energy_pj, unit)) return;
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
  history_.push_back({policy_key(policy_, cost.cycles, cost.energy_pj), unit, nest, cost, since.count()});
  best_.store(&history_.back(), std::memory_order_release);
}

}  // namespace dance::any_map
