#include "dance/engine/table/lattice_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dance {

namespace {

constexpr std::int64_t kGroup = 8192;  // most combinations of values of parameters swept whole together
// Merit of a value beside a winner's, relative to the winner's own; of the n-th value from it the n-th power.
constexpr double kNeighbour = 0.1;
constexpr std::int64_t kNeighbours = 3;     // on either side
constexpr double kUntried = 1e-4;           // merit of values at first, divided by their place in `spread`
constexpr double kLeastImprovement = 1e-4;  // of the mean logarithmic cost, by a round

// 0 to count - 1, each as far as may be from those before: the middle, the ends, then halves of what is
// between.
std::vector<std::int64_t> spread(std::int64_t count) {
  std::vector<std::int64_t> order, distance(static_cast<std::size_t>(count), count);
  for (std::int64_t next = count / 2; std::ssize(order) < count;) {
    order.push_back(next);
    for (std::int64_t i = 0; i < count; ++i) {
      std::int64_t& own = distance[static_cast<std::size_t>(i)];
      own = std::min(own, std::abs(i - order.back()));
    }
    next = std::max_element(distance.begin(), distance.end()) - distance.begin();
  }
  return order;
}

// The steps in the whole space of an accelerator of a part of it.
std::vector<std::int64_t> steps_in(const HardwareSpace& whole, const HardwareSpace& part,
                                   std::int64_t index) {
  Accelerator accelerator = part.at(index);
  whole.choose(part.choices_of(accelerator), part.file, accelerator);
  return whole.steps_at(whole.index_of(accelerator));
}

}  // namespace

LatticeSearch::LatticeSearch(const CostTableRequest& request, const HardwareSpace& space,
                             const std::vector<LatticeObjective>& objectives, std::int64_t most, int threads)
    : request_(request),
      space_(space),
      objectives_(objectives),
      most_(most),
      threads_(threads),
      parameters_(space.parameters()) {
  for (const LatticeObjective& objective : objectives) best_.emplace_back(objective.networks.size());
  for (const HardwareSpace::Parameter& parameter : parameters_) {
    std::vector<double>& merits = untried_.emplace_back(static_cast<std::size_t>(parameter.values));
    double rank = 0;
    for (const std::int64_t step : spread(parameter.values))
      merits[static_cast<std::size_t>(step)] = kUntried / ++rank;
  }
  count_winners();
}

void LatticeSearch::add(const std::vector<std::int64_t>& steps) {
  added_.push_back(steps);
  count_winners();
}

void LatticeSearch::run(Progress& progress) {
  const std::vector<std::vector<std::size_t>> wholes = groups();
  Progressed before{-1, 0};
  const std::int64_t lattices = static_cast<std::int64_t>(wholes.size()) * kMostRounds;
  progress.begin("best accelerators by lattices", lattices, "lattices");
  std::int64_t done = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    for (const std::vector<std::size_t>& whole : wholes) {
      search(lattice(whole, most_));
      count_winners();
      progress.advance(++done, {{"mean_cost", std::exp(progressed().mean_log_cost)}});
    }
    const Progressed now = progressed();
    is_swept_ = now.networks > 0;
    if (now.networks == before.networks && before.mean_log_cost - now.mean_log_cost < kLeastImprovement)
      break;
    before = now;
  }
  progress.end();
}

// Neighbouring parameters together, while their combinations are few.
std::vector<std::vector<std::size_t>> LatticeSearch::groups() const {
  std::vector<std::vector<std::size_t>> all;
  std::int64_t combinations = kGroup + 1;
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    if (parameters_[p].values == 1) continue;
    if (combinations * parameters_[p].values > kGroup) {
      all.emplace_back();
      combinations = 1;
    }
    all.back().push_back(p);
    combinations *= parameters_[p].values;
  }
  return all;
}

