// How an array begins and ends a pass, and how it takes the steps in between. A pass is the time during which
// one tensor's tile stays in the array: the next tile begins the next pass
// (docs/cost_model.md, "Passes of the array").
#pragma once

#include <cstdint>

#include "dance/core/config.h"
#include "dance/engine/workload/layer.h"

namespace dance {

// What a pass costs on an array of a given size. As it is by default, it costs its steps alone.
struct ArrayPass {
  Tensor stationary = Tensor::Weights;
  std::int64_t fill_drain_cycles = 0;  // of every pass, in which the array takes no step
  // Each word of the stationary tile is loaded once per pass, however many elements share it. Of outputs it
  // is the sums that leave.
  std::int64_t load_words_per_cycle = 0;  // of the whole array; 0: no limit
  std::int64_t load_least_cycles = 0;     // of every load
  bool load_overlaps = false;             // with the first instruction, which then lasts as long at least
  // An instruction takes steps of the innermost loop, and no more than these.
  std::int64_t instruction_steps = 0;  // 0: no limit
  std::int64_t instruction_least_cycles = 0;
  // The share of the transfers between levels that goes on while the array works.
  double transfer_overlap = 1;
};

// An amount that is a number, or that follows from the array's size.
struct ArrayAmount {
  std::int64_t number = 0;
  bool rows = false, columns = false;  // whether those of the array are added

  std::int64_t on(std::int64_t array_columns, std::int64_t array_rows) const {
    return number + (rows ? array_rows : 0) + (columns ? array_columns : 0);
  }
  bool operator==(const ArrayAmount&) const = default;
};

// The same for arrays of every size, as a file states it.
struct ArrayPassRule {
  Tensor stationary = Tensor::Weights;
  ArrayAmount fill_drain_cycles;
  ArrayAmount load_words_per_cycle, load_least_cycles;
  bool load_overlaps = false;
  ArrayAmount instruction_steps, instruction_least_cycles;
  double transfer_overlap = 1;

  ArrayPass on(std::int64_t array_columns, std::int64_t array_rows) const;
  bool operator==(const ArrayPassRule&) const = default;
};

// The map `array_pass` of docs/formats.md. What is wrong becomes a fault of the value's file.
ArrayPassRule read_array_pass(const ConfigValue& value);
// The same of a hardware space, whose mapper takes no order of loops in the register files and compares
// arrays of several sizes: keys that would need the one are faults, and amounts that follow from the array's
// size where the space has several.
ArrayPassRule read_space_array_pass(const ConfigValue& value, bool one_array);

}  // namespace dance
