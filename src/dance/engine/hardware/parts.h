// What an accelerator is built of: the technology's row of each component, how many of it there are, and the
// wire between the buffer and the array. Unit costs (space.h) follow from these rows, and each row names its
// source.
#pragma once

#include <array>
#include <string>

#include "dance/engine/hardware/space.h"

namespace dance {

struct BuiltPart {
  std::string component;  // of the technology table
  double count = 0;       // on the chip
  ComponentRow row;       // of one
  double area_um2() const { return count * row.area_um2; }
  double leakage_mw() const { return count * row.leakage_mw; }
};

struct AcceleratorParts {
  BuiltPart mac, register_file, bank;
  std::string dram_component;
  ComponentRow dram;           // off the chip
  double words_per_row = 1;    // in one access to a bank, in words of WordBits::reference() bits
  double words_per_burst = 1;  // in one access to DRAM, likewise
  double wire_mm = 0;          // how far a word travels between the buffer (or DRAM) and a PE

  std::array<const BuiltPart*, 3> on_chip() const { return {&mac, &register_file, &bank}; }
};

// These throw Error where the technology lacks a component, or a size or width of it.
BuiltPart mac_of(const HardwareSpace& space, const Accelerator& accelerator);
BuiltPart register_file_of(const HardwareSpace& space, const Accelerator& accelerator);
BuiltPart bank_of(const HardwareSpace& space, const Accelerator& accelerator);
ComponentRow dram_of(const HardwareSpace& space);
AcceleratorParts parts_of(const HardwareSpace& space, const Accelerator& accelerator);

}  // namespace dance
