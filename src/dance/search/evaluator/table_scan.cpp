#include "dance/search/evaluator/table_scan.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "dance/core/error.h"
#include "dance/engine/cost/folded_cost.h"

namespace dance {

namespace {

// Accelerators per block: two accumulators of a block stay in the first-level cache. The number is fixed, so
// that the result does not depend on the number of threads.
constexpr std::int64_t kBlock = 2048;
// Costs this close to the least in float32 are ranked again in float64.
constexpr float kNear = 1e-5F;
constexpr float kBeyond = std::numeric_limits<float>::max();

// sums += sum over rows of weight * row, four rows at a time.
void add_rows(const std::vector<const float*>& rows, const std::vector<float>& weights, std::int64_t begin,
              std::int64_t count, float* sums) {
  std::size_t r = 0;
  for (; r + 4 <= rows.size(); r += 4) {
    const float *a = rows[r] + begin, *b = rows[r + 1] + begin, *c = rows[r + 2] + begin,
                *d = rows[r + 3] + begin;
    const float wa = weights[r], wb = weights[r + 1], wc = weights[r + 2], wd = weights[r + 3];
    for (std::int64_t i = 0; i < count; ++i) sums[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
  }
  for (; r < rows.size(); ++r) {
    const float* a = rows[r] + begin;
    const float wa = weights[r];
    for (std::int64_t i = 0; i < count; ++i) sums[i] += wa * a[i];
  }
}

// The cost of each accelerator, or kBeyond where it exceeds a limit on latency or energy.
struct CostWithin {
  CostWithin(const CostFunction& cost_function, const Limits& limits)
      : exact(cost_function),
        cost(cost_function),
        max_latency_ms(static_cast<float>(limits.max_latency_ms.value_or(kBeyond))),
        max_energy_mj(static_cast<float>(limits.max_energy_mj.value_or(kBeyond))) {}

  void fill(const float* l, const float* e, const float* a, std::int64_t count, float* costs) const {
    cost.fill(l, e, a, static_cast<std::size_t>(count), costs);
    for (std::int64_t i = 0; i < count; ++i)
      costs[i] = l[i] > max_latency_ms || e[i] > max_energy_mj ? kBeyond : costs[i];
  }
  std::array<double, 2> rank(const Metrics& metrics) const { return {exact(metrics), 0}; }

  const CostFunction& exact;
  const FoldedCost<float> cost;
  const float max_latency_ms, max_energy_mj;
};

// Ranks by the larger of latency and energy relative to their limits, and by the cost where these are equal.
struct NearnessTo {
  NearnessTo(const Limits& limits, const CostFunction& cost_function)
      : cost(cost_function),
        per_latency(1 / limits.max_latency_ms.value_or(std::numeric_limits<double>::infinity())),
        per_energy(1 / limits.max_energy_mj.value_or(std::numeric_limits<double>::infinity())) {}

  void fill(const float* l, const float* e, const float*, std::int64_t count, float* costs) const {
    const float by_latency = static_cast<float>(per_latency), by_energy = static_cast<float>(per_energy);
    for (std::int64_t i = 0; i < count; ++i) costs[i] = std::max(l[i] * by_latency, e[i] * by_energy);
  }
  std::array<double, 2> rank(const Metrics& metrics) const {
    return {std::max(metrics.latency_ms * per_latency, metrics.energy_mj * per_energy), cost(metrics)};
  }

  const CostFunction& cost;
  const double per_latency, per_energy;
};

template <typename Value>
float scan_block(const SoftNetwork& network, const std::vector<float>& weights, const Value& value,
                 std::int64_t begin, std::int64_t count, float* costs) {
  alignas(64) std::array<float, kBlock> latency_ms, energy_mj;
  std::copy_n(network.fixed_latency_ms + begin, count, latency_ms.begin());
  std::copy_n(network.fixed_energy_mj + begin, count, energy_mj.begin());
  add_rows(network.latency_ms, weights, begin, count, latency_ms.data());
  add_rows(network.energy_mj, weights, begin, count, energy_mj.data());
  value.fill(latency_ms.data(), energy_mj.data(), network.area_mm2 + begin, count, costs);
  float least = kBeyond;
  for (std::int64_t i = 0; i < count; ++i) least = costs[i] < least ? costs[i] : least;
  return least;
}

// The accelerator of least value; none where no value is finite.
template <typename Value>
std::optional<Scan> scan_values(const SoftNetwork& network, const Value& value) {
  const std::vector<float> weights(network.probabilities.begin(), network.probabilities.end());
  const std::int64_t blocks = (network.accelerators + kBlock - 1) / kBlock;
  Scan scan;
  scan.costs.resize(static_cast<std::size_t>(network.accelerators));
  std::vector<float> least(static_cast<std::size_t>(blocks));
  at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t b = first; b < last; ++b) {
      const std::int64_t begin = b * kBlock, count = std::min(kBlock, network.accelerators - begin);
      least[static_cast<std::size_t>(b)] =
          scan_block(network, weights, value, begin, count, scan.costs.data() + begin);
    }
  });
  const float minimum = *std::min_element(least.begin(), least.end());
  if (!(minimum < kBeyond)) return std::nullopt;

