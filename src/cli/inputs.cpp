#include "cli/inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <sstream>

#include "dance/core/config.h"
#include "dance/core/presets.h"
#include "dance/report/design.h"
#include "dance/space/network_space.h"
#include "dance/workload/onnx_import.h"

namespace dance::cli {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

bool is_yaml(const std::string& text) { return text.ends_with(".yaml") || text.ends_with(".yml"); }

bool is_design(const std::string& text) {
  std::error_code ignored;
  return text.ends_with(".json") || fs::is_directory(text, ignored);
}

// The space that a run was made in: the file that its configuration names, else the preset of the design's
// name.
fs::path space_of_run(const std::string& run_or_file, const std::string& kind, const std::string& name) {
  std::error_code ignored;
  const fs::path folder =
      fs::is_directory(run_or_file, ignored) ? fs::path(run_or_file) : fs::path(run_or_file).parent_path();
  const fs::path config_file = folder / "config.yaml";
  if (!fs::exists(config_file, ignored)) return find_preset(kind, name, folder);
  Config config = Config::load(config_file);
  return find_preset(kind, config.root().text(kind, name), folder);
}

Network network_of_run(const std::string& run_or_file) {
  const Design design = read_design(run_or_file);
  const NetworkSpace space = NetworkSpace::load(space_of_run(run_or_file, "network", design.network_space));
  return lower(space, parse_architecture(space, design.operations()));
}

Network network_of_space(const std::string& space_name, const std::string& operations) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", space_name));
  const std::vector<std::string> names = split(operations, ',');
  const bool uniform = names.size() == 1 && space.layers.size() > 1;
  const Architecture architecture =
      uniform ? uniform_architecture(space, names.front()) : parse_architecture(space, names);
  Network network = lower(space, architecture);
  network.name = space_name + ":" + operations;
  return network;
}

// NAME=1,3,224,224; the name may hold '=' and ':'.
std::map<std::string, std::vector<std::int64_t>> read_input_shapes(const std::vector<std::string>& assignments) {
  std::map<std::string, std::vector<std::int64_t>> shapes;
  std::vector<Fault> faults;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.rfind('=');
    std::vector<std::int64_t> shape;
    bool good = equals != std::string::npos && equals > 0 && !assignment.ends_with(',');
    for (const std::string& size : split(good ? assignment.substr(equals + 1) : "", ',')) {
      std::int64_t value = 0;
      const auto [end, problem] = std::from_chars(size.data(), size.data() + size.size(), value);
      good = good && problem == std::errc() && end == size.data() + size.size() && value >= 1 &&
             value <= std::numeric_limits<std::int32_t>::max();
      shape.push_back(value);
    }
    if (!good || shape.empty()) {
      faults.push_back({"", 0, "--input-shape", "not the shape of an input", "NAME=SIZE,SIZE,... with sizes from 1",
                        "'" + assignment + "'"});
    } else if (!shapes.emplace(assignment.substr(0, equals), shape).second) {
      faults.push_back({"", 0, "--input-shape", "given twice", "each input once", "'" + assignment + "'"});
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return shapes;
}

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
    for (const std::string& assignment : split(assignments, ',')) read_assignment(assignment);
    Accelerator accelerator;
    accelerator.pe_x = number("pe_x", space_.pe_x);
    accelerator.pe_y = number("pe_y", space_.pe_y);
    accelerator.rf_words = number("rf_words", space_.rf_words);
    std::vector<std::int64_t> capacities_kib = space_.glb_bytes;
    for (std::int64_t& capacity : capacities_kib) capacity /= 1024;
    accelerator.glb_bytes = number("glb_kib", capacities_kib) * 1024;
    accelerator.glb_width_bits = number("glb_width_bits", space_.glb_width_bits);
    accelerator.dataflow = dataflow();
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

  int dataflow() {
    known_.push_back("dataflow");
    std::vector<std::string> names;
    for (const Dataflow& flow : space_.dataflows) names.push_back(flow.name);
    const auto given = given_.extract("dataflow");
    const std::string allowed = fmt::format("one of {}", fmt::join(names, ", "));
    if (given.empty()) {
      if (names.size() > 1) fault("dataflow", "missing parameter", allowed, "");
      return 0;
    }
    const auto found = std::find(names.begin(), names.end(), given.mapped());
    if (found == names.end())
      fault("dataflow", fmt::format("not a dataflow of the space '{}'", space_.name), allowed,
            given.mapped());
    return found == names.end() ? 0 : static_cast<int>(found - names.begin());
  }

  std::string text_;
  const HardwareSpace& space_;
  std::map<std::string, std::string> given_;
  std::vector<std::string> known_;
  std::vector<Fault> faults_;
};

