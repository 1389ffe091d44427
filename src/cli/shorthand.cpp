#include "cli/shorthand.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "cli/split_list.h"

namespace dance::cli {

namespace {

// "8..24", "4, 8, ..., 64" or "64, 128".
std::string describe_values(const std::vector<std::int64_t>& values) {
  if (values.size() < 4) return fmt::format("{}", fmt::join(values, ", "));
  const std::int64_t step = values[1] - values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return fmt::format("{}", fmt::join(values, ", "));
  }
  if (step == 1) return fmt::format("{}..{}", values.front(), values.back());
  return fmt::format("{}, {}, ..., {}", values[0], values[1], values.back());
}

// Reads KEY=VALUE,... against a space, gathering all faults.
class Shorthand {
 public:
  Shorthand(std::string text, const HardwareSpace& space) : text_(std::move(text)), space_(space) {}

  Accelerator read(const std::string& assignments) {
    for (const std::string& assignment : split_list(assignments)) read_assignment(assignment);
    Accelerator accelerator;
    accelerator.pe_x = number("pe_x", space_.pe_x);
    accelerator.pe_y = number("pe_y", space_.pe_y);
    accelerator.rf_words = number("rf_words", space_.rf_words);
    std::vector<std::int64_t> capacities_kib = space_.glb_bytes;
    for (std::int64_t& capacity : capacities_kib) capacity /= 1024;
    accelerator.glb_bytes = number("glb_kib", capacities_kib) * 1024;
    accelerator.glb_width_bits = number("glb_width_bits", space_.glb_width_bits);
    accelerator.dataflow_index =
        named("dataflow", texts_of(space_.dataflows, [](const Dataflow& flow) { return flow.name; }));
    const auto print = [](auto value) { return fmt::format("{}", value); };
    accelerator.glb_banks_index = named("glb_banks", texts_of(space_.glb_banks, print));
    accelerator.dram_rate_index =
        named("dram_megatransfers_per_s", texts_of(space_.dram_megatransfers_per_s, print));
    accelerator.word_bits_index = named(
        "word_bits", texts_of(space_.word_bits, [](const WordBits& words) { return words.to_string(); }));
    for (const auto& [key, value] : given_) {
      fault(key, "unknown parameter", fmt::format("one of {}", fmt::join(known_, ", ")), "");
    }
    if (!faults_.empty()) throw Error(std::move(faults_));
    return accelerator;
  }

 private:
  void fault(const std::string& key, const std::string& problem, const std::string& expected,
             const std::string& found) {
    faults_.push_back({text_, 0, key, problem, expected, found.empty() ? "" : "'" + found + "'"});
  }

  void read_assignment(const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
      fault("", "not an assignment", "KEY=VALUE", assignment);
    } else if (!given_.emplace(assignment.substr(0, equals), assignment.substr(equals + 1)).second) {
      fault(assignment.substr(0, equals), "given twice", "each parameter once", "");
    }
  }

  std::int64_t number(const std::string& key, const std::vector<std::int64_t>& values) {
    known_.push_back(key);
    const auto given = given_.extract(key);
    const std::string allowed = describe_values(values);
    if (given.empty()) {
      if (values.size() > 1) fault(key, "missing parameter", allowed, "");
      return values.front();
    }
    for (const std::int64_t value : values) {
      if (std::to_string(value) == given.mapped()) return value;
    }
    fault(key, fmt::format("not a value of the space '{}'", space_.name), allowed, given.mapped());
    return values.front();
  }

  static std::vector<std::string> texts_of(const auto& list, auto&& text_of) {
    std::vector<std::string> texts;
    for (const auto& item : list) texts.push_back(text_of(item));
    return texts;
  }

  // The index of the one given.
  int named(const std::string& key, const std::vector<std::string>& names) {
    known_.push_back(key);
    const auto given = given_.extract(key);
    const std::string allowed = fmt::format("one of {}", fmt::join(names, ", "));
    if (given.empty()) {
      if (names.size() > 1) fault(key, "missing parameter", allowed, "");
      return 0;
    }
    const auto found = std::find(names.begin(), names.end(), given.mapped());
    if (found == names.end())
      fault(key, fmt::format("not a {} of the space '{}'", key, space_.name), allowed, given.mapped());
    return found == names.end() ? 0 : static_cast<int>(found - names.begin());
  }

  std::string text_;
  const HardwareSpace& space_;
  std::map<std::string, std::string> given_;
  std::vector<std::string> known_;
  std::vector<Fault> faults_;
};

}  // namespace

Accelerator parse_accelerator(const std::string& assignments, const HardwareSpace& space,
                              const std::string& text) {
  return Shorthand(text, space).read(assignments);
}

std::map<std::string, std::vector<std::int64_t>> parse_input_shapes(
    const std::vector<std::string>& assignments) {
  std::map<std::string, std::vector<std::int64_t>> shapes;
  std::vector<Fault> faults;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.rfind('=');
    std::vector<std::int64_t> shape;
    bool good = equals != std::string::npos && equals > 0 && !assignment.ends_with(',');
    for (const std::string& size : split_list(good ? assignment.substr(equals + 1) : "")) {
      std::int64_t value = 0;
      const auto [end, problem] = std::from_chars(size.data(), size.data() + size.size(), value);
      good = good && problem == std::errc() && end == size.data() + size.size() && value >= 1 &&
             value <= std::numeric_limits<std::int32_t>::max();
      shape.push_back(value);
    }
    if (!good || shape.empty()) {
      faults.push_back({"", 0, "--input-shape", "not the shape of an input",
                        "NAME=SIZE,SIZE,... with sizes from 1", "'" + assignment + "'"});
    } else if (!shapes.emplace(assignment.substr(0, equals), shape).second) {
      faults.push_back({"", 0, "--input-shape", "given twice", "each input once", "'" + assignment + "'"});
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return shapes;
}

}  // namespace dance::cli
