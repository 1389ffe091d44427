#include "dance/engine/cost/objective.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace dance {

namespace {

// "(latency / L0) x (area / A0)^2"; without brackets where one metric is all.
std::string text_of(const CostTerm& term) {
  struct Factor {
    const char* text;
    double power;
  };
  const std::array<Factor, 3> factors = {{{"latency / L0", term.latency_power},
                                          {"energy / E0", term.energy_power},
                                          {"area / A0", term.area_power}}};
  const auto used =
      std::count_if(factors.begin(), factors.end(), [](const Factor& f) { return f.power != 0; });
  std::vector<std::string> texts;
  for (const Factor& factor : factors) {
    if (factor.power == 0) continue;
    std::string text = used == 1 && factor.power == 1 ? factor.text : fmt::format("({})", factor.text);
    if (factor.power != 1) text += fmt::format("^{:g}", factor.power);
    texts.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(texts, " x "));
}

}  // namespace

double value_of(const CostOption& option, const CostOptions& options) {
  const auto set = options.find(option.name);
  return set == options.end() ? option.preset : set->second;
}

std::vector<double> values_of(const CostKind& kind, const CostOptions& options) {
  std::vector<double> values;
  for (const CostOption& option : kind.options()) values.push_back(value_of(option, options));
  return values;
}

CostFunction::CostFunction() : CostFunction(cost_kind("edap")) {}

CostFunction::CostFunction(const CostKind& kind, CostOptions options, const Metrics& of_reference)
    : reference(of_reference),
      kind_(&kind),
      options_(std::move(options)),
      terms_(kind.terms(values_of(kind, options_))) {}

CostFunction weighted_cost(double latency_weight, double energy_weight, double area_weight,
                           const Metrics& reference) {
  return CostFunction(
      cost_kind("weighted"),
      {{"latency_weight", latency_weight}, {"energy_weight", energy_weight}, {"area_weight", area_weight}},
      reference);
}

CostFunction product_cost(double latency_power, double energy_power, double area_power,
                          const Metrics& reference) {
  return CostFunction(
      cost_kind("product"),
      {{"latency_power", latency_power}, {"energy_power", energy_power}, {"area_power", area_power}},
      reference);
}

Metrics CostFunction::gradient(const Metrics& m) const {
  // d (x^p) / dx
  const auto slope = [](double x, double p) { return p == 0 ? 0 : p * power(x, p - 1); };
  Metrics sum;
  for (const CostTerm& term : terms_) {
    const double of_reference = power(reference.latency_ms, term.latency_power) *
                                power(reference.energy_mj, term.energy_power) *
                                power(reference.area_mm2, term.area_power);
    const double l = power(m.latency_ms, term.latency_power), e = power(m.energy_mj, term.energy_power);
    const double scale = term.coefficient * power(m.area_mm2, term.area_power) / of_reference;
    sum.latency_ms += slope(m.latency_ms, term.latency_power) * e * scale;
    sum.energy_mj += slope(m.energy_mj, term.energy_power) * l * scale;
    sum.area_mm2 += slope(m.area_mm2, term.area_power) * l * e * term.coefficient / of_reference;
  }
  return sum;
}

std::optional<CostFunction::Weights> CostFunction::weights() const {
  Weights weights;
  for (const CostTerm& term : terms_) {
    const std::array<double, 3> powers = {term.latency_power, term.energy_power, term.area_power};
    if (std::count(powers.begin(), powers.end(), 1) != 1 || std::count(powers.begin(), powers.end(), 0) != 2)
      return std::nullopt;
    (term.latency_power == 1  ? weights.latency
     : term.energy_power == 1 ? weights.energy
                              : weights.area) += term.coefficient;
  }
  return weights;
}

const CostTerm* CostFunction::plain_product() const {
  return terms_.size() == 1 && terms_.front().coefficient == 1 ? &terms_.front() : nullptr;
}

std::string CostFunction::formula() const {
  if (const CostTerm* term = plain_product()) return text_of(*term);
  std::vector<std::string> texts;
  for (const CostTerm& term : terms_)
    texts.push_back(fmt::format("{:g} x {}", term.coefficient, text_of(term)));
  return fmt::format("{}", fmt::join(texts, " + "));
}

std::string CostFunction::numbers() const {
  if (const CostTerm* term = plain_product())
    return fmt::format("powers {}, {}, {}", term->latency_power, term->energy_power, term->area_power);
  if (const auto w = weights()) return fmt::format("weights {}, {}, {}", w->latency, w->energy, w->area);
  return formula();
}

// Products and weighted sums are written as earlier versions wrote them, so that what those have cached is
// found: the kind as its place in the list, then three weights and three powers, whatever it needs of them.
std::string CostFunction::key() const {
  const auto text = [&](const Weights& weights, const CostTerm& powers) {
    const auto place = std::find(cost_kinds().begin(), cost_kinds().end(), kind_) - cost_kinds().begin();
    return fmt::format("{} {:a} {:a} {:a} powers {:a} {:a} {:a}", place, weights.latency, weights.energy,
                       weights.area, powers.latency_power, powers.energy_power, powers.area_power);
  };
  if (const CostTerm* term = plain_product()) return text({1, 1, 1}, *term);
  if (const auto own = weights()) return text(*own, {1, 1, 1, 1});
  std::string terms = kind_->name();
  for (const CostTerm& term : terms_) {
    terms += fmt::format(" {:a} {:a} {:a} {:a}", term.coefficient, term.latency_power, term.energy_power,
                         term.area_power);
  }
  return terms;
}

}  // namespace dance
