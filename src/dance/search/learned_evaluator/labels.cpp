#include "dance/search/learned_evaluator/labels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>

#include "dance/engine/cost/folded_cost.h"
#include "dance/search/evaluator/cost_tensor.h"

namespace dance {

namespace {
constexpr std::int64_t kTileNetworks = 256;  // networks per tile of the scan
constexpr std::int64_t kAccelerators = 512;  // accelerators per tile: both products stay in the cache

// Latency and energy of a tile without the fixed part, [accelerators, networks] each.
struct Tile {
  const float *latency_ms, *energy_mj;
  std::int64_t first, accelerators, networks;
};

// Least and second least cost so far, [networks] each.
struct Minimum {
  float *costs, *seconds;
  std::int64_t* accelerators;
};

template <typename Cost>
void lower_minimum(const float* latency_ms, const float* energy_mj, std::int64_t accelerator,
                   std::int64_t begin, std::int64_t end, const Cost& cost, Minimum& minimum) {
  for (std::int64_t n = begin; n < end; ++n) {
    const float c = cost(latency_ms[n], energy_mj[n]);
    const float least = minimum.costs[n];
    const bool less = c < least;
    minimum.seconds[n] = std::min(minimum.seconds[n], less ? least : c);
    minimum.costs[n] = less ? c : least;
    minimum.accelerators[n] = less ? accelerator : minimum.accelerators[n];
  }
}

// The networks begin..end of one tile. fixed: [accelerators, 3]; usable: [accelerators].
void lower_minimum(const Tile& tile, const float* fixed, const bool* usable, const FoldedCost<float>& folded,
                   std::int64_t begin, std::int64_t end, Minimum minimum) {
  for (std::int64_t i = 0; i < tile.accelerators; ++i) {
    const std::int64_t a = tile.first + i;
    if (!usable[a]) continue;
    const float l0 = fixed[3 * a], e0 = fixed[3 * a + 1], area = fixed[3 * a + 2];
    const float *l = tile.latency_ms + i * tile.networks, *e = tile.energy_mj + i * tile.networks;
    folded.at_area(area, [&](const auto& cost) {
      lower_minimum(
          l, e, a, begin, end, [=](float x, float y) { return cost(x + l0, y + e0); }, minimum);
    });
  }
}
}  // namespace

TableLabels::TableLabels(const CostTable& table, const CostFunction& cost,
                         const std::vector<std::uint8_t>& allowed)
    : cost_(cost) {
  for (std::int64_t l = 0; l < table.positions(); ++l) operations_.push_back(table.operations(l));
  const std::int64_t width = table.max_operations();
  inputs_ = table.positions() * width;
  const std::int64_t count = table.accelerators();
  columns_ = torch::zeros({count, 2 * inputs_});
  fixed_ = torch::empty({count, 3});
  allowed_ = torch::empty({count}, torch::kBool);
  float* columns = columns_.data_ptr<float>();
  auto fixed = fixed_.accessor<float, 2>();
  auto usable = allowed_.accessor<bool, 1>();
  at::parallel_for(0, count, 1024, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t l = 0; l < table.positions(); ++l) {
      for (std::int64_t o = 0; o < table.operations(l); ++o) {
        const float *latency = table.latency_ms(l, o), *energy = table.energy_mj(l, o);
        float* column = columns + l * width + o;
        for (std::int64_t i = first; i < last; ++i) {
          column[i * 2 * inputs_] = latency[i];
          column[i * 2 * inputs_ + inputs_] = energy[i];
        }
      }
    }
    for (std::int64_t i = first; i < last; ++i) {
      fixed[i][0] = table.fixed_latency_ms()[i];
      fixed[i][1] = table.fixed_energy_mj()[i];
      fixed[i][2] = table.area_mm2()[i];
      usable[i] = allowed[static_cast<std::size_t>(i)] != 0;
    }
  });
}

