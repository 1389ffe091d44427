// The cost function of a design: one number from latency, energy and area, each relative to that of a
// reference design. How they are combined is the kind of cost (cost_kind.h).
// The reference design of a search is that of docs/evaluators.md; `dance explore` takes the network's own
// EDAP-best accelerator.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/cost/cost_kind.h"

namespace dance {

struct Metrics {
  double latency_ms = 0, energy_mj = 0, area_mm2 = 0;
  double edap() const { return latency_ms * energy_mj * area_mm2; }
};

// x^p; exactly x or 1 where p is 1 or 0.
template <typename Number>
Number power(Number x, Number p) {
  if (p == 1) return x;
  return p == 0 ? 1 : std::pow(x, p);
}

// Values of options of a cost function by their names; those of other kinds than its own may be among them.
using CostOptions = std::map<std::string, double>;

class CostFunction {
 public:
  CostFunction();  // EDAP in ms, mJ and mm2
  explicit CostFunction(const CostKind& kind, CostOptions options = {}, const Metrics& reference = {1, 1, 1});

  Metrics reference{1, 1, 1};

  const CostKind& kind() const { return *kind_; }
  const CostOptions& options() const { return options_; }
  const std::vector<CostTerm>& terms() const { return terms_; }

  double operator()(const Metrics& metrics) const {
    const double l = metrics.latency_ms / reference.latency_ms;
    const double e = metrics.energy_mj / reference.energy_mj;
    const double a = metrics.area_mm2 / reference.area_mm2;
    double cost = 0;
    for (const CostTerm& term : terms_) {
      cost += term.coefficient * power(l, term.latency_power) * power(e, term.energy_power) *
              power(a, term.area_power);
    }
    return cost;
  }
  // The partial derivatives of the cost by latency_ms, energy_mj and area_mm2.
  Metrics gradient(const Metrics& metrics) const;

  // Where the cost is a weighted sum of the three metrics: their weights.
  struct Weights {
    double latency = 0, energy = 0, area = 0;
  };
  std::optional<Weights> weights() const;

  // For a reader: "(latency / L0) x (energy / E0)".
  std::string formula() const;
  // The numbers that its terms have: "weights 1, 2, 0.5" or "powers 1, 1, 0"; else the formula.
  std::string numbers() const;
  // All but the reference, exactly, for the keys of caches.
  std::string key() const;

 private:
  const CostTerm* plain_product() const;  // the only term, where its coefficient is 1; else nullptr

  const CostKind* kind_;
  CostOptions options_;
  std::vector<CostTerm> terms_;
};

CostFunction weighted_cost(double latency_weight, double energy_weight, double area_weight,
                           const Metrics& reference = {1, 1, 1});
CostFunction product_cost(double latency_power, double energy_power, double area_power,
                          const Metrics& reference = {1, 1, 1});

// The value of an option among those of its kind: what is set, else its preset.
double value_of(const CostOption& option, const CostOptions& options);
std::vector<double> values_of(const CostKind& kind, const CostOptions& options);

}  // namespace dance
