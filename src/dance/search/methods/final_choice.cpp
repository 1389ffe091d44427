#include "dance/search/methods/final_choice.h"

#include <cmath>

namespace dance {

namespace {

constexpr std::int64_t kLeastBatches = 8;
constexpr double kClear = 2;  // a candidate this many standard errors of the mean difference worse is dropped

}  // namespace

double FinalChoice::loss_on(Candidate& candidate, std::int64_t batch) const {
  std::vector<double>& known = candidate.cross_entropies;
  while (std::ssize(known) <= batch) known.push_back(cross_entropy_(candidate.network, std::ssize(known)));
  return known[static_cast<std::size_t>(batch)] + candidate.hardware.cost;
}

bool FinalChoice::is_better(Candidate& candidate, Candidate& than) const {
  if (candidate.hardware.excess != than.hardware.excess)
    return candidate.hardware.excess < than.hardware.excess;
  // Mean and variance by Welford, "Note on a method for calculating corrected sums of squares and products",
  // Technometrics 1962.
  double mean = 0, squares = 0;
  for (std::int64_t batch = 0; batch < batches_; ++batch) {
    const double difference = loss_on(candidate, batch) - loss_on(than, batch);
    const double n = static_cast<double>(batch + 1), from_mean = difference - mean;
    mean += from_mean / n;
    squares += from_mean * (difference - mean);
    if (batch + 1 >= kLeastBatches && mean > kClear * std::sqrt(squares / (n * (n - 1)))) return false;
  }
  return mean < 0;
}

void FinalChoice::consider(const Architecture& network) {
  if (!considered_.insert(network).second) return;
  Candidate candidate{network, hardware_of_(network), {}};
  if (!best_ || is_better(candidate, *best_)) best_ = std::move(candidate);
}

void FinalChoice::change_layer(const NetworkSpace& space, std::size_t layer) {
  Architecture changed = best();
  for (std::size_t operation = 0; operation < space.layers[layer].operations.size(); ++operation) {
    changed[layer] = static_cast<int>(operation);
    consider(changed);
  }
}

void FinalChoice::swap_with_earlier(const NetworkSpace& space, std::size_t layer) {
  for (std::size_t other = 0; other < layer; ++other) {
    if (space.layers[other].operations != space.layers[layer].operations) continue;
    Architecture changed = best();
    std::swap(changed[other], changed[layer]);
    consider(changed);
  }
}

void FinalChoice::exchange(const NetworkSpace& space, std::int64_t sweeps) {
  for (std::int64_t sweep = 0; sweep < sweeps; ++sweep) {
    const Architecture before = best();
    for (std::size_t layer = 0; layer < space.layers.size(); ++layer) change_layer(space, layer);
    if (best() != before) continue;
    for (std::size_t layer = 0; layer < space.layers.size(); ++layer) swap_with_earlier(space, layer);
    if (best() == before) return;
  }
}

}  // namespace dance
