// Cost functions of every kind, among them one of a kind that is made up here and added to the list.
#pragma once

#include <vector>

#include "dance/core/random.h"
#include "dance/engine/cost/objective.h"

namespace dance::test {

// (L/L0)^2 * E/E0 + share_of_area * A/A0: neither a product nor a weighted sum. Added to the list on the
// first call.
inline const CostKind& made_up_kind() {
  class MadeUp final : public CostKind {
   public:
    std::string name() const override { return "made_up"; }
    std::string description() const override { return "made-up cost"; }
    std::vector<CostOption> options() const override {
      return {{"share_of_area", 5, 0.5, "share of the area"}};
    }
    std::vector<CostTerm> terms(const std::vector<double>& values) const override {
      return {{1, 2, 1, 0}, {values[0], 0, 0, 1}};
    }
  };
  static const MadeUp kind;
  static const bool is_added = [] {
    add_cost_kind(kind);
    return true;
  }();
  (void)is_added;
  return kind;
}

// One of each kind, with options and a reference drawn at random.
inline std::vector<CostFunction> random_costs(Random& random) {
  made_up_kind();
  std::vector<CostFunction> costs;
  for (const CostKind* kind : cost_kinds()) {
    CostOptions options;
    for (const CostOption& option : kind->options()) options[option.name] = random.uniform(0.2, 2.5);
    const Metrics reference{random.uniform(0.5, 2), random.uniform(0.5, 2), random.uniform(0.5, 2)};
    costs.emplace_back(*kind, options, reference);
  }
  return costs;
}

}  // namespace dance::test
