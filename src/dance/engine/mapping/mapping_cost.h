// The cost equations (docs/cost_model.md): latency and energy of a mapping's counts under an accelerator's
// unit costs.
//   array     = steps + cycles of passes
//   transfers = max(buffer reads / read bandwidth, buffer writes / write bandwidth, DRAM words / bandwidth)
//   latency   = max(array, overlap x transfers) + (1 - overlap) x transfers
//   energy    = sum of count x unit energy + MACs x MAC energy + leakage x latency
// A residual addition reads its words from DRAM once more.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/mapping_counts.h"
#include "dance/engine/workload/network.h"

namespace dance {

// Energy by component; the sum is the layer's energy.
struct EnergyBreakdown {
  double mac_pj = 0, rf_pj = 0, glb_pj = 0, dram_pj = 0, network_pj = 0, leakage_pj = 0;
  double total_pj() const { return mac_pj + rf_pj + glb_pj + dram_pj + network_pj + leakage_pj; }
};

// Which resource needs the most cycles. Where all transfers overlap with the array's work, it sets a layer's
// latency.
enum class Bottleneck { Compute, BufferRead, BufferWrite, Dram };
inline constexpr int kBottlenecks = 4;
inline constexpr std::array<Bottleneck, kBottlenecks> kAllBottlenecks = {
    Bottleneck::Compute, Bottleneck::BufferRead, Bottleneck::BufferWrite, Bottleneck::Dram};
std::string to_string(Bottleneck bottleneck);

// Words that a residual connection of the layer reads from DRAM.
inline double residual_words(const NetworkLayer& layer, const UnitCosts& units) {
  return static_cast<double>(layer.residual_words) * units.residual_word;
}

// Cycles that each resource needs by itself, in the order of Bottleneck.
inline std::array<double, kBottlenecks> resource_cycles(const MappingCounts& counts, double residual_words,
                                                        const UnitCosts& units) {
  const double dram_words = counts.dram_reads + counts.dram_writes + residual_words;
  return {counts.compute_cycles + counts.pass_cycles, counts.glb_reads / units.glb_read_words_per_cycle,
          counts.glb_writes / units.glb_write_words_per_cycle, dram_words / units.dram_words_per_cycle};
}

// Of transfers that do not overlap with the array's work; part of the latency.
inline double exposed_transfer_cycles(const std::array<double, kBottlenecks>& cycles,
                                      const UnitCosts& units) {
  return (1 - units.transfer_overlap) * std::max({cycles[1], cycles[2], cycles[3]});
}

inline double latency_cycles(const MappingCounts& counts, double residual_words, const UnitCosts& units) {
  const auto cycles = resource_cycles(counts, residual_words, units);
  const double transfers = std::max({cycles[1], cycles[2], cycles[3]});
  if (units.transfer_overlap == 1) return std::max(cycles[0], transfers);
  return std::max(cycles[0], units.transfer_overlap * transfers) + exposed_transfer_cycles(cycles, units);
}

// mW x us = nJ = 1000 pJ.
inline double leakage_pj(double cycles, const UnitCosts& units) {
  return units.leakage_mw * cycles / units.clock_mhz * 1e3;
}

inline EnergyBreakdown energy_of(const MappingCounts& counts, double residual_words, double macs,
                                 double cycles, const UnitCosts& units) {
  EnergyBreakdown energy;
  energy.mac_pj = macs * units.mac_pj;
  energy.rf_pj = counts.rf_reads * units.rf_read_pj + counts.rf_writes * units.rf_write_pj;
  energy.glb_pj = counts.glb_reads * units.glb_read_pj + counts.glb_writes * units.glb_write_pj;
  energy.dram_pj =
      (counts.dram_reads + residual_words) * units.dram_read_pj + counts.dram_writes * units.dram_write_pj;
  energy.network_pj = counts.network_words * units.network_pj;
  energy.leakage_pj = leakage_pj(cycles, units);
  return energy;
}

}  // namespace dance
