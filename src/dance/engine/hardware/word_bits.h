// How wide the words of each tensor are at each level of the template: 16 bits everywhere, or 8-bit weights
// and inputs with 32-bit sums, or sums that are narrowed on their way to DRAM.
//
// Counts and unit costs of an accelerator are in words of `reference()` bits: narrower words count as the
// part of one that their bits make, since energies, capacities and bandwidths go by bits.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "dance/core/config.h"
#include "dance/engine/workload/layer.h"

namespace dance {

struct WordBits {
  using PerTensor = std::array<std::int64_t, kTensors>;  // in the order of Tensor

  PerTensor register_file{16, 16, 16}, global_buffer{16, 16, 16}, dram{16, 16, 16};

  // The bits of the widest tensor's words in the register file; they set the register file's width.
  std::int64_t reference() const;
  // The bits of the wider factor of a product, and those of a sum, in the register file.
  std::int64_t operand() const;
  std::int64_t sum() const;
  // "16", "8/8/32" (weights, inputs, outputs), or "8/8/32+8/8/32+8" (register file, buffer, DRAM).
  std::string to_string() const;
  bool operator==(const WordBits&) const = default;
};

// The length of each tensor's word, in words of `reference` bits.
std::array<double, kTensors> in_words_of(const WordBits::PerTensor& bits, std::int64_t reference);

// Reads the key word_bits of a hardware space: 16, or {weights: 8, inputs: 8, outputs: 32}, each of them one
// width or {register_file, global_buffer, dram}. What is wrong becomes a fault of the value's file.
WordBits read_word_bits(const ConfigValue& value);

}  // namespace dance