AcceleratorArgument accelerator_of_run(const std::string& run_or_file) {
  const Design design = read_design(run_or_file);
  AcceleratorArgument argument;
  argument.space = HardwareSpace::load(space_of_run(run_or_file, "hardware", design.hardware_space));
  argument.accelerator = design.accelerator;
  const auto& flows = argument.space.dataflows;
  const auto found = std::find_if(flows.begin(), flows.end(),
                                  [&](const Dataflow& flow) { return flow.name == design.dataflow; });
  if (found == flows.end()) {
    throw Error({run_or_file, 0, "accelerator.dataflow",
                 "not a dataflow of the space '" + argument.space.name + "'", "", design.dataflow});
  }
  argument.accelerator.dataflow = static_cast<int>(found - flows.begin());
  return argument;
}

// "" when the text is no shorthand; else what stands before the colon, with the rest in `rest`.
std::string before_colon(const std::string& text, std::string& rest) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || fs::exists(text, ignored)) return "";
  rest = text.substr(colon + 1);
  return text.substr(0, colon);
}

}  // namespace

Network read_network_argument(const std::string& text, const std::vector<std::string>& input_shapes) {
  if (text.ends_with(".onnx")) return import_onnx(fs::path(text), {read_input_shapes(input_shapes)});
  if (!input_shapes.empty()) {
    throw Error({"", 0, "--input-shape", "only an ONNX model has inputs with a name", "a .onnx file",
                 "'" + text + "'"});
  }
  if (is_design(text)) return network_of_run(text);
  std::string operations;
  if (const std::string space = before_colon(text, operations); !space.empty())
    return network_of_space(space, operations);
  const std::vector<std::string> presets = preset_names("workload");
  const bool is_preset = std::find(presets.begin(), presets.end(), text) != presets.end();
  if (is_preset) return load_network(find_preset("workload", text));
  if (is_yaml(text)) return load_network(text);
  throw Error({text, 0, "", "not a network",
               fmt::format("a .yaml or .onnx file, a run folder, a design.json, SPACE:OP,OP,... such as "
                           "small:mbconv_k3_e6, or one of {}",
                           fmt::join(presets, ", ")),
               ""});
}

AcceleratorArgument read_accelerator_argument(const std::string& text) {
  if (is_design(text)) return accelerator_of_run(text);
  std::string assignments;
  const std::string before = before_colon(text, assignments);
  AcceleratorArgument argument;
  argument.space = HardwareSpace::load(find_preset("hardware", before.empty() ? text : before));
  argument.accelerator = Shorthand(text, argument.space).read(assignments);
  return argument;
}

std::string describe(const Accelerator& accelerator, const HardwareSpace& space) {
  return fmt::format("{} x {} PEs, {}-word register files, {} KiB buffer of {}-bit banks, {}",
                     accelerator.pe_x, accelerator.pe_y, accelerator.rf_words, accelerator.glb_bytes / 1024,
                     accelerator.glb_width_bits,
                     space.dataflows[static_cast<std::size_t>(accelerator.dataflow)].name);
}

}  // namespace dance::cli
