#include "dance/engine/hardware/parts.h"

#include <fmt/format.h>

#include <cmath>

#include "dance/core/integers.h"

namespace dance {

namespace {

double array_of(const Accelerator& accelerator) {
  return static_cast<double>(accelerator.pe_x) * static_cast<double>(accelerator.pe_y);
}

}  // namespace

// A multiplier of the operands' width and an adder of the sum's are one part.
BuiltPart mac_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const Technology& technology = space.technology;
  const WordBits& words = space.word_bits_of(accelerator);
  const double count = array_of(accelerator);
  if (space.adder_component.empty())
    return {space.mac_component, count, technology.plain(space.mac_component, words.reference())};
  const ComponentRow adder = technology.plain(space.adder_component, words.sum());
  BuiltPart mac{fmt::format("{} + {}", space.mac_component, space.adder_component), count,
                technology.plain(space.mac_component, words.operand())};
  mac.row.read_pj += adder.read_pj;
  mac.row.write_pj += adder.write_pj;
  mac.row.leakage_mw += adder.leakage_mw;
  mac.row.area_um2 += adder.area_um2;
  mac.row.source += fmt::format("; adder of {} bits: {}", words.sum(), adder.source);
  return mac;
}

BuiltPart register_file_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const std::int64_t word_bits = space.word_bits_of(accelerator).reference();
  return {space.rf_component, array_of(accelerator),
          space.technology.sized(space.rf_component, ceil_divide(accelerator.rf_words * word_bits, 8),
                                 word_bits)};
}

BuiltPart bank_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const std::int64_t banks = space.glb_banks_of(accelerator);
  return {
      space.glb_component, static_cast<double>(banks),
      space.technology.sized(space.glb_component, accelerator.glb_bytes / banks, accelerator.glb_width_bits)};
}

ComponentRow dram_of(const HardwareSpace& space) {
  return space.technology.plain(space.dram_component, space.dram_width_bits);
}

AcceleratorParts parts_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const double word = static_cast<double>(space.word_bits_of(accelerator).reference());
  const double columns = static_cast<double>(accelerator.pe_x), rows = static_cast<double>(accelerator.pe_y);
  AcceleratorParts parts;
  parts.mac = mac_of(space, accelerator);
  parts.register_file = register_file_of(space, accelerator);
  parts.bank = bank_of(space, accelerator);
  parts.dram_component = space.dram_component;
  parts.dram = dram_of(space);
  parts.words_per_row = static_cast<double>(accelerator.glb_width_bits) / word;
  parts.words_per_burst = static_cast<double>(space.dram_width_bits) / word;
  // A word leaves the middle of the buffer, runs along the Y bus past every row, and along the X bus of its
  // row.
  const double pe_pitch_mm = std::sqrt(parts.mac.row.area_um2 + parts.register_file.row.area_um2) * 1e-3;
  parts.wire_mm = 0.5 * std::sqrt(parts.bank.area_um2()) * 1e-3 + (columns + rows) * pe_pitch_mm;
  return parts;
}

}  // namespace dance