// The products run one after another, each on all threads: OpenBLAS does not bear calls from several threads.
void TableLabels::optimum_of(const torch::Tensor& architectures, Optimum& result, std::int64_t first) const {
  const std::int64_t networks = architectures.size(0), count = columns_.size(0);
  const torch::Tensor transposed = architectures.t().contiguous();  // [inputs, networks]
  torch::Tensor latency = torch::empty({kAccelerators, networks}),
                energy = torch::empty({kAccelerators, networks});
  const Minimum minimum{result.costs.data_ptr<float>() + first, result.second_costs.data_ptr<float>() + first,
                        result.accelerators.data_ptr<std::int64_t>() + first};
  std::fill_n(minimum.costs, networks, std::numeric_limits<float>::max());
  std::fill_n(minimum.seconds, networks, std::numeric_limits<float>::max());
  std::fill_n(minimum.accelerators, networks, 0);
  const FoldedCost<float> folded(cost_);
  for (std::int64_t begin = 0; begin < count; begin += kAccelerators) {
    const std::int64_t size = std::min(kAccelerators, count - begin);
    const torch::Tensor block = columns_.narrow(0, begin, size);
    torch::Tensor l = latency.narrow(0, 0, size), e = energy.narrow(0, 0, size);
    at::mm_out(l, block.narrow(1, 0, inputs_), transposed);
    at::mm_out(e, block.narrow(1, inputs_, inputs_), transposed);
    const Tile tile{l.data_ptr<float>(), e.data_ptr<float>(), begin, size, networks};
    at::parallel_for(0, networks, 64, [&](std::int64_t from, std::int64_t to) {
      lower_minimum(tile, fixed_.data_ptr<float>(), allowed_.data_ptr<bool>(), folded, from, to, minimum);
    });
  }
}

TableLabels::Optimum TableLabels::optimum(const torch::Tensor& architectures) const {
  const torch::NoGradGuard no_grad;
  const std::int64_t batch = architectures.size(0);
  Optimum result{torch::empty({batch}, torch::kLong), torch::empty({batch}), torch::empty({batch})};
  for (std::int64_t begin = 0; begin < batch; begin += kTileNetworks) {
    const std::int64_t size = std::min(kTileNetworks, batch - begin);
    optimum_of(architectures.narrow(0, begin, size), result, begin);
  }
  return result;
}

torch::Tensor TableLabels::rows_of(const torch::Tensor& columns, const torch::Tensor& fixed) const {
  return torch::cat({fixed.narrow(1, 0, 1), columns.narrow(1, 0, inputs_), fixed.narrow(1, 1, 1),
                     columns.narrow(1, inputs_, inputs_), fixed.narrow(1, 2, 1)},
                    1);
}

torch::Tensor TableLabels::mean_operation_costs() const {
  return rows_of(columns_.mean(0, true), fixed_.mean(0, true)).squeeze(0);
}

torch::Tensor TableLabels::operation_costs(const torch::Tensor& accelerators) const {
  const std::int64_t batch = accelerators.size(0), k = accelerators.size(1);
  const torch::Tensor flat = accelerators.reshape({-1});
  const auto mean = [&](const torch::Tensor& all) {
    return all.index_select(0, flat).view({batch, k, -1}).mean(1);
  };
  return rows_of(mean(columns_), mean(fixed_));
}

torch::Tensor TableLabels::metrics(const torch::Tensor& architectures,
                                   const torch::Tensor& accelerators) const {
  const torch::NoGradGuard no_grad;
  const std::int64_t batch = accelerators.size(0), k = accelerators.size(1);
  const torch::Tensor flat = accelerators.reshape({-1});
  const torch::Tensor rows = columns_.index_select(0, flat).view({batch, k * 2, inputs_});
  const torch::Tensor sums = torch::bmm(rows, architectures.unsqueeze(2)).view({batch, k, 2});
  const torch::Tensor fixed = fixed_.index_select(0, flat).view({batch, k, 3});
  return torch::cat({sums + fixed.narrow(2, 0, 2), fixed.narrow(2, 2, 1)}, 2);
}

torch::Tensor TableLabels::costs(const torch::Tensor& architectures, const torch::Tensor& accelerators,
                                 double penalty) const {
  const torch::Tensor m = metrics(architectures, accelerators);
  const torch::Tensor cost = cost_of(cost_, m.select(2, 0), m.select(2, 1), m.select(2, 2));
  const torch::Tensor worst = std::get<0>(cost.max(1, true)) * penalty;
  return torch::where(allowed_.index({accelerators}), cost, worst);
}

}  // namespace dance
