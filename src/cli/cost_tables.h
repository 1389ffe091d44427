// Costs as the text and JSON that `dance cost` and `dance explore` share.
#pragma once

#include <string>

#include "cli/inputs.h"
#include "cli/mapping_options.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/cost/performance.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/workload/network.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

// "network      lenet: 5 layers, 0.42 M MACs, 61.5 k weights", and what is listed but not modelled.
std::string describe(const Network& network);
Json network_json(const Network& network);

std::string describe(MappingPolicy policy);  // "energy-delay product", "latency", "energy"

// A note that the network's file is quantised, and to which words here; "" where it is not.
std::string quantized_text(const Network& network, const std::vector<WordBits>& words);

// Network, accelerator and policy: the first lines of the text, and the first keys of the JSON.
std::string head_text(const Network& network, const AcceleratorArgument& hardware,
                      const MappedNetwork& mapped);
Json head_json(const std::string& schema, const Network& network, const AcceleratorArgument& hardware,
               const MappedNetwork& mapped);

// One line per layer and one for all: MACs, latency, energy and where it goes, use of the array, bottleneck.
std::string layer_table(const NetworkCost& cost);
// One line per layer and one for all: throughput against its roofline, use of the PEs, efficiency, DRAM
// traffic.
std::string performance_table(const NetworkCost& cost, const HardwareSpace& space,
                              const Accelerator& accelerator);
// Peak, DRAM bandwidth and what an operation is, in a line above that table.
std::string machine_line(const HardwareSpace& space, const Accelerator& accelerator);
// One line per layer: its mapping.
std::string mapping_table(const NetworkCost& cost);
// "latency 1.234 ms   energy 0.567 mJ   area 1.890 mm2   EDAP 1.323", all of one image; a batch has a line of
// its own above it, with its latency.
std::string metrics_line(const Metrics& metrics, const Network& network);
// Of all images that run together.
double batch_latency_ms(const Metrics& metrics, const Network& network);
// What latency and energy leave out, in lines to stand below them; "" where that is at most 5 % of the
// operations.
std::string left_out_text(const Network& network);

}  // namespace dance::cli
