#include "dance/hardware/parts.h"

#include <cmath>

namespace dance {

AcceleratorParts parts_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const double word = static_cast<double>(space.word_bits);
  const double columns = static_cast<double>(accelerator.pe_x), rows = static_cast<double>(accelerator.pe_y);
  const Technology& technology = space.technology;
  AcceleratorParts parts;
  parts.mac = {space.mac_component, columns * rows, technology.plain(space.mac_component, space.word_bits)};
  parts.register_file = {
      space.rf_component, columns * rows,
      technology.sized(space.rf_component, accelerator.rf_words * space.word_bits / 8, space.word_bits)};
  parts.bank = {space.glb_component, static_cast<double>(space.glb_banks),
                technology.sized(space.glb_component, accelerator.glb_bytes / space.glb_banks,
                                 accelerator.glb_width_bits)};
  parts.dram_component = space.dram_component;
  parts.dram = technology.plain(space.dram_component, space.dram_width_bits);
  parts.words_per_row = static_cast<double>(accelerator.glb_width_bits) / word;
  parts.words_per_burst = static_cast<double>(space.dram_width_bits) / word;
  // A word leaves the middle of the buffer, runs along the Y bus past every row, and along the X bus of its
  // row.
  const double pe_pitch_mm = std::sqrt(parts.mac.row.area_um2 + parts.register_file.row.area_um2) * 1e-3;
  parts.wire_mm = 0.5 * std::sqrt(parts.bank.area_um2()) * 1e-3 + (columns + rows) * pe_pitch_mm;
  return parts;
}

}  // namespace dance
