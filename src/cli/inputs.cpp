#include "cli/inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "cli/shorthand.h"
#include "cli/timeloop_files.h"
#include "dance/core/config.h"
#include "dance/core/nearest.h"
#include "dance/core/presets.h"
#include "dance/core/split_list.h"
#include "dance/engine/hardware/space_part.h"
#include "dance/engine/onnx/import.h"
#include "dance/report/design.h"
#include "dance/search/space/network_space.h"

namespace dance::cli {

namespace fs = std::filesystem;

namespace {

bool is_yaml(const std::string& text) { return text.ends_with(".yaml") || text.ends_with(".yml"); }

bool is_design(const std::string& text) {
  std::error_code ignored;
  return text.ends_with(".json") || fs::is_directory(text, ignored);
}

// The space that a run was made in: the file that its configuration names, else the preset of the design's
// name. Of a part of a hardware space it is the whole one.
fs::path space_of_run(const std::string& run_or_file, const std::string& kind, const std::string& name) {
  std::error_code ignored;
  const fs::path folder =
      fs::is_directory(run_or_file, ignored) ? fs::path(run_or_file) : fs::path(run_or_file).parent_path();
  const fs::path config_file = folder / "config.yaml";
  if (!fs::exists(config_file, ignored)) return find_preset(kind, name, folder);
  Config config = Config::load(config_file);
  const std::string named = config.root().text(kind, name);
  return find_preset(kind, kind == "hardware" ? split_space_name(named).file : named, folder);
}

Network network_of_run(const std::string& run_or_file) {
  const Design design = read_design(run_or_file);
  const NetworkSpace space = NetworkSpace::load(space_of_run(run_or_file, "network", design.network_space));
  return lower(space, parse_architecture(space, design.operations()));
}

Network network_of_space(const std::string& space_name, const std::string& operations) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", space_name));
  const std::vector<std::string> names = split_list(operations);
  const bool uniform = names.size() == 1 && space.layers.size() > 1;
  const Architecture architecture =
      uniform ? uniform_architecture(space, names.front()) : parse_architecture(space, names);
  Network network = lower(space, architecture);
  network.name = space_name + ":" + operations;
  return network;
}

AcceleratorArgument accelerator_of_run(const std::string& run_or_file) {
  const Design design = read_design(run_or_file);
  AcceleratorArgument argument;
  argument.space = HardwareSpace::load(space_of_run(run_or_file, "hardware", design.hardware_space));
  argument.accelerator = design.accelerator;
  argument.space.choose(design.choices, run_or_file, argument.accelerator);
  return argument;
}

// The parameters in which the space's accelerators differ, such as ", 4 banks, 3200 MT/s, words of 8/8/32
// bits"; words of several widths are named in any case.
std::string further_choices(const Accelerator& accelerator, const HardwareSpace& space) {
  std::string text;
  const AcceleratorChoices choices = space.choices_of(accelerator);
  if (space.glb_banks.size() > 1) text += fmt::format(", {} banks", choices.glb_banks);
  if (space.dram_megatransfers_per_s.size() > 1)
    text += fmt::format(", DRAM of {:g} MT/s", choices.dram_megatransfers_per_s);
  if (space.word_bits.size() > 1 || choices.word_bits.find('/') != std::string::npos)
    text += fmt::format(", words of {} bits", choices.word_bits);
  return text;
}

Network named_network(const std::string& text) {
  if (is_design(text)) return network_of_run(text);
  if (const SpaceName space = split_space_name(text); space.file != text)
    return network_of_space(space.file, space.part);
  const std::vector<std::string> presets = preset_names("workload");
  const bool is_preset = std::find(presets.begin(), presets.end(), text) != presets.end();
  if (is_preset) return load_network(find_preset("workload", text));
  if (is_yaml(text)) return load_network(text);
  throw Error({text, 0, "", "not a network",
               fmt::format("a .yaml or .onnx file, a run folder, a design.json, SPACE:OP,OP,... such as "
                           "small:mbconv_k3_e6, or one of {}{}",
                           fmt::join(presets, ", "), did_you_mean(text, presets)),
               ""});
}

AcceleratorArgument named_accelerator(const std::string& text) {
  if (is_design(text)) return accelerator_of_run(text);
  const SpaceName name = split_space_name(text);
  AcceleratorArgument argument;
  argument.space = HardwareSpace::load(find_preset_of("--accelerator", "hardware", name.file));
  argument.accelerator = parse_accelerator(name.part, argument.space, text);
  return argument;
}

}  // namespace

