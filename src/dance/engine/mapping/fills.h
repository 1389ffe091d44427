// What arrives in one register file and in the buffer, and what it adds up to on the whole chip.
#pragma once

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/mapping_counts.h"

namespace dance {

struct Fills {
  double weights = 0, inputs = 0;  // words that arrive in one register file
  double input_reads = 0;          // words that are read above the array for the inputs of all register files
  double output_visits = 0;        // output tiles that one register file sees, repeated visits counted
  double buffer_weights = 0, buffer_inputs = 0;  // words that arrive in the buffer
  double buffer_output_words = 0;                // output words that the buffer sees, repeated visits counted
  double buffer_output_fills = 0;                // those of them that had been in DRAM before
};

// The counts of a mapping from what arrives. `bypass`: weights go past the buffer.
MappingCounts counts_of(const MapProblem& problem, const ArrayTiling& array, const Fills& fills, bool bypass);

}  // namespace dance
