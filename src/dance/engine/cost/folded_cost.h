// A cost function for loops over many accelerators: the reference design is folded into the coefficients, and
// how the terms look is found out once, ahead of the loop, so that the loop is only the arithmetic. `Number`
// is the type that it computes in, float or double. Equal to the cost function but for rounding.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dance/engine/cost/objective.h"

namespace dance {

template <typename Number>
class FoldedCost {
 public:
  explicit FoldedCost(const CostFunction& cost) : is_sum_(cost.weights().has_value()) {
    const Metrics& r = cost.reference;
    for (const CostTerm& term : cost.terms()) {
      const double of_reference = power(r.latency_ms, term.latency_power) *
                                  power(r.energy_mj, term.energy_power) * power(r.area_mm2, term.area_power);
      terms_.push_back({static_cast<Number>(term.coefficient / of_reference),
                        static_cast<Number>(term.latency_power), static_cast<Number>(term.energy_power),
                        static_cast<Number>(term.area_power)});
    }
    if (!is_sum_) return;
    const auto weights = cost.weights();
    weights_ = {static_cast<Number>(weights->latency / r.latency_ms),
                static_cast<Number>(weights->energy / r.energy_mj),
                static_cast<Number>(weights->area / r.area_mm2)};
  }

  // costs[i] = the cost of latency_ms[i], energy_mj[i] and area_mm2[i]
  void fill(const Number* latency_ms, const Number* energy_mj, const float* area_mm2, std::size_t count,
            Number* costs) const {
    const auto each = [&](const auto& cost) {
      for (std::size_t i = 0; i < count; ++i)
        costs[i] = cost(latency_ms[i], energy_mj[i], static_cast<Number>(area_mm2[i]));
    };
    if (is_sum_) {
      each(
          [w = weights_](Number l, Number e, Number a) { return w.latency * l + w.energy * e + w.area * a; });
    } else if (is_product_of_all()) {
      each([c = terms_.front().coefficient](Number l, Number e, Number a) { return c * l * e * a; });
    } else if (terms_.size() == 1) {
      each([t = terms_.front()](Number l, Number e, Number a) {
        return t.coefficient * power(l, t.latency_power) * power(e, t.energy_power) * power(a, t.area_power);
      });
    } else {
      each([&](Number l, Number e, Number a) {
        Number sum = 0;
        for (const Term& t : terms_)
          sum +=
              t.coefficient * power(l, t.latency_power) * power(e, t.energy_power) * power(a, t.area_power);
        return sum;
      });
    }
  }

  // Calls `use` once, with the cost on accelerators of this area as a function of latency_ms and energy_mj.
  template <typename Use>
  void at_area(Number area_mm2, const Use& use) const {
    if (is_sum_) {
      use([w = weights_, base = weights_.area * area_mm2](Number l, Number e) {
        return w.latency * l + w.energy * e + base;
      });
    } else if (is_product_of_all()) {
      use([scale = terms_.front().coefficient * area_mm2](Number l, Number e) { return l * e * scale; });
    } else if (terms_.size() == 1) {
      const Term& t = terms_.front();
      const Number scale = t.coefficient * power(area_mm2, t.area_power);
      use([scale, pl = t.latency_power, pe = t.energy_power](Number l, Number e) {
        return power(l, pl) * power(e, pe) * scale;
      });
    } else {
      std::vector<Term> at_this = terms_;
      for (Term& t : at_this) t.coefficient *= power(area_mm2, t.area_power);
      use([&](Number l, Number e) {
        Number sum = 0;
        for (const Term& t : at_this)
          sum += power(l, t.latency_power) * power(e, t.energy_power) * t.coefficient;
        return sum;
      });
    }
  }

 private:
  struct Term {
    Number coefficient, latency_power, energy_power, area_power;
  };
  struct Weights {
    Number latency = 0, energy = 0, area = 0;
  };

  bool is_product_of_all() const {
    const Term& t = terms_.front();
    return terms_.size() == 1 && t.latency_power == 1 && t.energy_power == 1 && t.area_power == 1;
  }

  std::vector<Term> terms_;
  bool is_sum_;
  Weights weights_;  // where it is a weighted sum
};

}  // namespace dance
