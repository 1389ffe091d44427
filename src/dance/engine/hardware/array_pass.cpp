#include "dance/engine/hardware/array_pass.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace dance {

namespace {

constexpr std::int64_t kMostCycles = 1 << 24;

Tensor read_tensor(ConfigMap& map) {
  const std::string name = map.choice("stationary", {"Weights", "Inputs", "Outputs"});
  const auto found = std::find(kTensorNames.begin(), kTensorNames.end(), name);
  return found == kTensorNames.end() ? Tensor::Weights
                                     : kAllTensors[static_cast<std::size_t>(found - kTensorNames.begin())];
}

// A number, or the array's rows, columns or both.
ArrayAmount read_amount(ConfigMap& map, const std::string& key) {
  const std::optional<ConfigValue> value = map.optional(key);
  if (!value) return {};
  const std::string text = value->is_scalar() ? value->text() : "";
  if (text == "rows") return {0, true, false};
  if (text == "columns") return {0, false, true};
  if (text == "rows + columns") return {0, true, true};
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) != 0) {
    value->fault("not an amount", "an integer, rows, columns or rows + columns", value->found());
    return {};
  }
  return {value->integer({.min = 0, .max = kMostCycles}), false, false};
}

}  // namespace

ArrayPass ArrayPassRule::on(std::int64_t array_columns, std::int64_t array_rows) const {
  const auto amount = [&](const ArrayAmount& of) { return of.on(array_columns, array_rows); };
  return {.stationary = stationary,
          .fill_drain_cycles = amount(fill_drain_cycles),
          .load_words_per_cycle = amount(load_words_per_cycle),
          .load_least_cycles = amount(load_least_cycles),
          .load_overlaps = load_overlaps,
          .instruction_steps = amount(instruction_steps),
          .instruction_least_cycles = amount(instruction_least_cycles),
          .transfer_overlap = transfer_overlap};
}

ArrayPassRule read_array_pass(const ConfigValue& value) {
  ConfigMap map = value.map();
  if (!value.is_map()) return {};
  ArrayPassRule rule;
  rule.stationary = read_tensor(map);
  rule.fill_drain_cycles = read_amount(map, "fill_drain_cycles");
  rule.load_words_per_cycle = read_amount(map, "load_words_per_cycle");
  rule.load_least_cycles = read_amount(map, "load_least_cycles");
  rule.load_overlaps = map.boolean("load_overlaps", false);
  rule.instruction_steps = read_amount(map, "instruction_steps");
  rule.instruction_least_cycles = read_amount(map, "instruction_least_cycles");
  rule.transfer_overlap = map.number("transfer_overlap", {.min = 0, .max = 1}, 1);
  map.finish();
  return rule;
}

ArrayPassRule read_space_array_pass(const ConfigValue& value, bool one_array) {
  const ArrayPassRule rule = read_array_pass(value);
  if (!value.is_map()) return rule;
  ConfigMap map = value.map();
  if (rule.stationary == Tensor::Inputs)
    map.fault("stationary", "not taken of a hardware space", "Weights or Outputs", "'Inputs'");
  for (const char* key : {"load_overlaps", "instruction_steps", "instruction_least_cycles"}) {
    if (map.has(key)) map.fault(key, "not taken of a hardware space", "a design in Timeloop's files");
  }
  const auto check = [&](const char* key, const ArrayAmount& amount) {
    if (!one_array && (amount.rows || amount.columns))
      map.fault(key, "follows from the size of the array, of which the space has several",
                "an integer, or one value of pe_x and of pe_y");
  };
  check("fill_drain_cycles", rule.fill_drain_cycles);
  check("load_words_per_cycle", rule.load_words_per_cycle);
  check("load_least_cycles", rule.load_least_cycles);
  return rule;
}

}  // namespace dance
