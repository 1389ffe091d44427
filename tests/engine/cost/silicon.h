// What is published of the Eyeriss chip, and what the model predicts of it: the tables of docs/silicon.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dance/engine/cost/layer_cost.h"

namespace dance::test {

// A line of tables V and VI of Chen et al., JSSC 52(1), 2017. Times and megabytes (10^6) are of the whole
// batch.
struct Measured {
  std::string name;
  double power_mw = 0;  // of the chip, without DRAM
  double total_ms = 0, processing_ms = 0;
  double active_pes = 0;
  double buffer_mb = 0, dram_mb = 0;
};
struct MeasuredNetwork {
  double batch = 0;
  std::vector<Measured> layers;
  Measured total;
};
MeasuredNetwork read_measured(const std::string& network);  // tests/reference/eyeriss/<network>.json

// The shipped configuration of the chip, and the files of examples/eyeriss.
struct Chip {
  HardwareSpace space;
  Accelerator accelerator;
};
Chip load_chip();
Network chip_network(const std::string& network);
GivenMappings chip_mappings(const std::string& network);

// One layer under one mapping, for a batch of frames that run one after another.
struct Prediction {
  double compute_ms = 0;  // of the array: its steps, and the loads of its passes
  double latency_ms = 0;  // slowed by the buffer or by DRAM
  double pes = 0;         // MACs per step: busy elements, padding left out
  double buffer_mb = 0;   // inputs and partial sums between buffer and array, as the paper counts
  double dram_mb = 0;     // uncompressed
  double chip_mw = 0;     // DRAM left out
};
// `weight_reads`: how often the batch reads the weights from DRAM: the batch, or 1 where a pass serves all
// frames.
Prediction predict(const Layer& layer, const LayerCost& cost, const Chip& chip, double batch,
                   double weight_reads);

// "| a | b |"
std::string table_row(const std::vector<std::string>& cells);

}  // namespace dance::test
