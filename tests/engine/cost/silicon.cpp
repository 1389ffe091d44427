#include "engine/cost/silicon.h"

#include <fstream>

#include "dance/core/presets.h"
#include "dance/engine/cost/mapping_file.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/mapping/nest_mapping.h"

namespace dance::test {

namespace {

constexpr double kBytesPerWord = 2;

std::string file_of(const std::string& folder, const std::string& name) {
  return std::string(DANCE_SOURCE_DIR) + "/" + folder + "/" + name;
}

Measured read_line(const nlohmann::json& line) {
  return {line.value("name", "all"), line.at("power_mw"),  line.at("total_ms"), line.at("processing_ms"),
          line.at("active_pes"),     line.at("buffer_mb"), line.at("dram_mb")};
}

double megabytes(double words) { return words * kBytesPerWord * 1e-6; }

}  // namespace

MeasuredNetwork read_measured(const std::string& network) {
  std::ifstream stream(file_of("tests/reference/eyeriss", network + ".json"));
  const auto json = nlohmann::json::parse(stream);
  MeasuredNetwork measured{json.at("batch"), {}, read_line(json.at("total"))};
  for (const auto& line : json.at("layers")) measured.layers.push_back(read_line(line));
  return measured;
}

Chip load_chip() {
  Chip chip{HardwareSpace::load(find_preset("hardware", "eyeriss-chip")), {}};
  chip.accelerator = chip.space.at(0);
  return chip;
}

Network chip_network(const std::string& network) {
  return load_network(file_of("examples/eyeriss", network + ".yaml"));
}

GivenMappings chip_mappings(const std::string& network) {
  GivenMappings mappings;
  for (const GivenMapping& given :
       load_mappings(file_of("examples/eyeriss", network + "_mappings.yaml"), chip_network(network))
           .mappings) {
    mappings[given.layer] = given.mapping;
  }
  return mappings;
}

Prediction predict(const Layer& layer, const LayerCost& cost, const Chip& chip, double batch,
                   double weight_reads) {
  const NestCounts nest =
      counts_of(nest_of(layer, cost.mapping, chip.space.dataflow_of(chip.accelerator).multicast));
  const auto at = [&](std::size_t level, Tensor tensor) { return nest.levels[level][index(tensor)]; };
  const double weights = static_cast<double>(at(0, Tensor::Weights).reads);
  MappingCounts counts = cost.counts;
  counts.dram_reads -= weights * (1 - weight_reads / batch);
  counts.pass_cycles *= weight_reads / batch;  // frames that share a pass share its load
  const UnitCosts units = chip.space.unit_costs(chip.accelerator);
  const double ms = batch / units.clock_mhz * 1e-3;
  Prediction out;
  out.compute_ms = (counts.compute_cycles + counts.pass_cycles) * ms;
  out.latency_ms = latency_cycles(counts, 0, units) * ms;
  out.pes = static_cast<double>(layer.macs()) / counts.compute_cycles;
  const TensorCounts sums = at(1, Tensor::Outputs);
  out.buffer_mb =
      megabytes(batch * static_cast<double>(at(1, Tensor::Inputs).reads + sums.reads + sums.updates));
  out.dram_mb = megabytes(batch * (counts.dram_reads + counts.dram_writes));
  out.chip_mw = (cost.energy.total_pj() - cost.energy.dram_pj) * 1e-6 / cost.latency_ms;
  return out;
}

std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row;
}

}  // namespace dance::test
