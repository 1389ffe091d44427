#include "dance/hardware/space.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/error.h"
#include "dance/hardware/parts.h"

namespace dance {

std::int64_t HardwareSpace::size() const {
  std::int64_t product = 1;
  for (const Parameter& parameter : parameters())
    product *= static_cast<std::int64_t>(parameter.values.size());
  return product;
}

Accelerator HardwareSpace::at(std::int64_t accelerator_index) const {
  std::int64_t rest = accelerator_index;
  const auto next = [&](std::size_t count) {
    const std::size_t digit = static_cast<std::size_t>(rest) % count;
    rest /= static_cast<std::int64_t>(count);
    return digit;
  };
  Accelerator accelerator;
  accelerator.pe_y = pe_y[next(pe_y.size())];
  accelerator.pe_x = pe_x[next(pe_x.size())];
  accelerator.rf_words = rf_words[next(rf_words.size())];
  accelerator.glb_width_bits = glb_width_bits[next(glb_width_bits.size())];
  accelerator.glb_bytes = glb_bytes[next(glb_bytes.size())];
  accelerator.dataflow = static_cast<int>(next(dataflows.size()));
  return accelerator;
}

std::int64_t HardwareSpace::index_of(const Accelerator& accelerator) const {
  std::int64_t position = 0;
  const auto push = [&](const std::string& parameter, const std::vector<std::int64_t>& values,
                        std::int64_t value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found == values.end()) {
      throw Error({file, 0, parameter, "not a value of the space '" + name + "'",
                   fmt::format("{}..{}, one of {} values", values.front(), values.back(), values.size()),
                   std::to_string(value)});
    }
    position = position * static_cast<std::int64_t>(values.size()) + (found - values.begin());
  };
  if (accelerator.dataflow < 0 || accelerator.dataflow >= static_cast<int>(dataflows.size())) {
    throw Error({file, 0, "dataflow", "not a dataflow of the space '" + name + "'",
                 fmt::format("0..{}", dataflows.size() - 1), std::to_string(accelerator.dataflow)});
  }
  position = accelerator.dataflow;
  push("glb_bytes", glb_bytes, accelerator.glb_bytes);
  push("glb_width_bits", glb_width_bits, accelerator.glb_width_bits);
  push("rf_words", rf_words, accelerator.rf_words);
  push("pe_x", pe_x, accelerator.pe_x);
  push("pe_y", pe_y, accelerator.pe_y);
  return position;
}

UnitCosts HardwareSpace::unit_costs(const Accelerator& accelerator) const {
  const AcceleratorParts parts = parts_of(*this, accelerator);
  const double word = static_cast<double>(word_bits);
  UnitCosts units;
  units.clock_mhz = clock_mhz;
  units.mac_pj = parts.mac.row.read_pj;
  units.rf_read_pj = parts.register_file.row.read_pj;
  units.rf_write_pj = parts.register_file.row.write_pj;
  units.glb_read_pj = parts.bank.row.read_pj / parts.words_per_row;
  units.glb_write_pj = parts.bank.row.write_pj / parts.words_per_row;
  units.dram_read_pj = parts.dram.read_pj / parts.words_per_burst;
  units.dram_write_pj = parts.dram.write_pj / parts.words_per_burst;
  for (const BuiltPart* part : parts.on_chip()) {
    units.area_um2 += part->area_um2();
    units.leakage_mw += part->leakage_mw();
  }
  units.network_pj = word * technology.wire_pj_per_bit_mm() * parts.wire_mm;
  // Half of the banks serve the array while DRAM fills the other half.
  units.glb_read_words_per_cycle = units.glb_write_words_per_cycle =
      std::max(1.0, parts.bank.count / 2) * parts.words_per_row;
  units.dram_words_per_cycle =
      static_cast<double>(dram_width_bits) * dram_megatransfers_per_s / word / clock_mhz;
  return units;
}

std::int64_t HardwareSpace::glb_tile_words(std::int64_t bytes) const {
  return bytes * 8 / word_bits / (glb_double_buffered ? 2 : 1);
}

std::vector<HardwareSpace::Parameter> HardwareSpace::parameters() const {
  std::vector<std::int64_t> dataflow_numbers;
  for (std::size_t i = 0; i < dataflows.size(); ++i) dataflow_numbers.push_back(static_cast<std::int64_t>(i));
  return {{"pe_x", pe_x},
          {"pe_y", pe_y},
          {"rf_words", rf_words},
          {"glb_bytes", glb_bytes},
          {"glb_width_bits", glb_width_bits},
          {"dataflow", dataflow_numbers}};
}

}  // namespace dance
