#include "dance/engine/hardware/space_part.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>

#include "dance/core/nearest.h"
#include "dance/core/split_list.h"
#include "dance/engine/hardware/restriction.h"

namespace dance {

namespace {

using Positions = std::vector<std::int64_t>;

constexpr std::string_view kRange = "..";

std::vector<std::string> texts_of(const auto& list, auto&& text_of) {
  std::vector<std::string> texts;
  for (const auto& item : list) texts.push_back(text_of(item));
  return texts;
}

SpaceParameter of_numbers(std::string name, std::string file_key, const auto& values) {
  return {std::move(name), std::move(file_key),
          texts_of(values, [](auto value) { return fmt::format("{}", value); })};
}

// Reads KEY=VALUE,VALUE,...,KEY=..., gathering all faults.
class ValuesGiven {
 public:
  ValuesGiven(const HardwareSpace& space, const std::string& text, std::vector<Fault>& faults)
      : space_(space), text_(text), faults_(faults), parameters_(all_parameters(space)) {}

  std::vector<Positions> read(const std::string& assignments) {
    std::vector<Positions> given(parameters_.size());
    std::optional<std::size_t> at;  // the parameter whose values are being read, where it is known
    bool behind_assignment = false;
    for (const std::string& part : split_list(assignments)) {
      const std::size_t equals = part.find('=');
      if (equals == std::string::npos && behind_assignment && !part.empty()) {
        if (at) read_value(parameters_[*at], part, given[*at]);
        continue;
      }
      if (equals == std::string::npos || equals == 0) {
        fault("", "not an assignment", "KEY=VALUE", part);
        continue;
      }
      behind_assignment = true;
      at = find(part.substr(0, equals));
      if (at) read_value(parameters_[*at], part.substr(equals + 1), given[*at]);
    }
    for (std::size_t p = 0; p < given.size(); ++p) sort(parameters_[p], given[p]);
    return given;
  }

 private:
  void fault(const std::string& key, const std::string& problem, const std::string& expected,
             const std::string& found) {
    faults_.push_back({text_, 0, key, problem, expected, found.empty() ? "" : "'" + found + "'"});
  }

  std::optional<std::size_t> find(const std::string& key) {
    std::vector<std::string> names;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
      const SpaceParameter& parameter = parameters_[p];
      names.push_back(parameter.name);
      if (key != parameter.name && key != parameter.file_key) continue;
      if (!seen_.insert(p).second) {
        fault(key, "given twice", "each parameter once", "");
        return std::nullopt;
      }
      return p;
    }
    std::vector<std::string> all_names = names;
    for (const SpaceParameter& parameter : parameters_) all_names.push_back(parameter.file_key);
    fault(key, "unknown parameter",
          fmt::format("one of {}{}", fmt::join(names, ", "), did_you_mean(key, all_names)), "");
    return std::nullopt;
  }

  // One value, or the ends of a range.
  void read_value(const SpaceParameter& parameter, const std::string& value, Positions& positions) {
    const std::size_t dots = parameter.is_number ? value.find(kRange) : std::string::npos;
    if (dots == std::string::npos) {
      if (const auto at = position_of(parameter, value)) positions.push_back(*at);
      return;
    }
    const auto from = position_of(parameter, value.substr(0, dots)),
               to = position_of(parameter, value.substr(dots + kRange.size()));
    if (!from || !to) return;
    if (*to < *from) fault(parameter.name, "an empty range", "the lower end first", value);
    for (std::int64_t at = *from; at <= *to; ++at) positions.push_back(at);
  }

  std::optional<std::int64_t> position_of(const SpaceParameter& parameter, const std::string& value) {
    const auto found = std::find(parameter.values.begin(), parameter.values.end(), value);
    if (found != parameter.values.end()) return found - parameter.values.begin();
    fault(parameter.name,
          fmt::format("not a {} of the space '{}'", parameter.is_number ? "value" : parameter.name,
                      space_.name),
          parameter.allowed() + (parameter.is_number ? "" : did_you_mean(value, parameter.values)), value);
    return std::nullopt;
  }

  void sort(const SpaceParameter& parameter, Positions& positions) {
    std::sort(positions.begin(), positions.end());
    const auto twice = std::adjacent_find(positions.begin(), positions.end());
    if (twice != positions.end())
      fault(parameter.name, "a value is given twice", "each value once",
            parameter.values[static_cast<std::size_t>(*twice)]);
  }

