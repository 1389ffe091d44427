// dance map: the best mapping of one layer on an accelerator, with its loops, traffic and cost.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/inputs.h"
#include "cli/layer_argument.h"
#include "cli/map_report.h"
#include "cli/progress_display.h"
#include "dance/core/error.h"
#include "dance/cost/cost_equations.h"
#include "dance/cost/mapper.h"
#include "dance/cost/nest_mapping.h"
#include "dance/hardware/space_hierarchy.h"

namespace dance::cli {
namespace {

constexpr const char* kAny = "any";

// An accelerator to map on. Without `preset` it has no dataflow: its map space is `any`.
struct Target {
  Hierarchy hierarchy;
  std::string description;
  Json json;
  double clock_mhz = 0;
  MappingPolicy policy = MappingPolicy::Edp;
  std::optional<AcceleratorArgument> preset;
};

Target target_of(AcceleratorArgument hardware) {
  Target target;
  target.hierarchy = hierarchy_of(hardware.space, hardware.accelerator);
  target.description = fmt::format("{} ({}, {:g} MHz)", describe(hardware.accelerator, hardware.space),
                                   hardware.space.name, hardware.space.clock_mhz);
  target.json = {{"space", hardware.space.name}};
  target.json.update(to_json(hardware.accelerator, hardware.space.dataflow_of(hardware.accelerator).name));
  target.clock_mhz = hardware.space.clock_mhz;
  target.policy = hardware.space.policy;
  target.preset = std::move(hardware);
  return target;
}

class MapCommand final : public Command {
 public:
  std::string name() const override { return "map"; }
  std::string description() const override {
    return "The best mapping of one layer: under a dataflow, or of all mappings there are";
  }
  std::string example() const override {
    return "dance map C=16,M=96,P=32,Q=32 --dataflow any --accelerator \\\n"
           "    edge:pe_x=16,pe_y=16,rf_words=64,glb_kib=128,glb_width_bits=128,dataflow=row_stationary\n"
           "dance map examples/lenet.yaml:conv2 --accelerator examples/tiny_accelerator.yaml";
  }

  void add_options(CLI::App& app) override {
    app.add_option("LAYER", layer_, kLayerHelp)->required();
    app.add_option("-a,--accelerator", accelerator_, kAcceleratorHelp)->required();
    app.add_option("--policy", policy_,
                   "Which mapping: of least edp, latency or energy; default: the space's")
        ->check(CLI::IsMember({"edp", "latency", "energy"}));
    app.add_option(
           "--dataflow", dataflows_,
           "any: every order, factorisation, spatial assignment and bypass, without padding; or dataflows "
           "of the accelerator's space, of which the best counts; default: the accelerator's own")
        ->delimiter(',')
        ->type_name("NAME,...");
    app.add_option("--time-limit", time_limit_s_,
                   "For --dataflow any: seconds until the best mapping so far is given, with its gap")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--threads", threads_, "Threads; 0: all cores")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }

  void run(CommandContext& context) override {
    Target target = target_of(read_accelerator_argument(accelerator_));
    if (!policy_.empty()) target.policy = parse_mapping_policy(policy_);
    const NetworkLayer layer = read_layer_argument(layer_);
    if (layer.residual_words > 0) {
      context.progress.warn(fmt::format("the {} words of the layer's residual addition are not counted",
                                        with_commas(layer.residual_words)));
    }
    const bool any = !target.preset || dataflows_ == std::vector<std::string>{kAny};
    const MapReport report = any ? map_any(layer.layer, std::move(target), context.progress)
                                 : map_under_dataflows(layer.layer, std::move(target));
    context.progress.end();
    if (!report.found.feasible) refuse(report.found);
    context.out << (context.json ? json_text(as_json(report)) : as_text(report));
  }

 private:
  static MapReport report_of(const Layer& layer, Target target) {
    MapReport report;
    report.layer = layer;
    report.hierarchy = std::move(target.hierarchy);
    report.accelerator = std::move(target.description);
    report.accelerator_json = std::move(target.json);
    report.clock_mhz = target.clock_mhz;
    report.policy = target.policy;
    return report;
  }

  MapReport map_any(const Layer& layer, Target target, Progress& progress) const {
    MapReport report = report_of(layer, std::move(target));
    AnyMapperOptions options;
    options.policy = report.policy;
    options.time_limit_s = time_limit_s_;
    options.threads = threads_;
    options.progress = &progress;
    report.map_space = kAny;
    report.found = map_unconstrained(layer, report.hierarchy, options);
    return report;
  }

  // The dataflows to try, as indices; the accelerator's own where none is named.
  std::vector<int> dataflow_indices(const AcceleratorArgument& hardware) const {
    if (dataflows_.empty()) return {hardware.accelerator.dataflow};
    std::vector<std::string> known;
    for (const Dataflow& flow : hardware.space.dataflows) known.push_back(flow.name);
    std::vector<int> indices;
    std::vector<Fault> faults;
    for (const std::string& wanted : dataflows_) {
      const auto found = std::find(known.begin(), known.end(), wanted);
      if (found == known.end()) {
        faults.push_back({"dance map", 0, "--dataflow",
                          fmt::format("not a dataflow of the space '{}'", hardware.space.name),
                          fmt::format("'any' alone, or some of {}", fmt::join(known, ", ")),
                          "'" + wanted + "'"});
      }
      indices.push_back(static_cast<int>(found - known.begin()));
    }
    if (!faults.empty()) throw Error(std::move(faults));
    return indices;
  }

  MapReport map_under_dataflows(const Layer& layer, Target target) const {
    const AcceleratorArgument hardware = *target.preset;
    MapReport best = report_of(layer, target);
    best.found.proven = true;
    for (const int dataflow : dataflow_indices(hardware)) {
      AcceleratorArgument with = hardware;
      with.accelerator.dataflow = dataflow;
      const auto mapped = best_mapping({layer, 0}, with.space, with.accelerator, target.policy);
      if (!mapped) continue;
      AnyMapping found;
      found.feasible = found.proven = true;
      found.nest = nest_of(layer, mapped->mapping, with.space.dataflow_of(with.accelerator).multicast);
      found.counts = counts_of(found.nest);
      found.cost = cost_of(found.counts, units_of(best.hierarchy), layer.macs());
      found.value = found.lower_bound = policy_value(target.policy, found.cost.cycles, found.cost.energy_pj);
      if (best.found.feasible && best.found.value <= found.value) continue;
      const MappingPolicy policy = target.policy;
      target = target_of(with);
      target.policy = policy;
      best = report_of(layer, target);
      best.map_space = with.space.dataflow_of(with.accelerator).name;
      best.found = std::move(found);
    }
    return best;
  }

  [[noreturn]] void refuse(const AnyMapping& found) const {
    if (found.proven) {
      throw Error({layer_, 0, "", "no mapping of the layer fits the accelerator", "", accelerator_});
    }
    throw Error::run_failure(fmt::format(
        "{}: no mapping found within {:g} s; a longer --time-limit may find one", layer_, time_limit_s_));
  }

  std::string layer_, accelerator_, policy_;
  std::vector<std::string> dataflows_;
  double time_limit_s_ = 60;
  int threads_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_map_command() { return std::make_unique<MapCommand>(); }

}  // namespace dance::cli
