#include "dance/engine/cost/performance.h"

#include <algorithm>

namespace dance {

namespace {

struct Totals {
  double macs = 0, latency_ms = 0, energy_mj = 0, dram_bytes = 0;

  void add(const LayerCost& layer, const WordBits& words) {
    macs += static_cast<double>(layer.macs);
    latency_ms += layer.latency_ms;
    energy_mj += layer.energy_mj;
    dram_bytes +=
        (layer.counts.dram_reads + layer.counts.dram_writes) * static_cast<double>(words.reference()) / 8;
  }
};

Performance performance_of(const Totals& totals, const MachineLimits& limits) {
  const double ops = kOpsPerMac * totals.macs;
  Performance performance;
  performance.frames_per_s = 1e3 / totals.latency_ms;
  performance.gops = ops / totals.latency_ms * 1e-6;
  performance.utilization = performance.gops / limits.peak_gops;
  performance.tops_per_w = ops / totals.energy_mj * 1e-9;
  performance.power_mw = totals.energy_mj / totals.latency_ms * 1e3;
  performance.dram_bytes = totals.dram_bytes;
  performance.ops_per_byte = ops / totals.dram_bytes;
  const double memory_gops = performance.ops_per_byte * limits.dram_gb_per_s;
  performance.roofline_gops = std::min(limits.peak_gops, memory_gops);
  performance.memory_bound = memory_gops < limits.peak_gops;
  return performance;
}

}  // namespace

MachineLimits machine_limits(const HardwareSpace& space, const Accelerator& accelerator) {
  const double pes = static_cast<double>(accelerator.pe_x * accelerator.pe_y);
  return {kOpsPerMac * pes * space.clock_mhz * 1e-3,
          static_cast<double>(space.dram_width_bits) / 8 * space.dram_megatransfers_of(accelerator) * 1e-3};
}

Performance performance_of(const LayerCost& layer, const HardwareSpace& space,
                           const Accelerator& accelerator) {
  Totals totals;
  totals.add(layer, space.word_bits_of(accelerator));
  return performance_of(totals, machine_limits(space, accelerator));
}

Performance performance_of(const NetworkCost& cost, const HardwareSpace& space,
                           const Accelerator& accelerator) {
  Totals totals;
  for (const LayerCost& layer : cost.layers) totals.add(layer, space.word_bits_of(accelerator));
  return performance_of(totals, machine_limits(space, accelerator));
}

}  // namespace dance
