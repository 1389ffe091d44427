// The cycles of an array that takes a nest's steps in passes (hardware/array_pass.h).
//   instructions of a run: its steps, cut into pieces of at most `instruction_steps`
//   cycles of an instruction = max(its steps, instruction_least_cycles)
//   load = max(load_least_cycles, words / load_words_per_cycle rounded up), 0 where nothing is loaded
//   cycles of a pass = fill_drain_cycles + the instructions of all its runs + what the load adds: all of it,
//     or, where it overlaps, what it takes longer than the first instruction
//   cycles = passes * cycles of a pass
#pragma once

#include "dance/engine/hardware/array_pass.h"
#include "dance/engine/nest/pass_counts.h"

namespace dance {

// Of all passes together.
struct ArrayCycles {
  double steps = 0;
  double fill_drain = 0;
  double load = 0;                // what loads add
  double short_instructions = 0;  // what instructions take beyond their steps

  double total() const { return steps + fill_drain + load + short_instructions; }
};

// Of one load of so many words.
double load_cycles_of(double words, const ArrayPass& pass);

ArrayCycles array_cycles_of(const PassCounts& counts, const ArrayPass& pass);

}  // namespace dance