// Greedily: of the values that still fit, the one of most merit.
KeptSteps LatticeSearch::lattice(const std::vector<std::size_t>& whole, std::int64_t most) const {
  KeptSteps kept(parameters_.size());
  std::vector<std::vector<std::int64_t>> left(parameters_.size());  // by merit, the best last
  std::int64_t size = 1;
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    for (std::int64_t step = 0; step < parameters_[p].values; ++step) left[p].push_back(step);
    std::stable_sort(left[p].begin(), left[p].end(), [&](std::int64_t a, std::int64_t b) {
      return merits_[p][static_cast<std::size_t>(a)] < merits_[p][static_cast<std::size_t>(b)];
    });
    if (std::find(whole.begin(), whole.end(), p) != whole.end()) {
      kept[p].swap(left[p]);
      size *= parameters_[p].values;
    } else {
      kept[p].push_back(left[p].back());
      left[p].pop_back();
    }
  }
  const auto fits = [&](std::size_t p) {
    const auto values = static_cast<std::int64_t>(kept[p].size());
    return !left[p].empty() && merits_[p][static_cast<std::size_t>(left[p].back())] > 0 &&
           size / values * (values + 1) <= most;
  };
  for (;;) {
    std::size_t next = parameters_.size();
    const auto merit = [&](std::size_t p) { return merits_[p][static_cast<std::size_t>(left[p].back())]; };
    for (std::size_t p = 0; p < parameters_.size(); ++p)
      if (fits(p) && (next == parameters_.size() || merit(p) > merit(next))) next = p;
    if (next == parameters_.size()) break;
    size = size / static_cast<std::int64_t>(kept[next].size()) *
           static_cast<std::int64_t>(kept[next].size() + 1);
    kept[next].push_back(left[next].back());
    left[next].pop_back();
  }
  for (std::vector<std::int64_t>& steps : kept) std::sort(steps.begin(), steps.end());
  return kept;
}

void LatticeSearch::search(const KeptSteps& kept) {
  if (!searched_.insert(kept).second) return;
  const HardwareSpace part = restricted(space_, kept);
  NoProgress silent;
  const CostTable table = CostTable::build(request_, part, threads_, silent);
  for (std::size_t o = 0; o < objectives_.size(); ++o) {
    const LatticeObjective& objective = objectives_[o];
    const std::vector<BestAccelerator> found =
        best_accelerators(table, objective.networks, objective.cost, objective.limits, threads_);
    for (std::size_t n = 0; n < found.size(); ++n) {
      Best& best = best_[o][n];
      if (found[n].index < 0 || (best.found.index >= 0 && best.found.cost <= found[n].cost)) continue;
      best.found = found[n];
      best.steps = steps_in(space_, part, found[n].index);
    }
  }
}

void LatticeSearch::count_winners() {
  merits_ = untried_;
  if (is_swept_)
    for (std::vector<double>& merits : merits_) std::fill(merits.begin(), merits.end(), 0);
  double networks = 0;
  for (const std::vector<Best>& objective : best_) networks += static_cast<double>(objective.size());
  for (const std::vector<Best>& objective : best_)
    for (const Best& best : objective)
      if (best.found.index >= 0) count(best.steps, 1 / networks);
  for (const std::vector<std::int64_t>& steps : added_) count(steps, 1);
}

void LatticeSearch::count(const std::vector<std::int64_t>& steps, double weight) {
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const std::string& name = parameters_[p].name;
    const bool is_ordered = name != "dataflow" && name != "word_bits";
    const std::int64_t neighbours = is_ordered ? kNeighbours : 0;
    for (std::int64_t i = -neighbours; i <= neighbours; ++i) {
      const std::int64_t at = steps[p] + i;
      if (at >= 0 && at < parameters_[p].values)
        merits_[p][static_cast<std::size_t>(at)] += weight * std::pow(kNeighbour, std::abs(i));
    }
  }
}

LatticeSearch::Progressed LatticeSearch::progressed() const {
  Progressed sum;
  for (const std::vector<Best>& objective : best_) {
    for (const Best& best : objective) {
      if (best.found.index < 0) continue;
      sum.mean_log_cost += std::log(best.found.cost);
      ++sum.networks;
    }
  }
  if (sum.networks > 0) sum.mean_log_cost /= static_cast<double>(sum.networks);
  return sum;
}

}  // namespace dance