  std::array<double, 2> best{std::numeric_limits<double>::infinity(), 0};
  const float near = minimum + std::abs(minimum) * kNear;
  for (std::int64_t b = 0; b < blocks; ++b) {
    if (least[static_cast<std::size_t>(b)] > near) continue;
    const std::int64_t end = std::min((b + 1) * kBlock, network.accelerators);
    for (std::int64_t i = b * kBlock; i < end; ++i) {
      if (scan.costs[static_cast<std::size_t>(i)] > near) continue;
      const std::array<double, 2> rank = value.rank(network.at(i));
      if (rank < best) {
        best = rank;
        scan.best = i;
      }
    }
  }
  scan.best_cost = best[0];
  return scan;
}

}  // namespace

Metrics SoftNetwork::at(std::int64_t accelerator) const {
  Metrics sum{fixed_latency_ms[accelerator], fixed_energy_mj[accelerator], area_mm2[accelerator]};
  for (std::size_t r = 0; r < probabilities.size(); ++r) {
    sum.latency_ms += probabilities[r] * latency_ms[r][accelerator];
    sum.energy_mj += probabilities[r] * energy_mj[r][accelerator];
  }
  return sum;
}

SoftNetwork soft_network(const CostTable& table, const torch::Tensor& probabilities) {
  const std::int64_t operations = table.max_operations();
  if (probabilities.dim() != 2 || probabilities.size(0) != table.positions() ||
      probabilities.size(1) < operations) {
    std::string found;
    for (const std::int64_t size : probabilities.sizes())
      found += (found.empty() ? "" : ", ") + std::to_string(size);
    throw Error({"", 0, "probabilities", "shape does not fit the cost table",
                 fmt::format("[{}, {}]", table.positions(), operations), "[" + found + "]"});
  }
  SoftNetwork network;
  network.fixed_latency_ms = table.fixed_latency_ms();
  network.fixed_energy_mj = table.fixed_energy_mj();
  network.area_mm2 = table.area_mm2();
  network.accelerators = table.accelerators();
  const torch::Tensor contiguous = probabilities.contiguous();
  const auto p = contiguous.accessor<double, 2>();
  for (std::int64_t l = 0; l < table.positions(); ++l) {
    for (std::int64_t o = 0; o < table.operations(l); ++o) {
      if (p[l][o] == 0) continue;
      network.probabilities.push_back(p[l][o]);
      network.latency_ms.push_back(table.latency_ms(l, o));
      network.energy_mj.push_back(table.energy_mj(l, o));
    }
  }
  return network;
}

Scan scan_costs(const SoftNetwork& network, const CostFunction& cost, const Limits& limits) {
  if (std::optional<Scan> scan = scan_values(network, CostWithin(cost, limits))) return std::move(*scan);
  std::optional<Scan> nearest = scan_values(network, NearnessTo(limits, cost));
  if (!nearest || !limits.any()) {
    throw Error::run_failure(
        "hardware cost: no finite value; the architecture's probabilities are not finite");
  }
  nearest->within_limits = false;
  nearest->best_cost = cost(network.at(nearest->best));
  return std::move(*nearest);
}

}  // namespace dance
