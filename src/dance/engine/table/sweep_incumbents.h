// The best mapping found so far on every accelerator of one dataflow, and whether a mapping could still be
// better on any of them.
//
// The best mapping found so far on an accelerator is its incumbent. Accelerators that differ in the array
// alone form a block: they have the same unit costs, but for the energy of the network and the leakage, which
// only grow with the array. For each array of a block, `worst` is the worst incumbent of all arrays that are
// at least as wide and as tall. Where a mapping's bound is no better than that, none of these arrays can use
// the mapping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/map_space.h"

namespace dance {

class SweepIncumbents {
 public:
  // `grid` is what unit_cost_grid gives, and must outlive the object.
  SweepIncumbents(const HardwareSpace& space, const std::vector<UnitCosts>& grid, double macs,
                  double residual_words);

  // Whether a mapping of these counts could beat the incumbent of an accelerator that can hold it, were it
  // `slack` times worse than its bound.
  bool may_improve(const MappingSummary& floor, double slack);
  // Evaluates the mapping on every accelerator that can hold it.
  void offer(const MappingSummary& mapping);

  // Per accelerator in the space's order; cycles 0 where nothing was offered.
  const std::vector<double>& cycles() const { return cycles_; }
  const std::vector<double>& energy_pj() const { return energy_pj_; }

 private:
  // What a mapping costs in all blocks of one buffer.
  struct UnderBuffer {
    double cycles = 0, fixed_pj = 0;  // buffer, DRAM and MACs
  };
  UnderBuffer under_buffer(const MappingCounts& counts, std::size_t buffer) const;
  PolicyKey floor_in(std::size_t block, std::size_t array, const UnderBuffer& shared,
                     const MappingCounts& counts) const;
  std::size_t first_array(const MappingSummary& mapping) const;
  template <MappingPolicy policy>
  bool improve(std::size_t block, std::size_t x_step, std::size_t y_step, const UnderBuffer& shared,
               const MappingCounts& counts);
  bool improve_under_policy(std::size_t block, std::size_t x_step, std::size_t y_step,
                            const UnderBuffer& shared, const MappingCounts& counts);
  // The worst incumbent among the arrays of a block that are at least as wide and as tall as `array`.
  const PolicyKey& worst(std::size_t block, std::size_t array);

  const std::vector<UnitCosts>& grid_;
  const MappingPolicy policy_;
  const double macs_, residual_words_;
  const std::size_t columns_, rows_, register_files_;
  const std::size_t buffers_;  // widths, banks and DRAM rates of one capacity
  const std::size_t capacities_;
  std::vector<std::size_t> x_step_of_, y_step_of_;         // by columns or rows in use
  std::vector<double> network_pj_, leakage_per_cycle_pj_;  // per accelerator
  std::vector<double> cycles_, energy_pj_;
  std::vector<PolicyKey> best_, worst_;
  std::vector<std::uint8_t> outdated_;  // per block: whether `worst_` has to be computed again
};

}  // namespace dance
