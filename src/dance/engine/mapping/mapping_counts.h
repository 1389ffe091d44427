// What a mapping does, whatever it costs: words moved, and cycles of the array.
#pragma once

namespace dance {

// Accesses are in words of WordBits::reference() bits, summed over all instances of a level.
struct MappingCounts {
  double compute_cycles = 0;           // steps of the array: product of the temporal bounds
  double rf_reads = 0, rf_writes = 0;  // writes are fills and updates
  double glb_reads = 0, glb_writes = 0;
  double dram_reads = 0, dram_writes = 0;
  double network_words = 0;  // between the buffer (or DRAM) and the array, both ways
  double pass_cycles = 0;    // what fill, drain and loads of the array's passes add to the steps

  // The counts of as many runs.
  MappingCounts operator*(double runs) const {
    return {compute_cycles * runs, rf_reads * runs,      rf_writes * runs,
            glb_reads * runs,      glb_writes * runs,    dram_reads * runs,
            dram_writes * runs,    network_words * runs, pass_cycles * runs};
  }
};

}  // namespace dance
