// The accelerator template and a design space over it: a PE array (X by Y), each PE a MAC and a register
// file, one banked global buffer, DRAM. A space gives values to each parameter; a space of one point is an
// accelerator.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dance/hardware/dataflow.h"
#include "dance/hardware/technology.h"

namespace dance {

// One accelerator: the searched parameters.
struct Accelerator {
  std::int64_t pe_x = 0, pe_y = 0;
  std::int64_t rf_words = 0;  // per PE, shared by the three tensors
  std::int64_t glb_bytes = 0;
  std::int64_t glb_width_bits = 0;  // of one bank
  int dataflow = 0;                 // index into HardwareSpace::dataflows
  bool operator==(const Accelerator&) const = default;
};

// Unit costs of one accelerator, all that the cost equations need besides a mapping's counts.
struct UnitCosts {
  double mac_pj = 0;
  double rf_read_pj = 0, rf_write_pj = 0;      // per word
  double glb_read_pj = 0, glb_write_pj = 0;    // per word
  double dram_read_pj = 0, dram_write_pj = 0;  // per word
  double network_pj = 0;                       // per word between the buffer (or DRAM) and the array
  double leakage_mw = 0;                       // whole chip
  double area_um2 = 0;                         // whole chip
  double clock_mhz = 0;
  double glb_read_words_per_cycle = 0, glb_write_words_per_cycle = 0;
  double dram_words_per_cycle = 0;  // reads and writes share the bus
};

// Which mapping a layer gets on an accelerator: least energy-delay product, latency or energy.
// Ties go by latency, then energy, then the lexicographic mapping.
enum class MappingPolicy { Edp, Latency, Energy };
MappingPolicy parse_mapping_policy(const std::string& name);  // "edp", "latency" or "energy"
std::string to_string(MappingPolicy policy);

class HardwareSpace {
 public:
  // `file` holds values, lists or {from, to, step} ranges (docs/formats.md, "Hardware space").
  // Throws Error with all faults.
  static HardwareSpace load(const std::filesystem::path& file);
  // The text of such a file; the technology and the dataflows that it names are looked for beside `file`.
  static HardwareSpace parse(const std::string& text, const std::filesystem::path& file);

  std::string name;
  std::string file;
  Technology technology;
  MappingPolicy policy = MappingPolicy::Edp;
  std::int64_t word_bits = 16;
  double clock_mhz = 200;
  std::vector<std::int64_t> pe_x, pe_y, rf_words, glb_bytes, glb_width_bits;  // ascending
  std::vector<Dataflow> dataflows;
  std::int64_t glb_banks = 8;
  bool glb_double_buffered = true;
  std::string mac_component, rf_component, glb_component, dram_component;
  std::int64_t dram_width_bits = 64;
  double dram_megatransfers_per_s = 3200;

  // The accelerators, numbered with pe_y fastest, then pe_x, rf_words, glb_width_bits, glb_bytes, dataflow.
  std::int64_t size() const;
  Accelerator at(std::int64_t accelerator_index) const;
  std::int64_t index_of(const Accelerator& accelerator) const;  // throws Error when it is not in the space
  const Dataflow& dataflow_of(const Accelerator& accelerator) const {
    return dataflows[static_cast<std::size_t>(accelerator.dataflow)];
  }
  UnitCosts unit_costs(const Accelerator& accelerator) const;
  double area_mm2(const Accelerator& accelerator) const { return unit_costs(accelerator).area_um2 * 1e-6; }
  // Words of the largest tile set that fits the buffer: half of it when double buffered.
  std::int64_t glb_tile_words(std::int64_t bytes) const;

  // The searched parameters in head order: name and number of values. Used by the learned evaluator's heads.
  struct Parameter {
    std::string name;                  // pe_x, pe_y, rf_words, glb_bytes, glb_width_bits, dataflow
    std::vector<std::int64_t> values;  // dataflow: 0, 1, ...
  };
  std::vector<Parameter> parameters() const;
};

}  // namespace dance
