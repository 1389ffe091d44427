// Where every joule, cycle and um2 of a network on an accelerator comes from. Each item is a count times the
// cost of one, and says where that cost comes from. The items of a layer add up to its LayerCost, those of
// the network to its NetworkCost.
//
// The counts of each tensor come from the closed form of the mapping's loop nest (nest/nest.h). The mapper
// has its own code for counting, so that sums that agree check both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/engine/cost/layer_cost.h"

namespace dance {

struct EnergyItem {
  std::string component;         // "MAC", "register file", "buffer", "DRAM", "network", "leakage"
  std::string action;            // "read", "write", "residual read", "transfer", ...
  std::optional<Tensor> tensor;  // whose words they are
  double count = 0;
  std::string count_unit;  // "MACs", "words", or "ns" of leakage
  double unit_pj = 0;      // the energy of one; of leakage, mW are pJ per ns
  double energy_pj = 0;
  std::size_t source = 0;  // index into Explanation::sources
};

struct CycleItem {
  Bottleneck resource = Bottleneck::Compute;
  double amount = 0;     // words of Explanation::word_bits; cycles of the array for Compute
  double per_cycle = 1;  // bandwidth
  double cycles = 0;     // amount / per_cycle
};

struct AreaItem {
  std::string component;
  double count = 0;
  double unit_um2 = 0;
  double area_um2 = 0;
  std::size_t source = 0;
};

// Of a layer on an array that states what its passes cost; of all the layer's steps together.
struct PassItem {
  double passes = 0;
  double steps = 0;  // of all passes
  double fill_drain_cycles = 0, load_cycles = 0;
};

struct LayerExplanation {
  std::string name;
  std::vector<EnergyItem> energy;  // the same items in every layer; a count may be 0
  std::array<CycleItem, kBottlenecks> cycles;
  std::optional<PassItem> passes;
  double latency_cycles = 0;
  // Of the slowest transfers, those during which the array waits by its transfer_overlap.
  double exposed_transfer_cycles = 0;
  Bottleneck limit = Bottleneck::Compute;  // which resource needs the most cycles
  double limit_ratio = 1;                  // its cycles divided by those of the second slowest
};

struct Explanation {
  std::int64_t word_bits = 16;  // WordBits::reference() of the accelerator
  std::vector<std::string> sources;
  std::vector<LayerExplanation> layers;
  std::vector<EnergyItem> energy;  // of all layers
  std::vector<AreaItem> area;
};

// `cost` is the network's cost on this accelerator, with the mappings to explain.
Explanation explain(const Network& network, const NetworkCost& cost, const HardwareSpace& space,
                    const Accelerator& accelerator);

}  // namespace dance
