#include "cli/shorthand.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "dance/core/error.h"
#include "dance/core/split_list.h"
#include "dance/engine/hardware/space_part.h"

namespace dance::cli {

Accelerator parse_accelerator(const std::string& assignments, const HardwareSpace& space,
                              const std::string& text) {
  std::vector<Fault> faults;
  const auto given = read_values_given(assignments, space, text, faults);
  const std::vector<SpaceParameter> parameters = all_parameters(space);
  std::vector<std::size_t> at(parameters.size(), 0);
  std::vector<Fault> missing;
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const SpaceParameter& parameter = parameters[p];
    const bool is_faulty = std::any_of(faults.begin(), faults.end(), [&](const Fault& fault) {
      return fault.key == parameter.name || fault.key == parameter.file_key;
    });
    if (given[p].size() == 1) at[p] = static_cast<std::size_t>(given[p].front());
    if (given[p].size() == 1 || is_faulty) continue;
    if (given[p].size() > 1) {
      missing.push_back({text, 0, parameter.name, "an accelerator has one value of it", parameter.allowed(),
                         fmt::format("{} values", given[p].size())});
    } else if (parameter.values.size() > 1) {
      missing.push_back({text, 0, parameter.name, "missing parameter", parameter.allowed(), ""});
    }
  }
  faults.insert(faults.begin(), missing.begin(), missing.end());
  if (!faults.empty()) throw Error(std::move(faults));
  return {.pe_x = space.pe_x[at[0]],
          .pe_y = space.pe_y[at[1]],
          .rf_words = space.rf_words[at[2]],
          .glb_bytes = space.glb_bytes[at[3]],
          .glb_width_bits = space.glb_width_bits[at[4]],
          .dataflow_index = static_cast<int>(at[5]),
          .glb_banks_index = static_cast<int>(at[6]),
          .dram_rate_index = static_cast<int>(at[7]),
          .word_bits_index = static_cast<int>(at[8])};
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

std::map<std::string, bool> parse_branches(const std::vector<std::string>& assignments) {
  std::map<std::string, bool> branches;
  std::vector<Fault> faults;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = std::min(assignment.rfind('='), assignment.size());
    const std::string name = assignment.substr(0, equals), branch = assignment.substr(equals);
    if (name.empty() || (branch != "=then" && branch != "=else")) {
      faults.push_back(
          {"", 0, "--branch", "not the branch of an If", "NAME=then or NAME=else", "'" + assignment + "'"});
    } else if (!branches.emplace(name, branch == "=then").second) {
      faults.push_back({"", 0, "--branch", "given twice", "each If once", "'" + assignment + "'"});
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return branches;
}

}  // namespace dance::cli