void NetworkOptions::add_to(CLI::App& app) {
  onnx_.add_to(app);
  app.add_option("--batch", batch_,
                 "Images that run together; costs are of one of them. Default: what the network's file says")
      ->check(CLI::Range(std::int64_t{1}, kMaxBatch));
}

Network NetworkOptions::read(const std::string& text, bool beside_onnx) const {
  const bool obeys = is_onnx(text) || !beside_onnx;
  Network network = read_network_argument(text, obeys ? onnx_ : OnnxArguments());
  if (batch_) network.set_batch(*batch_);
  return network;
}

void NetworkArgument::add_to(CLI::App& app) {
  app.add_option("NETWORK", text_, kNetworkHelp)->required();
  options_.add_to(app);
}

void OnnxArguments::add_to(CLI::App& app) {
  app.add_option("--input-shape", input_shapes_,
                 "Shape of an input of an ONNX model, as NAME=1,3,224,224; once for each input")
      ->type_name("NAME=SIZES")
      ->allow_extra_args(false);
  app.add_option(
         "--branch", branches_,
         "Branch that an If of an ONNX model takes, as NAME=then or NAME=else; default: the larger one")
      ->type_name("NAME=BRANCH")
      ->allow_extra_args(false);
}

OnnxOptions OnnxArguments::options() const {
  return {parse_input_shapes(input_shapes_), parse_branches(branches_)};
}

void OnnxArguments::refuse_for(const std::string& network) const {
  const auto refuse = [&](const char* option, const char* problem) {
    throw Error({"", 0, option, problem, "a .onnx file", "'" + network + "'"});
  };
  if (!input_shapes_.empty()) refuse("--input-shape", "only an ONNX model has inputs with a name");
  if (!branches_.empty()) refuse("--branch", "only an ONNX model has branches");
}

bool is_onnx(const std::string& text) { return text.ends_with(".onnx"); }

void add_policy(CLI::App& app, std::string& policy, const std::string& help, const std::string& fallback) {
  app.add_option("--policy", policy, help + ": of least edp, latency or energy; default: " + fallback)
      ->check(CLI::IsMember({"edp", "latency", "energy"}));
}

Network read_network_argument(const std::string& text, const OnnxArguments& onnx) {
  if (is_onnx(text)) return import_onnx(fs::path(text), onnx.options());
  onnx.refuse_for(text);
  return unless_of_timeloop(text, "a network", [&] { return named_network(text); });
}

AcceleratorArgument read_accelerator_argument(const std::string& text) {
  return unless_of_timeloop(text, "a hardware space of one point, a run, or SPACE:KEY=VALUE,...",
                            [&] { return named_accelerator(text); });
}

HardwareSpace read_space_argument(const std::string& text, const std::string& option) {
  return unless_of_timeloop(text, "a hardware space", [&] {
    SpaceName name = split_space_name(text);
    name.file = find_preset_of(option, "hardware", name.file).string();
    return load_space(name, text);
  });
}

std::string describe(const Accelerator& accelerator, const HardwareSpace& space) {
  return fmt::format("{} x {} PEs, {}-word register files, {} KiB buffer of {}-bit banks, {}",
                     accelerator.pe_x, accelerator.pe_y, accelerator.rf_words, accelerator.glb_bytes / 1024,
                     accelerator.glb_width_bits, space.dataflow_of(accelerator).name) +
         further_choices(accelerator, space);
}

}  // namespace dance::cli
