// The best mapping found so far on every accelerator of a grid, its incumbent, and whether a mapping could
// still be better than some.
//
// A mapping can be used on all arrays that are at least as wide and as tall as it needs, with all register
// files and buffers that are at least as large. Where its bound is no better than the worst incumbent of
// these, none of them can use it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "dance/engine/mapping/map_visitor.h"
#include "dance/engine/table/sweep_grid.h"

namespace dance {

class SweepIncumbents {
 public:
  // `grid` must outlive the object. DRAM moves `least_dram_words` at least, residual ones aside.
  SweepIncumbents(const SweepGrid& grid, double macs, double residual_words, double least_dram_words);

  // Whether a mapping of these counts could beat the incumbent of an accelerator that can hold it, were it
  // `slack` times worse than its bound.
  bool may_improve(const MappingSummary& floor, double slack);
  // By capacity step, the most words that DRAM may move in a mapping that does nothing else better than
  // `floor`, so that it could beat an incumbent likewise.
  void most_dram_words(const MappingSummary& floor, double slack, std::vector<double>& most);
  // Evaluates the mapping on every accelerator that can hold it.
  void offer(const MappingSummary& mapping);
  // Takes those of the other's incumbents that are better. Both are of one grid and one layer.
  void take_better(const SweepIncumbents& other);

  // 0 where nothing was offered.
  double cycles(std::size_t accelerator) const;
  double energy_pj(std::size_t accelerator) const;

 private:
  // The worst that a mapping has to beat.
  struct Worst {
    PolicyKey key;
    double energy_pj = std::numeric_limits<double>::infinity();  // energy_to_beat
    void take(const Worst& other) {
      if (key < other.key) key = other.key;
      energy_pj = std::max(energy_pj, other.energy_pj);
    }
    bool is_beaten_by(const PolicyKey& floor, double energy_floor_pj) const {
      return floor < key && energy_floor_pj < energy_pj;
    }
  };
  // What a mapping costs in all blocks of one buffer.
  struct UnderBuffer {
    double cycles = 0, fixed_pj = 0;  // buffer, DRAM and MACs
  };
  UnderBuffer under_buffer(const MappingCounts& counts, std::size_t buffer) const;
  // The energy in a block, but for the network and the leakage.
  double other_pj(std::size_t block, const UnderBuffer& shared, const MappingCounts& counts) const;
  template <MappingPolicy policy>
  struct OnArrays;
  template <MappingPolicy policy>
  OnArrays<policy> on_arrays(std::size_t block, const UnderBuffer& shared, const MappingCounts& counts,
                             double slack) const;
  template <MappingPolicy policy>
  bool may_improve_one(std::size_t buffer, std::size_t array, const UnderBuffer& shared,
                       const MappingSummary& floor, double slack);
  template <MappingPolicy policy>
  bool improves_one(std::size_t buffer, std::size_t array, const UnderBuffer& shared,
                    const MappingSummary& floor, double slack) const;
  template <MappingPolicy policy>
  bool is_better_on_an_array(const OnArrays<policy>& mapping, std::size_t block, std::size_t array,
                             const std::vector<PolicyKey>& best, const std::vector<Worst>& worst) const;
  double most_dram_words_under(std::size_t buffer, std::size_t array, const MappingSummary& floor,
                               double slack) const;
  template <MappingPolicy policy>
  bool improve(const OnArrays<policy>& mapping, std::size_t block, std::size_t array);
  void mark_outdated(std::size_t block);
  // Brings `worst_` and `worst_of_larger_` of all blocks of a buffer up to date.
  void refresh(std::size_t buffer);
  void refresh_block(std::size_t block);
  bool has_found(std::size_t accelerator) const;

  // The energy, leakage aside, with which a mapping of the least cycles would be as good as the incumbent.
  double energy_to_beat(std::size_t accelerator) const;

  const SweepGrid& grid_;
  const double macs_, residual_words_;
  std::vector<double> least_cycles_;  // of any mapping, per buffer
  std::vector<PolicyKey> best_;       // per accelerator
  // Per accelerator: the worst of its block among the arrays that are at least as wide and as tall; that of
  // the blocks with larger register files too; and the worst incumbent of these on the same array. They may
  // be out of date, but are never better than they should be.
  std::vector<Worst> worst_, worst_of_larger_;
  std::vector<PolicyKey> best_of_larger_;
  std::vector<std::uint8_t> outdated_;  // per block
  // Per buffer: how many checks have passed since one of its blocks is outdated; -1 where none is.
  std::vector<int> passes_while_outdated_;
};

}  // namespace dance
