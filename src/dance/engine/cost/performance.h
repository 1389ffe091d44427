// Figures of merit of a layer or a network on an accelerator. All follow from its cost.
//   ops           = 2 x MACs (a multiplication and an addition); padded MACs do not count
//   gops          = ops / latency;  tops_per_w = ops / energy;  power = energy / latency
//   intensity     = ops / bytes moved between DRAM and the chip
//   roofline_gops = min(peak_gops, intensity x DRAM bandwidth): what no mapping with this DRAM traffic
//                   can exceed
// Roofline: Williams, Waterman, Patterson, "Roofline: an insightful visual performance model", CACM 52(4),
// 2009.
#pragma once

#include "dance/engine/cost/layer_cost.h"

namespace dance {

inline constexpr double kOpsPerMac = 2;

// What bounds the performance of anything on an accelerator.
struct MachineLimits {
  double peak_gops = 0;  // every PE busy in every cycle
  double dram_gb_per_s = 0;
  double ridge_ops_per_byte() const { return peak_gops / dram_gb_per_s; }  // above it, compute limits
};
MachineLimits machine_limits(const HardwareSpace& space, const Accelerator& accelerator);

struct Performance {
  double frames_per_s = 0;  // inferences one after another; for a layer, how often it could run alone
  double gops = 0;
  double utilization = 0;  // of the PEs, counting real MACs: gops / peak_gops
  double tops_per_w = 0;
  double power_mw = 0;
  double dram_bytes = 0;
  double ops_per_byte = 0;
  double roofline_gops = 0;
  bool memory_bound = false;  // the roofline lies below the peak
};
Performance performance_of(const LayerCost& layer, const HardwareSpace& space,
                           const Accelerator& accelerator);
// All layers as one: sums of operations, time, energy and bytes.
Performance performance_of(const NetworkCost& cost, const HardwareSpace& space,
                           const Accelerator& accelerator);

}  // namespace dance
