// The kinds of cost that there are.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "dance/engine/cost/cost_kind.h"

namespace dance {

namespace {

std::optional<Fault> fault_where_all_are_0(const std::vector<double>& values, const std::string& first_option,
                                           const std::string& noun) {
  const bool is_some_set = std::any_of(values.begin(), values.end(), [](double value) { return value > 0; });
  if (is_some_set) return std::nullopt;
  return Fault{
      "", 0, first_option, fmt::format("all three {}s are 0", noun), fmt::format("a {} above 0", noun), ""};
}

// latency_weight * L/L0 + energy_weight * E/E0 + area_weight * A/A0
class WeightedSum final : public CostKind {
 public:
  std::string name() const override { return "weighted"; }
  std::string description() const override { return "weighted sum"; }
  std::vector<CostOption> options() const override {
    return {{"latency_weight", kMost, 1, kMeaning},
            {"energy_weight", kMost, 1, kMeaning},
            {"area_weight", kMost, 1, kMeaning}};
  }
  std::vector<CostTerm> terms(const std::vector<double>& weights) const override {
    return {{weights[0], 1, 0, 0}, {weights[1], 0, 1, 0}, {weights[2], 0, 0, 1}};
  }
  std::optional<Fault> fault(const std::vector<double>& weights) const override {
    return fault_where_all_are_0(weights, "latency_weight", "weight");
  }

 private:
  static constexpr double kMost = 1e9;
  static constexpr const char* kMeaning = "weight of the metric relative to its reference";
};

// L/L0 * E/E0 * A/A0
class EnergyDelayAreaProduct final : public CostKind {
 public:
  std::string name() const override { return "edap"; }
  std::string description() const override { return "EDAP"; }
  std::string meaning() const override { return "latency x energy x area"; }
  std::vector<CostTerm> terms(const std::vector<double>&) const override { return {{1, 1, 1, 1}}; }
};

// L/L0 * E/E0
class EnergyDelayProduct final : public CostKind {
 public:
  std::string name() const override { return "edp"; }
  std::string description() const override { return "EDP"; }
  std::string meaning() const override { return "latency x energy"; }
  std::vector<CostTerm> terms(const std::vector<double>&) const override { return {{1, 1, 1, 0}}; }
};

// (L/L0)^latency_power * (E/E0)^energy_power * (A/A0)^area_power
class ProductOfPowers final : public CostKind {
 public:
  std::string name() const override { return "product"; }
  std::string description() const override { return "product of powers"; }
  std::vector<CostOption> options() const override {
    return {{"latency_power", kMost, 1, kMeaning},
            {"energy_power", kMost, 1, kMeaning},
            {"area_power", kMost, 1, kMeaning}};
  }
  std::vector<CostTerm> terms(const std::vector<double>& powers) const override {
    return {{1, powers[0], powers[1], powers[2]}};
  }
  std::optional<Fault> fault(const std::vector<double>& powers) const override {
    return fault_where_all_are_0(powers, "latency_power", "power");
  }

 private:
  static constexpr double kMost = 10;
  static constexpr const char* kMeaning = "power of the metric relative to its reference";
};

std::vector<const CostKind*>& kinds() {
  static const WeightedSum weighted;
  static const EnergyDelayAreaProduct edap;
  static const EnergyDelayProduct edp;
  static const ProductOfPowers product;
  static std::vector<const CostKind*> all = {&weighted, &edap, &edp, &product};
  return all;
}

const CostKind* find(const std::string& name) {
  for (const CostKind* kind : kinds())
    if (kind->name() == name) return kind;
  return nullptr;
}

}  // namespace

const std::vector<const CostKind*>& cost_kinds() { return kinds(); }

std::vector<std::string> cost_kind_names() {
  std::vector<std::string> names;
  for (const CostKind* kind : kinds()) names.push_back(kind->name());
  return names;
}

const CostKind& cost_kind(const std::string& name) {
  if (const CostKind* kind = find(name)) return *kind;
  throw std::invalid_argument("no kind of cost is called '" + name + "'");
}

void add_cost_kind(const CostKind& kind) {
  if (find(kind.name()) != nullptr)
    throw std::invalid_argument("a kind of cost is called '" + kind.name() + "' already");
  kinds().push_back(&kind);
}

}  // namespace dance
