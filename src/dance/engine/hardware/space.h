// The accelerator template and a design space over it. The template is an array of X by Y processing elements
// (PEs), each a MAC with a register file, then one global buffer in banks, and DRAM. A space lists values for
// each parameter; a space with one value of each is an accelerator.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/hardware/array_pass.h"
#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/hardware/mapping_policy.h"
#include "dance/engine/hardware/technology.h"
#include "dance/engine/hardware/word_bits.h"

namespace dance {

// One accelerator: the searched parameters.
struct Accelerator {
  std::int64_t pe_x = 0, pe_y = 0;
  std::int64_t rf_words = 0;  // per PE, shared by the three tensors
  std::int64_t glb_bytes = 0;
  std::int64_t glb_width_bits = 0;  // of one bank
  // Positions in the lists of the HardwareSpace that it belongs to.
  int dataflow_index = 0;
  int glb_banks_index = 0, dram_rate_index = 0, word_bits_index = 0;
  bool operator==(const Accelerator&) const = default;
};

// What an accelerator's indices stand for. A file may leave out each of the last three where its space has
// only one value of it; the value is 0 or "" then.
struct AcceleratorChoices {
  std::string dataflow;
  std::int64_t glb_banks = 0;
  double dram_megatransfers_per_s = 0;
  std::string word_bits;  // as WordBits::to_string
  bool operator==(const AcceleratorChoices&) const = default;
};

// Unit costs of one accelerator, all that the cost equations need besides a mapping's counts. A word has
// WordBits::reference() bits.
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
  double residual_word = 1;         // length of an output's word in DRAM, which a residual addition reads
  double transfer_overlap = 1;      // the share of the transfers' time during which the array works
};

class HardwareSpace {
 public:
  // `file` holds values, lists or {from, to, step} ranges (docs/formats.md, "Hardware space").
  // Throws Error with all faults.
  static HardwareSpace load(const std::filesystem::path& file);
  // The text of such a file; the technology and the dataflows that it names are looked for beside `file`.
  static HardwareSpace parse(const std::string& text, const std::filesystem::path& file);

  std::string name;
  std::string file;
  // Which part of the file's space this is, as `part_of` reads it (space_part.h); "" for all of it.
  std::string part;
  // "edge", or "edge:pe_x=8..16,dataflow=row_stationary" for a part.
  std::string full_name() const { return part.empty() ? name : name + ":" + part; }
  Technology technology;
  MappingPolicy policy = MappingPolicy::Edp;
  bool policy_is_stated = false;  // by the file; else `explore` follows the cost that is asked for
  double clock_mhz = 200;
  std::vector<std::int64_t> pe_x, pe_y, rf_words, glb_bytes, glb_width_bits;  // ascending
  std::vector<Dataflow> dataflows;
  std::vector<std::int64_t> glb_banks = {8};              // ascending
  std::vector<double> dram_megatransfers_per_s = {3200};  // ascending
  std::vector<WordBits> word_bits = {{}};
  bool glb_double_buffered = true;
  // A MAC is one component, or a multiplier and an adder; without an adder, `adder_component` is empty.
  std::string mac_component, adder_component, rf_component, glb_component, dram_component;
  std::int64_t dram_width_bits = 64;
  // What a pass of the array costs. It follows from the array's size only where there is one size.
  std::optional<ArrayPassRule> array_pass;

  // The accelerators, numbered with pe_y fastest, then pe_x, rf_words, glb_width_bits, glb_banks, dram_rate,
  // glb_bytes, dataflow, word_bits.
  std::int64_t size() const;
  Accelerator at(std::int64_t accelerator_index) const;
  std::int64_t index_of(const Accelerator& accelerator) const;  // throws Error when it is not in the space
  const Dataflow& dataflow_of(const Accelerator& accelerator) const {
    return dataflows[static_cast<std::size_t>(accelerator.dataflow_index)];
  }
  std::optional<ArrayPass> array_pass_of(const Accelerator& accelerator) const {
    return array_pass ? std::optional(array_pass->on(accelerator.pe_x, accelerator.pe_y)) : std::nullopt;
  }
  const WordBits& word_bits_of(const Accelerator& accelerator) const {
    return word_bits[static_cast<std::size_t>(accelerator.word_bits_index)];
  }
  std::int64_t glb_banks_of(const Accelerator& accelerator) const {
    return glb_banks[static_cast<std::size_t>(accelerator.glb_banks_index)];
  }
  double dram_megatransfers_of(const Accelerator& accelerator) const {
    return dram_megatransfers_per_s[static_cast<std::size_t>(accelerator.dram_rate_index)];
  }
  AcceleratorChoices choices_of(const Accelerator& accelerator) const;
  // Sets the accelerator's indices to what has been chosen. Throws Error naming `origin`, a file or an
  // option, where the space lacks it.
  void choose(const AcceleratorChoices& choices, const std::string& origin, Accelerator& accelerator) const;
  UnitCosts unit_costs(const Accelerator& accelerator) const;
  double area_mm2(const Accelerator& accelerator) const { return unit_costs(accelerator).area_um2 * 1e-6; }
  // How many bits of tiles the buffer may hold at a time: half of its capacity when it is double buffered.
  std::int64_t glb_tile_bits(std::int64_t bytes) const { return bytes * 8 / (glb_double_buffered ? 2 : 1); }

  // The searched parameters, in the order of the learned evaluator's heads: pe_x, pe_y, rf_words, glb_bytes,
  // glb_width_bits and dataflow; then those of glb_banks, dram_rate and word_bits that have several values.
  struct Parameter {
    std::string name;
    std::int64_t values = 1;  // how many
  };
  std::vector<Parameter> parameters() const;
  // Which value of each of them an accelerator has, counted from 0.
  std::vector<std::int64_t> steps_at(std::int64_t accelerator_index) const;
};

}  // namespace dance
