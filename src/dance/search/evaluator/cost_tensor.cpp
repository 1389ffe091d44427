#include "dance/search/evaluator/cost_tensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "dance/core/error.h"
#include "dance/core/rounded_up.h"

namespace dance {

namespace {

// x^p times the product so far, which is undefined where there is none yet.
void multiply(torch::Tensor& product, const torch::Tensor& x, double p) {
  if (p == 0) return;
  const torch::Tensor factor = p == 1 ? x : x.pow(p);
  product = product.defined() ? product * factor : factor;
}

}  // namespace

torch::Tensor cost_of(const CostFunction& cost, const torch::Tensor& latency_ms,
                      const torch::Tensor& energy_mj, const torch::Tensor& area_mm2) {
  const torch::Tensor l = latency_ms / cost.reference.latency_ms;
  const torch::Tensor e = energy_mj / cost.reference.energy_mj;
  const torch::Tensor a = area_mm2 / cost.reference.area_mm2;
  torch::Tensor sum;
  for (const CostTerm& term : cost.terms()) {
    torch::Tensor product;
    multiply(product, l, term.latency_power);
    multiply(product, e, term.energy_power);
    multiply(product, a, term.area_power);
    if (!product.defined()) product = torch::ones_like(l);
    if (term.coefficient != 1) product = term.coefficient * product;
    sum = sum.defined() ? sum + product : product;
  }
  return sum;
}

torch::Tensor excess_of(const Limits& limits, const torch::Tensor& latency_ms, const torch::Tensor& energy_mj,
                        const torch::Tensor& area_mm2) {
  if (!limits.any()) throw std::logic_error("excess over no limit");
  std::vector<torch::Tensor> excess;
  if (limits.max_latency_ms) excess.push_back(latency_ms / *limits.max_latency_ms - 1);
  if (limits.max_energy_mj) excess.push_back(energy_mj / *limits.max_energy_mj - 1);
  if (limits.max_area_mm2) excess.push_back(area_mm2 / *limits.max_area_mm2 - 1);
  return torch::stack(excess).max();
}

std::vector<std::uint8_t> allowed_accelerators(const CostTable& table, std::optional<double> max_area_mm2) {
  std::vector<std::uint8_t> allowed = table.feasible();
  double least_area_mm2 = std::numeric_limits<double>::infinity();
  bool any = false;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (!allowed[i]) continue;
    const double area_mm2 = table.area_mm2()[i];
    least_area_mm2 = std::min(least_area_mm2, area_mm2);
    if (max_area_mm2 && area_mm2 > *max_area_mm2) allowed[i] = 0;
    any = any || allowed[i];
  }
  if (any) return allowed;
  if (least_area_mm2 < std::numeric_limits<double>::infinity()) {
    throw Error(
        {"", 0, "max_area_mm2", "no accelerator of the space is this small",
         fmt::format("at least {}, the smallest that runs every network", rounded_up(least_area_mm2, 4)),
         fmt::format("{:.6g}", *max_area_mm2)});
  }
  throw Error({"", 0, "hardware space", "no accelerator can run every network of the network space", "", ""});
}

}  // namespace dance
