#include "dance/engine/table/best_accelerator.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <limits>

#include "dance/engine/cost/folded_cost.h"

namespace dance {

namespace {

constexpr std::size_t kBlock = 1024;  // accelerators at once: their sums stay in the first-level cache
constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr double kRounding = 1e-12;  // by which the quick value may differ from the cost, relative

// Sums of rows and a quick value, the cost but for rounding, of a block of accelerators.
class Block {
 public:
  Block(const CostTable& table, const CostFunction& cost, const Limits& limits)
      : table_(table), cost_(cost), folded_(cost), limits_(limits) {}

  // Accelerators `first` to `first + count`; betters `best`.
  void search(const RowsOfNetwork& rows, std::size_t first, std::size_t count, BestAccelerator& best) {
    add_up(rows.latency_ms, first, count, latency_);
    add_up(rows.energy_mj, first, count, energy_);
    folded_.fill(latency_.data(), energy_.data(), table_.area_mm2() + first, count, value_.data());
    exclude(first, count);
    choose(first, count, best);
  }

 private:
  using Values = std::array<double, kBlock>;

  static void add_up(const std::vector<const float*>& rows, std::size_t first, std::size_t count,
                     Values& sums) {
    std::copy_n(rows.front() + first, count, sums.begin());
    for (std::size_t row = 1; row < rows.size(); ++row) {
      const float* values = rows[row] + first;
      for (std::size_t i = 0; i < count; ++i) sums[i] += static_cast<double>(values[i]);
    }
  }

  void exclude(std::size_t first, std::size_t count) {
    const std::uint8_t* feasible = table_.feasible().data() + first;
    const float* area = table_.area_mm2() + first;
    const double latency = limits_.max_latency_ms.value_or(kNone),
                 energy = limits_.max_energy_mj.value_or(kNone),
                 largest = limits_.max_area_mm2.value_or(kNone);
    for (std::size_t i = 0; i < count; ++i) {
      const bool out = feasible[i] == 0 || latency_[i] > latency || energy_[i] > energy ||
                       static_cast<double>(area[i]) > largest;
      value_[i] = out ? kNone : value_[i];
    }
  }

  void choose(std::size_t first, std::size_t count, BestAccelerator& best) const {
    double enough = best.index < 0 ? kNone : best.cost * (1 + kRounding);
    for (std::size_t i = 0; i < count; ++i) {
      if (!(value_[i] < enough)) continue;
      const Metrics metrics{latency_[i], energy_[i], static_cast<double>(table_.area_mm2()[first + i])};
      const double cost = cost_(metrics);
      if (best.index >= 0 && cost >= best.cost) continue;
      best = {static_cast<std::int64_t>(first + i), metrics, cost};
      enough = cost * (1 + kRounding);
    }
  }

  const CostTable& table_;
  const CostFunction& cost_;
  const FoldedCost<double> folded_;
  const Limits& limits_;
  Values latency_, energy_, value_;
};

void search(const CostTable& table, const std::vector<RowsOfNetwork>& rows, std::size_t begin,
            std::size_t end, Block& block, std::vector<BestAccelerator>& best) {
  const auto accelerators = static_cast<std::size_t>(table.accelerators());
  for (std::size_t first = 0; first < accelerators; first += kBlock) {
    for (std::size_t n = begin; n < end; ++n) {
      block.search(rows[n], first, std::min(kBlock, accelerators - first), best[n]);
    }
  }
}

}  // namespace

BestAccelerator best_accelerator(const CostTable& table, const std::vector<int>& architecture,
                                 const CostFunction& cost, const Limits& limits) {
  Block block(table, cost, limits);
  std::vector<BestAccelerator> best(1, {-1, {}, 0});
  search(table, {rows_of_network(table, architecture)}, 0, 1, block, best);
  return best.front();
}

std::vector<BestAccelerator> best_accelerators(const CostTable& table,
                                               const std::vector<std::vector<int>>& architectures,
                                               const CostFunction& cost, const Limits& limits, int threads) {
  constexpr std::size_t kTogether = 64;
  std::vector<RowsOfNetwork> rows;
  for (const std::vector<int>& architecture : architectures)
    rows.push_back(rows_of_network(table, architecture));
  std::vector<BestAccelerator> best(architectures.size(), {-1, {}, 0});
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, (rows.size() + kTogether - 1) / kTogether, [&](std::size_t group) {
      Block block(table, cost, limits);
      search(table, rows, group * kTogether, std::min(rows.size(), (group + 1) * kTogether), block, best);
    });
  });
  return best;
}

}  // namespace dance
