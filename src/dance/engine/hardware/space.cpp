#include "dance/engine/hardware/space.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/error.h"
#include "dance/engine/hardware/parts.h"

namespace dance {

namespace {

std::int64_t count_of(const auto& values) { return static_cast<std::int64_t>(values.size()); }

// Which value of each list an accelerator has.
struct Steps {
  std::size_t pe_y, pe_x, rf_words, glb_width_bits, glb_banks, dram_rate, glb_bytes, dataflow, word_bits;
};

// The digits of an accelerator's number, the fastest first.
Steps steps_of(const HardwareSpace& space, std::int64_t accelerator_index) {
  std::int64_t rest = accelerator_index;
  const auto next = [&](const auto& values) {
    const std::int64_t digit = rest % count_of(values);
    rest /= count_of(values);
    return static_cast<std::size_t>(digit);
  };
  return {next(space.pe_y),           next(space.pe_x),      next(space.rf_words),
          next(space.glb_width_bits), next(space.glb_banks), next(space.dram_megatransfers_per_s),
          next(space.glb_bytes),      next(space.dataflows), next(space.word_bits)};
}

}  // namespace

std::int64_t HardwareSpace::size() const {
  std::int64_t product = 1;
  for (const Parameter& parameter : parameters()) product *= parameter.values;
  return product;
}

Accelerator HardwareSpace::at(std::int64_t accelerator_index) const {
  const Steps steps = steps_of(*this, accelerator_index);
  Accelerator accelerator;
  accelerator.pe_y = pe_y[steps.pe_y];
  accelerator.pe_x = pe_x[steps.pe_x];
  accelerator.rf_words = rf_words[steps.rf_words];
  accelerator.glb_width_bits = glb_width_bits[steps.glb_width_bits];
  accelerator.glb_bytes = glb_bytes[steps.glb_bytes];
  accelerator.glb_banks_index = static_cast<int>(steps.glb_banks);
  accelerator.dram_rate_index = static_cast<int>(steps.dram_rate);
  accelerator.dataflow_index = static_cast<int>(steps.dataflow);
  accelerator.word_bits_index = static_cast<int>(steps.word_bits);
  return accelerator;
}

std::int64_t HardwareSpace::index_of(const Accelerator& accelerator) const {
  std::int64_t position = 0;
  const auto push = [&](const std::string& parameter, const std::vector<std::int64_t>& values,
                        std::int64_t value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found == values.end()) {
      throw Error({file, 0, parameter, "not a value of the space '" + name + "'",
                   fmt::format("{}..{}, one of {} values", values.front(), values.back(), values.size()),
                   std::to_string(value)});
    }
    position = position * count_of(values) + (found - values.begin());
  };
  const auto push_index = [&](const char* parameter, const auto& list, int chosen) {
    if (chosen < 0 || chosen >= count_of(list)) {
      throw Error({file, 0, parameter, fmt::format("not a {} of the space '{}'", parameter, name),
                   fmt::format("0..{}", list.size() - 1), std::to_string(chosen)});
    }
    position = position * count_of(list) + chosen;
  };
  push_index("word_bits", word_bits, accelerator.word_bits_index);
  push_index("dataflow", dataflows, accelerator.dataflow_index);
  push("glb_bytes", glb_bytes, accelerator.glb_bytes);
  push_index("dram_rate", dram_megatransfers_per_s, accelerator.dram_rate_index);
  push_index("glb_banks", glb_banks, accelerator.glb_banks_index);
  push("glb_width_bits", glb_width_bits, accelerator.glb_width_bits);
  push("rf_words", rf_words, accelerator.rf_words);
  push("pe_x", pe_x, accelerator.pe_x);
  push("pe_y", pe_y, accelerator.pe_y);
  return position;
}

AcceleratorChoices HardwareSpace::choices_of(const Accelerator& accelerator) const {
  return {dataflow_of(accelerator).name, glb_banks_of(accelerator), dram_megatransfers_of(accelerator),
          word_bits_of(accelerator).to_string()};
}

