#include "dance/evaluator/table_scan.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "dance/core/error.h"
#include "dance/evaluator/float_cost.h"

namespace dance {

namespace {

// Accelerators per block: two accumulators of a block stay in the first-level cache. Fixed, so that the
// result does not depend on the number of threads.
constexpr std::int64_t kBlock = 2048;
// Costs this close to the least in float32 are ranked again in float64.
constexpr float kNear = 1e-5F;
constexpr float kNotAllowed = std::numeric_limits<float>::max();

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

void fill_costs(const FloatCost& f, const float* l, const float* e, const float* a, std::int64_t count,
                float* costs) {
  if (f.product) {
    for (std::int64_t i = 0; i < count; ++i) costs[i] = f.edap * l[i] * e[i] * a[i];
  } else {
    for (std::int64_t i = 0; i < count; ++i) costs[i] = f.latency * l[i] + f.energy * e[i] + f.area * a[i];
  }
}

float scan_block(const WeightedRows& rows, const std::vector<float>& weights, const FloatCost& cost,
                 const std::vector<std::uint8_t>& allowed, std::int64_t begin, std::int64_t count,
                 float* costs) {
  alignas(64) std::array<float, kBlock> latency_ms, energy_mj;
  std::copy_n(rows.fixed_latency_ms + begin, count, latency_ms.begin());
  std::copy_n(rows.fixed_energy_mj + begin, count, energy_mj.begin());
  add_rows(rows.latency_ms, weights, begin, count, latency_ms.data());
  add_rows(rows.energy_mj, weights, begin, count, energy_mj.data());
  fill_costs(cost, latency_ms.data(), energy_mj.data(), rows.area_mm2 + begin, count, costs);
  float least = kNotAllowed;
  for (std::int64_t i = 0; i < count; ++i) {
    costs[i] = allowed[static_cast<std::size_t>(begin + i)] ? costs[i] : kNotAllowed;
    least = costs[i] < least ? costs[i] : least;
  }
  return least;
}

}  // namespace

Metrics WeightedRows::at(std::int64_t accelerator) const {
  Metrics sum{fixed_latency_ms[accelerator], fixed_energy_mj[accelerator], area_mm2[accelerator]};
  for (std::size_t r = 0; r < probabilities.size(); ++r) {
    sum.latency_ms += probabilities[r] * latency_ms[r][accelerator];
    sum.energy_mj += probabilities[r] * energy_mj[r][accelerator];
  }
  return sum;
}

WeightedRows weighted_rows(const CostTable& table, const torch::Tensor& probabilities) {
  std::int64_t operations = 0;
  for (std::int64_t l = 0; l < table.positions(); ++l) operations = std::max(operations, table.operations(l));
  if (probabilities.dim() != 2 || probabilities.size(0) != table.positions() ||
      probabilities.size(1) < operations) {
    std::string found;
    for (const std::int64_t size : probabilities.sizes())
      found += (found.empty() ? "" : ", ") + std::to_string(size);
    throw Error({"", 0, "probabilities", "shape does not fit the cost table",
                 fmt::format("[{}, {}]", table.positions(), operations), "[" + found + "]"});
  }
  WeightedRows rows;
  rows.fixed_latency_ms = table.fixed_latency_ms();
  rows.fixed_energy_mj = table.fixed_energy_mj();
  rows.area_mm2 = table.area_mm2();
  rows.accelerators = table.accelerators();
  const torch::Tensor contiguous = probabilities.contiguous();
  const auto p = contiguous.accessor<double, 2>();
  for (std::int64_t l = 0; l < table.positions(); ++l) {
    for (std::int64_t o = 0; o < table.operations(l); ++o) {
      if (p[l][o] == 0) continue;
      rows.probabilities.push_back(p[l][o]);
      rows.latency_ms.push_back(table.latency_ms(l, o));
      rows.energy_mj.push_back(table.energy_mj(l, o));
    }
  }
  return rows;
}

Scan scan_costs(const WeightedRows& rows, const CostFunction& cost,
                const std::vector<std::uint8_t>& allowed) {
  const std::vector<float> weights(rows.probabilities.begin(), rows.probabilities.end());
  const FloatCost float_cost(cost);
  const std::int64_t blocks = (rows.accelerators + kBlock - 1) / kBlock;
  Scan scan;
  scan.costs.resize(static_cast<std::size_t>(rows.accelerators));
  std::vector<float> least(static_cast<std::size_t>(blocks));
  at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t b = first; b < last; ++b) {
      const std::int64_t begin = b * kBlock, count = std::min(kBlock, rows.accelerators - begin);
      least[static_cast<std::size_t>(b)] =
          scan_block(rows, weights, float_cost, allowed, begin, count, scan.costs.data() + begin);
    }
  });
  const float minimum = *std::min_element(least.begin(), least.end());
  if (!(minimum < kNotAllowed))
    throw Error::run_failure(
        "hardware cost: no finite value; the architecture's probabilities are not finite");

  scan.best_cost = std::numeric_limits<double>::infinity();
  const float near = minimum + std::abs(minimum) * kNear;
  for (std::int64_t b = 0; b < blocks; ++b) {
    if (least[static_cast<std::size_t>(b)] > near) continue;
    const std::int64_t end = std::min((b + 1) * kBlock, rows.accelerators);
    for (std::int64_t i = b * kBlock; i < end; ++i) {
      if (scan.costs[static_cast<std::size_t>(i)] > near) continue;
      const double exact = cost(rows.at(i));
      if (exact < scan.best_cost) {
        scan.best_cost = exact;
        scan.best = i;
      }
    }
  }
  return scan;
}

}  // namespace dance
