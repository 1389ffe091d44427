#include "dance/engine/table/most_probable_within.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace dance {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr double kLeastLog = -700;   // a probability that underflowed
constexpr double kTolerance = 1e-3;  // of log probability
constexpr double kMostMultiplier = 1e6;
constexpr int kHalvings = 40;
constexpr int kRounds = 3;  // over both multipliers

// What an operation uses of what the limits leave, as fractions of it: latency, energy.
using Use = std::array<double, 2>;

struct Option {
  int operation = 0;
  double log_probability = 0;
  Use use{};
};

// One accelerator's knapsack: choose an option per position so that each use adds up to at most 1.
class Knapsack {
 public:
  Knapsack(const CostTable& table, const std::vector<std::vector<double>>& log_probabilities,
           const Limits& limits, std::int64_t accelerator)
      : options_(log_probabilities.size()),
        used_limits_{limits.max_latency_ms.has_value(), limits.max_energy_mj.has_value()} {
    const double latency_left = limits.max_latency_ms.value_or(kNone) - table.fixed_latency_ms()[accelerator],
                 energy_left = limits.max_energy_mj.value_or(kNone) - table.fixed_energy_mj()[accelerator];
    for (std::size_t position = 0; position < options_.size(); ++position) {
      const auto at = static_cast<std::int64_t>(position);
      for (int o = 0; o < table.operations(at); ++o) {
        const double log_probability =
            std::max(kLeastLog, log_probabilities[position][static_cast<std::size_t>(o)]);
        options_[position].push_back({o,
                                      log_probability,
                                      {table.latency_ms(at, o)[accelerator] / latency_left,
                                       table.energy_mj(at, o)[accelerator] / energy_left}});
      }
    }
    possible_ = latency_left > 0 && energy_left > 0;
    for (std::size_t m = 0; m < multipliers_.size() && possible_; ++m) possible_ = least_use(m) <= 1;
    if (possible_) lower_bound_by_multipliers();
  }

  // -infinity where nothing fits.
  double bound() const { return possible_ ? relaxed() : -kNone; }

  // Betters `best` and `architecture` where a network is more probable by more than the tolerance.
  void search(double& best, std::vector<int>& architecture) {
    rest_.assign(options_.size() + 1, 0);
    for (std::size_t position = options_.size(); position-- > 0;) {
      rest_[position] = rest_[position + 1] + value(best_option(position));
      std::sort(options_[position].begin(), options_[position].end(),
                [&](const Option& a, const Option& b) { return value(a) > value(b); });
    }
    least_rest_.assign(options_.size() + 1, Use{});
    for (std::size_t position = options_.size(); position-- > 0;) {
      for (std::size_t m = 0; m < multipliers_.size(); ++m)
        least_rest_[position][m] = least_rest_[position + 1][m] + least_use_at(position, m);
    }
    chosen_.resize(options_.size());
    best_ = best;
    found_.clear();
    place(0, 0, {});
    if (found_.empty()) return;
    best = best_;
    architecture = found_;
  }

 private:
  double value(const Option& option) const {
    return option.log_probability - multipliers_[0] * option.use[0] - multipliers_[1] * option.use[1];
  }

  const Option& best_option(std::size_t position) const {
    const auto& options = options_[position];
    return *std::max_element(options.begin(), options.end(),
                             [&](const Option& a, const Option& b) { return value(a) < value(b); });
  }

  double least_use_at(std::size_t position, std::size_t m) const {
    double least = kNone;
    for (const Option& option : options_[position]) least = std::min(least, option.use[m]);
    return least;
  }
  double least_use(std::size_t m) const {
    double sum = 0;
    for (std::size_t position = 0; position < options_.size(); ++position) sum += least_use_at(position, m);
    return sum;
  }

  // The relaxation at the multipliers: no network within the limits is more probable.
  double relaxed() const {
    double sum = multipliers_[0] + multipliers_[1];
    for (std::size_t position = 0; position < options_.size(); ++position)
      sum += value(best_option(position));
    return sum;
  }

  double use_of_relaxed(std::size_t m) const {
    double sum = 0;
    for (std::size_t position = 0; position < options_.size(); ++position)
      sum += best_option(position).use[m];
    return sum;
  }

  // The relaxation is convex in each multiplier, and falls while its network uses more than there is.
  void lower_bound_by_multipliers() {
    const int rounds = used_limits_[0] && used_limits_[1] ? kRounds : 1;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t m = 0; m < multipliers_.size(); ++m) {
        if (used_limits_[m]) halve(m);
      }
    }
  }

  // By halves of its logarithm.
  void halve(std::size_t m) {
    multipliers_[m] = 0;
    if (use_of_relaxed(m) <= 1) return;
    double low = 1 / kMostMultiplier, high = kMostMultiplier;
    for (int i = 0; i < kHalvings; ++i) {
      multipliers_[m] = std::sqrt(low * high);
      (use_of_relaxed(m) > 1 ? low : high) = multipliers_[m];
    }
    multipliers_[m] = high;
  }

  void place(std::size_t position, double log_probability, const Use& used) {
    const double left = multipliers_[0] * (1 - used[0]) + multipliers_[1] * (1 - used[1]);
    if (log_probability + rest_[position] + left <= best_ + kTolerance) return;
    for (std::size_t m = 0; m < used.size(); ++m) {
      if (used[m] + least_rest_[position][m] > 1) return;
    }
    if (position == options_.size()) {
      if (log_probability <= best_) return;
      best_ = log_probability;
      found_.assign(chosen_.begin(), chosen_.end());
      return;
    }
    for (const Option& option : options_[position]) {
      chosen_[position] = option.operation;
      place(position + 1, log_probability + option.log_probability,
            {used[0] + option.use[0], used[1] + option.use[1]});
    }
  }

  std::vector<std::vector<Option>> options_;
  std::array<bool, 2> used_limits_;
  Use multipliers_{};
  bool possible_ = true;
  std::vector<double> rest_;     // by position: the relaxed values of it and of those behind it
  std::vector<Use> least_rest_;  // by position: the least use, likewise
  std::vector<int> chosen_, found_;
  double best_ = -kNone;
};

}  // namespace

std::optional<std::vector<int>> most_probable_within(
    const CostTable& table, const std::vector<std::vector<double>>& log_probabilities, const Limits& limits,
    int threads) {
  const double largest_mm2 = limits.max_area_mm2.value_or(kNone);
  std::vector<std::pair<double, std::int64_t>> order;  // by descending bound
  for (std::int64_t a = 0; a < table.accelerators(); ++a) {
    if (table.feasible()[static_cast<std::size_t>(a)] != 0 && table.area_mm2()[a] <= largest_mm2)
      order.emplace_back(0, a);
  }
  tbb::task_arena(threads).execute([&] {
    tbb::parallel_for(std::size_t{0}, order.size(), [&](std::size_t i) {
      order[i].first = Knapsack(table, log_probabilities, limits, order[i].second).bound();
    });
  });
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  double best = -kNone;
  std::vector<int> architecture;
  for (const auto& [bound, accelerator] : order) {
    if (bound <= best + kTolerance) break;
    Knapsack(table, log_probabilities, limits, accelerator).search(best, architecture);
  }
  if (architecture.empty()) return std::nullopt;
  return architecture;
}

}  // namespace dance