void HardwareSpace::choose(const AcceleratorChoices& choices, const std::string& origin,
                           Accelerator& accelerator) const {
  const auto find = [&](const char* key, const auto& list, const std::string& given, auto&& is_chosen) {
    const auto found = std::find_if(list.begin(), list.end(), is_chosen);
    if (found == list.end()) {
      throw Error({origin, 0, fmt::format("accelerator.{}", key),
                   fmt::format("not a {} of the space '{}'", key, name), "", given});
    }
    return static_cast<int>(found - list.begin());
  };
  const bool banks_stated = choices.glb_banks != 0 || glb_banks.size() > 1,
             rate_stated = choices.dram_megatransfers_per_s != 0 || dram_megatransfers_per_s.size() > 1,
             words_stated = !choices.word_bits.empty() || word_bits.size() > 1;
  accelerator.dataflow_index = find("dataflow", dataflows, choices.dataflow,
                                    [&](const Dataflow& flow) { return flow.name == choices.dataflow; });
  accelerator.glb_banks_index =
      find("glb_banks", glb_banks, std::to_string(choices.glb_banks),
           [&](std::int64_t banks) { return !banks_stated || banks == choices.glb_banks; });
  accelerator.dram_rate_index = find("dram_megatransfers_per_s", dram_megatransfers_per_s,
                                     fmt::format("{}", choices.dram_megatransfers_per_s), [&](double rate) {
                                       return !rate_stated || rate == choices.dram_megatransfers_per_s;
                                     });
  accelerator.word_bits_index = find("word_bits", word_bits, choices.word_bits, [&](const WordBits& words) {
    return !words_stated || words.to_string() == choices.word_bits;
  });
}

UnitCosts HardwareSpace::unit_costs(const Accelerator& accelerator) const {
  const AcceleratorParts parts = parts_of(*this, accelerator);
  const WordBits& words = word_bits_of(accelerator);
  const double word = static_cast<double>(words.reference());
  UnitCosts units;
  units.clock_mhz = clock_mhz;
  units.mac_pj = parts.mac.row.read_pj;
  units.rf_read_pj = parts.register_file.row.read_pj;
  units.rf_write_pj = parts.register_file.row.write_pj;
  units.glb_read_pj = parts.bank.row.read_pj / parts.words_per_row;
  units.glb_write_pj = parts.bank.row.write_pj / parts.words_per_row;
  units.dram_read_pj = parts.dram.read_pj / parts.words_per_burst;
  units.dram_write_pj = parts.dram.write_pj / parts.words_per_burst;
  for (const BuiltPart* built : parts.on_chip()) {
    units.area_um2 += built->area_um2();
    units.leakage_mw += built->leakage_mw();
  }
  units.network_pj = word * technology.wire_pj_per_bit_mm() * parts.wire_mm;
  // Half of the banks serve the array while DRAM fills the other half.
  units.glb_read_words_per_cycle = units.glb_write_words_per_cycle =
      std::max(1.0, parts.bank.count / 2) * parts.words_per_row;
  units.dram_words_per_cycle =
      static_cast<double>(dram_width_bits) * dram_megatransfers_of(accelerator) / word / clock_mhz;
  units.residual_word = in_words_of(words.dram, words.reference())[index(Tensor::Outputs)];
  if (array_pass) units.transfer_overlap = array_pass->transfer_overlap;
  return units;
}

std::vector<HardwareSpace::Parameter> HardwareSpace::parameters() const {
  std::vector<Parameter> all = {{"pe_x", count_of(pe_x)},
                                {"pe_y", count_of(pe_y)},
                                {"rf_words", count_of(rf_words)},
                                {"glb_bytes", count_of(glb_bytes)},
                                {"glb_width_bits", count_of(glb_width_bits)},
                                {"dataflow", count_of(dataflows)}};
  if (glb_banks.size() > 1) all.push_back({"glb_banks", count_of(glb_banks)});
  if (dram_megatransfers_per_s.size() > 1) all.push_back({"dram_rate", count_of(dram_megatransfers_per_s)});
  if (word_bits.size() > 1) all.push_back({"word_bits", count_of(word_bits)});
  return all;
}

std::vector<std::int64_t> HardwareSpace::steps_at(std::int64_t accelerator_index) const {
  const Steps at = steps_of(*this, accelerator_index);
  std::vector<std::size_t> steps = {at.pe_x,      at.pe_y,           at.rf_words,
                                    at.glb_bytes, at.glb_width_bits, at.dataflow};
  if (glb_banks.size() > 1) steps.push_back(at.glb_banks);
  if (dram_megatransfers_per_s.size() > 1) steps.push_back(at.dram_rate);
  if (word_bits.size() > 1) steps.push_back(at.word_bits);
  return {steps.begin(), steps.end()};
}

}  // namespace dance
