#include "dance/engine/hardware/space_hierarchy.h"

namespace dance {

Hierarchy hierarchy_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const UnitCosts units = space.unit_costs(accelerator);
  const WordBits& words = space.word_bits_of(accelerator);
  const std::int64_t reference = words.reference();
  Hierarchy hierarchy;
  hierarchy.name = space.name;
  hierarchy.macs_x = accelerator.pe_x, hierarchy.macs_y = accelerator.pe_y;
  hierarchy.mac_pj = units.mac_pj;
  hierarchy.leakage_pj_per_cycle = units.leakage_mw / units.clock_mhz * 1e3;  // mW x us = 1000 pJ

  StorageLevel dram;
  dram.name = "DRAM";
  dram.units.read_pj = units.dram_read_pj, dram.units.write_pj = units.dram_write_pj;
  dram.units.total_words_per_cycle = units.dram_words_per_cycle;

  StorageLevel buffer;
  buffer.name = "GLB";
  buffer.capacity_words = space.glb_tile_bits(accelerator.glb_bytes) / reference;
  buffer.units.read_pj = units.glb_read_pj, buffer.units.write_pj = units.glb_write_pj;
  buffer.units.read_words_per_cycle = units.glb_read_words_per_cycle;
  buffer.units.write_words_per_cycle = units.glb_write_words_per_cycle;
  buffer.units.network_pj = units.network_pj;

  StorageLevel register_file;
  register_file.name = "RF";
  register_file.capacity_words = accelerator.rf_words;
  register_file.instances_x = accelerator.pe_x, register_file.instances_y = accelerator.pe_y;
  register_file.units.read_pj = units.rf_read_pj, register_file.units.write_pj = units.rf_write_pj;

  dram.multicast = buffer.multicast = space.dataflow_of(accelerator).multicast;
  dram.units.word = in_words_of(words.dram, reference);
  buffer.units.word = in_words_of(words.global_buffer, reference);
  register_file.units.word = in_words_of(words.register_file, reference);
  hierarchy.levels = {dram, buffer, register_file};
  hierarchy.array_pass = space.array_pass_of(accelerator);
  return hierarchy;
}

}  // namespace dance