  const HardwareSpace& space_;
  const std::string& text_;
  std::vector<Fault>& faults_;
  const std::vector<SpaceParameter> parameters_;
  std::set<std::size_t> seen_;
};

// The values at these positions: "8..16" for three or more neighbours, else "8,16".
std::string text_of(const SpaceParameter& parameter, const Positions& positions) {
  const auto value = [&](std::int64_t at) { return parameter.values[static_cast<std::size_t>(at)]; };
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < positions.size();) {
    std::size_t end = begin + 1;
    while (end < positions.size() && positions[end] == positions[end - 1] + 1) ++end;
    if (parameter.is_number && end - begin >= 3) {
      parts.push_back(fmt::format("{}{}{}", value(positions[begin]), kRange, value(positions[end - 1])));
      begin = end;
    } else {
      parts.push_back(value(positions[begin++]));
    }
  }
  return fmt::format("{}={}", parameter.name, fmt::join(parts, ","));
}

}  // namespace

std::string SpaceParameter::allowed() const {
  const std::string all = fmt::format("{}{}", is_number ? "" : "one of ", fmt::join(values, ", "));
  if (!is_number || values.size() < 4) return all;
  std::vector<double> numbers;
  for (const std::string& value : values) numbers.push_back(std::stod(value));
  const double step = numbers[1] - numbers[0];
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i] - numbers[i - 1] != step) return all;
  }
  if (step == 1) return fmt::format("{}..{}", values.front(), values.back());
  return fmt::format("{}, {}, ..., {}", values[0], values[1], values.back());
}

std::vector<SpaceParameter> all_parameters(const HardwareSpace& space) {
  std::vector<std::int64_t> capacities_kib = space.glb_bytes;
  for (std::int64_t& capacity : capacities_kib) capacity /= 1024;
  return {of_numbers("pe_x", "pe_x", space.pe_x),
          of_numbers("pe_y", "pe_y", space.pe_y),
          of_numbers("rf_words", "register_file.words", space.rf_words),
          of_numbers("glb_kib", "global_buffer.capacity_kib", capacities_kib),
          of_numbers("glb_width_bits", "global_buffer.width_bits", space.glb_width_bits),
          {"dataflow", "dataflows", texts_of(space.dataflows, [](const Dataflow& flow) { return flow.name; }),
           false},
          of_numbers("glb_banks", "global_buffer.banks", space.glb_banks),
          of_numbers("dram_megatransfers_per_s", "dram.megatransfers_per_s", space.dram_megatransfers_per_s),
          {"word_bits", "word_bits",
           texts_of(space.word_bits, [](const WordBits& words) { return words.to_string(); }), false}};
}

std::vector<Positions> read_values_given(const std::string& assignments, const HardwareSpace& space,
                                         const std::string& text, std::vector<Fault>& faults) {
  return ValuesGiven(space, text, faults).read(assignments);
}

HardwareSpace part_of(const HardwareSpace& space, const std::string& assignments, const std::string& text) {
  std::vector<Fault> faults;
  std::vector<Positions> kept = read_values_given(assignments, space, text, faults);
  const std::vector<SpaceParameter> parameters = all_parameters(space);
  std::vector<std::string> named;
  for (std::size_t p = 0; p < kept.size(); ++p) {
    if (!kept[p].empty()) named.push_back(text_of(parameters[p], kept[p]));
  }
  if (faults.empty() && named.empty())
    faults.push_back({text, 0, "", "names no part of the space", "KEY=VALUE,...", ""});
  if (!faults.empty()) throw Error(std::move(faults));

  // `restricted` takes the parameters in the same order, of the last three those with several values.
  const std::size_t always = parameters.size() - 3;
  KeptSteps steps;
  for (std::size_t p = 0; p < kept.size(); ++p) {
    if (p >= always && parameters[p].values.size() == 1) continue;
    if (kept[p].empty()) {
      kept[p].resize(parameters[p].values.size());
      std::iota(kept[p].begin(), kept[p].end(), 0);
    }
    steps.push_back(kept[p]);
  }
  HardwareSpace part = restricted(space, steps);
  part.part = fmt::format("{}", fmt::join(named, ","));
  return part;
}

SpaceName split_space_name(const std::string& text) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || std::filesystem::exists(text, ignored)) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

HardwareSpace load_space(const SpaceName& name, const std::string& text) {
  HardwareSpace space = HardwareSpace::load(name.file);
  return name.part.empty() ? space : part_of(space, name.part, text);
}

}  // namespace dance
