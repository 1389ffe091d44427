#include "dance/engine/hardware/word_bits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dance {

namespace {

constexpr IntegerRange kWidth{.min = 1, .max = 64};

std::int64_t& at(WordBits::PerTensor& level, Tensor tensor) { return level[index(tensor)]; }

std::int64_t at(const WordBits::PerTensor& level, Tensor tensor) { return level[index(tensor)]; }

std::string level_text(const WordBits::PerTensor& level) {
  const bool uniform = level[0] == level[1] && level[1] == level[2];
  return uniform ? std::to_string(level[0]) : fmt::format("{}", fmt::join(level, "/"));
}

void read_tensor(const ConfigValue& value, Tensor tensor, WordBits& words) {
  if (!value.is_map()) {
    const std::int64_t bits = value.integer(kWidth);
    at(words.register_file, tensor) = at(words.global_buffer, tensor) = at(words.dram, tensor) = bits;
    return;
  }
  ConfigMap levels = value.map();
  at(words.register_file, tensor) = levels.integer("register_file", kWidth);
  at(words.global_buffer, tensor) = levels.integer("global_buffer", kWidth);
  at(words.dram, tensor) = levels.integer("dram", kWidth);
  levels.finish();
}

}  // namespace

std::int64_t WordBits::reference() const {
  return *std::max_element(register_file.begin(), register_file.end());
}

std::int64_t WordBits::operand() const {
  return std::max(at(register_file, Tensor::Weights), at(register_file, Tensor::Inputs));
}

std::int64_t WordBits::sum() const { return at(register_file, Tensor::Outputs); }

std::string WordBits::to_string() const {
  if (register_file == global_buffer && global_buffer == dram) return level_text(dram);
  return fmt::format("{}+{}+{}", level_text(register_file), level_text(global_buffer), level_text(dram));
}

std::array<double, kTensors> in_words_of(const WordBits::PerTensor& bits, std::int64_t reference) {
  std::array<double, kTensors> words{};
  for (std::size_t t = 0; t < kTensors; ++t)
    words[t] = static_cast<double>(bits[t]) / static_cast<double>(reference);
  return words;
}

WordBits read_word_bits(const ConfigValue& value) {
  WordBits words;
  if (!value.is_map()) {
    const std::int64_t bits = value.integer(kWidth);
    words.register_file = words.global_buffer = words.dram = {bits, bits, bits};
    return words;
  }
  ConfigMap tensors = value.map();
  read_tensor(tensors.value("weights"), Tensor::Weights, words);
  read_tensor(tensors.value("inputs"), Tensor::Inputs, words);
  read_tensor(tensors.value("outputs"), Tensor::Outputs, words);
  tensors.finish();
  return words;
}

}  // namespace dance
