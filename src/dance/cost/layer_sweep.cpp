#include "dance/cost/layer_sweep.h"

#include <algorithm>
#include <limits>

#include "dance/cost/candidate_set.h"
#include "dance/cost/cost_equations.h"

namespace dance {

namespace {

// A candidate under one buffer: what still depends on the array and on the register file is left open.
struct Item {
  double cycles = 0;   // latency
  double rest_pj = 0;  // buffer and DRAM
  double rf_reads = 0, rf_writes = 0, network_words = 0;
  std::size_t x_step = 0, y_step = 0;
};

bool dominates(const Item& a, const Item& b) {
  return a.cycles <= b.cycles && a.rest_pj <= b.rest_pj && a.rf_writes <= b.rf_writes &&
         a.network_words <= b.network_words && a.rf_reads <= b.rf_reads && a.x_step <= b.x_step &&
         a.y_step <= b.y_step;
}

// Items that none dominates.
class Front {
 public:
  void insert(const Item& item) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!dominates(items_[i], item)) continue;
      if (i > 0) std::swap(items_[i], items_[i / 2]);
      return;
    }
    std::erase_if(items_, [&](const Item& other) { return dominates(item, other); });
    items_.push_back(item);
  }
  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
};

class Sweep {
 public:
  Sweep(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
        int dataflow, SweptLayer& swept)
      : space_(space),
        grid_(grid),
        dataflow_(dataflow),
        residual_words_(static_cast<double>(layer.residual_words)),
        macs_(static_cast<double>(layer.layer.macs())),
        swept_(swept),
        candidates_(space),
        rows_(space.pe_y.size()),
        best_(space.pe_x.size() * rows_),
        network_pj_(best_.size()),
        leakage_per_cycle_pj_(best_.size()) {
    MapLimits limits{space.pe_x.back(), space.pe_y.back(), space.rf_words, {}};
    for (std::int64_t bytes : space.glb_bytes) limits.glb_words.push_back(space.glb_tile_words(bytes));
    MapSpace(layer.layer, space.dataflows[static_cast<std::size_t>(dataflow)], limits).walk(candidates_);
  }

  void run() {
    const std::size_t arrays = space_.pe_x.size() * rows_, register_files = space_.rf_words.size();
    std::size_t block = 0;  // of accelerators that differ in the array only
    for (std::size_t glb = 0; glb < space_.glb_bytes.size(); ++glb) {
      for (std::size_t width = 0; width < space_.glb_width_bits.size(); ++width) {
        Front front;
        for (std::size_t rf = 0; rf < register_files; ++rf, ++block) {
          const UnitCosts* units = grid_.data() + block * arrays;
          for (std::size_t held = 0; held <= glb; ++held) {
            const std::size_t first = (held * register_files + rf) * arrays;
            for (std::size_t cell = first; cell < first + arrays; ++cell) add(cell, *units, front);
          }
          evaluate_under_policy(front, static_cast<std::size_t>(dataflow_) * grid_.size() + block * arrays,
                                units);
        }
      }
    }
  }

 private:
  void add(std::size_t cell, const UnitCosts& units, Front& front) const {
    const CandidateSet::Cell place = candidates_.cell(cell);
    for (const MappingCounts& counts : candidates_.counts(cell)) {
      Item item;
      item.cycles = latency_cycles(counts, residual_words_, units);
      const EnergyBreakdown energy = energy_of(counts, residual_words_, 0, 0, units);
      item.rest_pj = energy.glb_pj + energy.dram_pj;
      item.rf_reads = counts.rf_reads;
      item.rf_writes = counts.rf_writes;
      item.network_words = counts.network_words;
      item.x_step = place.x_step;
      item.y_step = place.y_step;
      front.insert(item);
    }
  }

  // The best item on every array (X, Y) for one register file and buffer; `first` is the smallest array's
  // accelerator.
  template <MappingPolicy policy>
  void evaluate(const Front& front, std::size_t first, const UnitCosts* units) {
    const std::size_t columns = space_.pe_x.size(), arrays = columns * rows_;
    for (std::size_t i = 0; i < arrays; ++i) {
      network_pj_[i] = units[i].network_pj;
      leakage_per_cycle_pj_[i] = leakage_pj(1, units[i]);
    }
    std::fill(best_.begin(), best_.end(), std::numeric_limits<double>::infinity());
    double* cycles = swept_.latency_cycles.data() + first;
    double* energy = swept_.energy_pj.data() + first;
    for (const Item& item : front.items()) {
      const double fixed_pj = item.rest_pj + item.rf_reads * units->rf_read_pj +
                              item.rf_writes * units->rf_write_pj + macs_ * units->mac_pj;
      for (std::size_t x = item.x_step; x < columns; ++x) {
        for (std::size_t i = x * rows_ + item.y_step; i < (x + 1) * rows_; ++i) {
          const double energy_pj =
              fixed_pj + item.network_words * network_pj_[i] + item.cycles * leakage_per_cycle_pj_[i];
          const double value = policy_value(policy, item.cycles, energy_pj);
          const bool faster = item.cycles < cycles[i] || (item.cycles == cycles[i] && energy_pj < energy[i]);
          const bool better = value < best_[i] || (value == best_[i] && faster);
          best_[i] = better ? value : best_[i];
          cycles[i] = better ? item.cycles : cycles[i];
          energy[i] = better ? energy_pj : energy[i];
        }
      }
    }
  }

  void evaluate_under_policy(const Front& front, std::size_t first, const UnitCosts* units) {
    switch (space_.policy) {
      case MappingPolicy::Latency:
        return evaluate<MappingPolicy::Latency>(front, first, units);
      case MappingPolicy::Energy:
        return evaluate<MappingPolicy::Energy>(front, first, units);
      default:
        return evaluate<MappingPolicy::Edp>(front, first, units);
    }
  }

  const HardwareSpace& space_;
  const std::vector<UnitCosts>& grid_;
  const int dataflow_;
  const double residual_words_, macs_;
  SweptLayer& swept_;
  CandidateSet candidates_;
  const std::size_t rows_;
  std::vector<double> best_, network_pj_, leakage_per_cycle_pj_;  // per array, X slowest
};

}  // namespace

std::vector<UnitCosts> unit_cost_grid(const HardwareSpace& space) {
  std::vector<UnitCosts> grid;
  const std::int64_t size = space.size() / static_cast<std::int64_t>(space.dataflows.size());
  for (std::int64_t i = 0; i < size; ++i) grid.push_back(space.unit_costs(space.at(i)));
  return grid;
}

void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
                 int dataflow, SweptLayer& swept) {
  Sweep(layer, space, grid, dataflow, swept).run();
}

}  // namespace dance
