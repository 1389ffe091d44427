#include "search/evaluator/enumeration.h"

#include <cmath>

#include "dance/core/random.h"

namespace dance::test {

Metrics expected_metrics(const CostTable::Entries& rows, const torch::Tensor& probabilities,
                         std::int64_t accelerator) {
  const std::size_t a = static_cast<std::size_t>(accelerator);
  Metrics sum{rows.fixed_latency_ms[a], rows.fixed_energy_mj[a], rows.area_mm2[a]};
  for (std::size_t l = 0; l < rows.latency_ms.size(); ++l) {
    for (std::size_t o = 0; o < rows.latency_ms[l].size(); ++o) {
      const double p =
          probabilities[static_cast<std::int64_t>(l)][static_cast<std::int64_t>(o)].item<double>();
      sum.latency_ms += p * rows.latency_ms[l][o][a];
      sum.energy_mj += p * rows.energy_mj[l][o][a];
    }
  }
  return sum;
}

Enumerated enumerate(const CostTable::Entries& rows, const torch::Tensor& probabilities,
                     const CostFunction& cost, const std::vector<std::uint8_t>& allowed) {
  Enumerated all;
  for (std::size_t a = 0; a < rows.area_mm2.size(); ++a) {
    all.metrics.push_back(expected_metrics(rows, probabilities, static_cast<std::int64_t>(a)));
    all.costs.push_back(cost(all.metrics.back()));
    const bool less = all.best < 0 || all.costs[a] < all.costs[static_cast<std::size_t>(all.best)];
    if (allowed[a] && less) all.best = static_cast<std::int64_t>(a);
  }
  return all;
}

double free_energy(const Enumerated& all, const std::vector<std::uint8_t>& allowed, double t) {
  const double least = all.costs[static_cast<std::size_t>(all.best)];
  double sum = 0;
  for (std::size_t a = 0; a < all.costs.size(); ++a)
    if (allowed[a]) sum += std::exp((least - all.costs[a]) / t);
  return least - t * std::log(sum);
}

torch::Tensor random_probabilities(std::int64_t layers, std::int64_t operations, std::uint64_t seed) {
  Random random(seed, "test probabilities");
  torch::Tensor logits = torch::empty({layers, operations}, torch::kDouble);
  for (std::int64_t i = 0; i < logits.numel(); ++i) logits.data_ptr<double>()[i] = 1.5 * random.normal();
  return torch::softmax(logits, 1);
}

}  // namespace dance::test
