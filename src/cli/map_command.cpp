// dance map: the best mapping of one layer on an accelerator, with its loops, traffic and cost.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/interrupt.h"
#include "cli/layer_argument.h"
#include "cli/map_report.h"
#include "cli/map_target.h"
#include "cli/number_option.h"
#include "cli/progress_display.h"
#include "dance/core/error.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/mapping/nest_mapping.h"

namespace dance::cli {
namespace {

constexpr const char* kAny = "any";
constexpr std::uint64_t kLeastMemory = std::uint64_t{1} << 20, kMostMemory = std::uint64_t{1} << 46;

std::uint64_t quarter_of_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), bytes = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || bytes <= 0) return std::uint64_t{1} << 30;
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(bytes) / 4;
}

class MapCommand final : public Command {
 public:
  std::string example() const override {
    return "dance map C=16,M=96,P=32,Q=32 --dataflow any --accelerator \\\n"
           "    edge:pe_x=16,pe_y=16,rf_words=64,glb_kib=128,glb_width_bits=128,dataflow=row_stationary\n"
           "dance map examples/lenet.yaml:conv2 --accelerator examples/tiny_accelerator.yaml\n"
           "dance map examples/timeloop/problem.yaml --accelerator examples/timeloop/{architecture,ERT}.yaml";
  }

  void add_options(CLI::App& app) override {
    app.add_option("LAYER", layer_, kLayerHelp)->required();
    app.add_option("-a,--accelerator", accelerator_, kMapTargetHelp)->required()->type_name("TEXT ...");
    onnx_.add_to(app);
    app.add_option("--batch", batch_,
                   "Images that the layer runs for; costs are of all of them. Default: what it says itself")
        ->check(CLI::Range(std::int64_t{1}, kMaxBatch));
    add_policy(app, policy_, "Which mapping is best");
    app.add_option(
           "--dataflow", dataflows_,
           "any: every order, factorisation, spatial assignment and bypass, without padding; or dataflows "
           "of the accelerator's space, of which the best counts; default: the accelerator's own")
        ->delimiter(',')
        ->type_name("NAME,...");
    app.add_option("--time-limit", time_limit_s_,
                   "For --dataflow any: seconds until the best mapping so far is given, with its gap")
        ->check(number_in({.least = 0, .above = true}))
        ->type_name("SECONDS")
        ->capture_default_str();
    app.add_option(
           "--max-memory", max_memory_bytes_,
           "For --dataflow any: what the search lists at a time, such as 2GB; default: a quarter of the "
           "machine's memory")
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(kLeastMemory, kMostMemory))
        ->type_name("SIZE");
    app.add_option("--threads", threads_, "Threads; 0: all cores")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }

  void run(CommandContext& context) override {
    NoProgress silent;
    Progress& notes = context.quiet ? silent : context.progress;
    const NetworkLayer layer = read_layer();
    MapTarget target = read_map_target(accelerator_, layer_, layer.layer, notes);
    check_dataflows(target);
    if (!policy_.empty()) target.policy = parse_mapping_policy(policy_);
    if (!target.has_energies && target.policy != MappingPolicy::Latency) {
      throw Error({fmt::format("{}", fmt::join(accelerator_, ", ")), 0, "ERT", "missing key",
                   "Accelergy's energy reference table, or --policy latency, which needs no energies", ""});
    }
    if (layer.residual_words > 0) {
      context.progress.warn(fmt::format("the {} words of the layer's residual addition are not counted",
                                        with_commas(layer.residual_words)));
    }
    if (layer.steps > 1) {
      context.progress.warn(
          fmt::format("the layer runs {} times: the costs are of one of them", with_commas(layer.steps)));
    }
    const bool any = !target.preset || dataflows_ == std::vector<std::string>{kAny};
    const MapReport report = any ? map_any(layer.layer, std::move(target), context.work(threads_))
                                 : map_under_dataflows(layer.layer, std::move(target));
    context.progress.end();
    if (!report.found.feasible) refuse(report);
    context.out << (context.json ? json_text(as_json(report)) : as_text(report));
  }

 private:
  NetworkLayer read_layer() const {
    NetworkLayer layer = read_layer_argument(layer_, onnx_);
    if (batch_ && !layer.set_batch(*batch_))
      throw Error({"dance map", 0, "--batch", "the layer is too large with it", "a smaller batch", ""});
    return layer;
  }

  static MapReport report_of(const Layer& layer, MapTarget target) {
    MapReport report;
    report.layer = layer;
    report.hierarchy = std::move(target.hierarchy);
    report.accelerator = std::move(target.description);
    report.accelerator_json = std::move(target.json);
    report.clock_mhz = target.clock_mhz;
    report.area_um2 = target.area_um2;
    report.has_energies = target.has_energies;
    report.policy = target.policy;
    return report;
  }

  MapReport map_any(const Layer& layer, MapTarget target, WorkContext context) const {
    UnconstrainedMapperOptions options;
    options.constraints = target.constraints;
    MapReport report = report_of(layer, std::move(target));
    report.constrained = !options.constraints.levels.empty();
    options.policy = report.policy;
    options.time_limit_s = time_limit_s_;
    options.max_memory_bytes = max_memory_bytes_;
    const InterruptRequest interrupt;
    context.interrupted = &interrupt.requested();
    report.map_space = kAny;
    report.found = map_unconstrained(layer, report.hierarchy, options, context);
    report.interrupted = interrupt.requested() && !report.found.proven;
    return report;
  }

  static std::vector<std::string> names_of(const std::vector<Dataflow>& dataflows) {
    std::vector<std::string> names;
    for (const Dataflow& flow : dataflows) names.push_back(flow.name);
    return names;
  }

  void check_dataflows(const MapTarget& target) const {
    if (dataflows_ == std::vector<std::string>{kAny}) return;
    std::vector<std::string> known;
    std::string problem = "Timeloop's files have no dataflow", expected = "'any', or left out";
    if (target.preset) {
      known = names_of(target.preset->space.dataflows);
      problem = fmt::format("not a dataflow of the space '{}'", target.preset->space.name);
      expected = fmt::format("'any' alone, or some of {}", fmt::join(known, ", "));
    }
    std::vector<Fault> faults;
    for (const std::string& wanted : dataflows_) {
      if (std::find(known.begin(), known.end(), wanted) != known.end()) continue;
      const bool any = target.preset && wanted == kAny;
      faults.push_back({"dance map", 0, "--dataflow", any ? "'any' is every mapping there is" : problem,
                        expected, "'" + wanted + "'"});
    }
    if (!faults.empty()) throw Error(std::move(faults));
  }

  // The dataflows to try, as indices; the accelerator's own where none is named.
  std::vector<int> dataflow_indices(const AcceleratorArgument& hardware) const {
    if (dataflows_.empty()) return {hardware.accelerator.dataflow_index};
    const std::vector<std::string> known = names_of(hardware.space.dataflows);
    std::vector<int> indices;
    for (const std::string& wanted : dataflows_) {
      indices.push_back(static_cast<int>(std::find(known.begin(), known.end(), wanted) - known.begin()));
    }
    return indices;
  }

  MapReport map_under_dataflows(const Layer& layer, MapTarget target) const {
    const AcceleratorArgument hardware = *target.preset;
    MapReport best = report_of(layer, target);
    best.found.proven = true;
    for (const int dataflow : dataflow_indices(hardware)) {
      AcceleratorArgument with = hardware;
      with.accelerator.dataflow_index = dataflow;
      const auto mapped = best_mapping({layer, 0}, with.space, with.accelerator, target.policy);
      if (!mapped) continue;
      UnconstrainedMapping found;
      found.feasible = found.proven = true;
      found.nest = nest_of(layer, mapped->mapping, with.space.dataflow_of(with.accelerator).multicast);
      found.nest.stationary = best.hierarchy.stationary();
      found.counts = counts_of(found.nest);
      found.cost = cost_of(found.counts, units_of(best.hierarchy), layer.macs());
      found.value = found.lower_bound =
          policy_key(target.policy, found.cost.cycles, found.cost.energy_pj).first;
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

  [[noreturn]] void refuse(const MapReport& report) const {
    const std::string where = fmt::format("{}", fmt::join(accelerator_, ", "));
    std::vector<Fault> faults;
    for (const Misfit& misfit : report.found.misfits) {
      faults.push_back({where, 0, misfit.level, "infeasible: the layer does not fit",
                        fmt::format("a layer of at most {} words there", with_commas(misfit.available)),
                        fmt::format("{} words ({}): it lacks {}", with_commas(misfit.needed),
                                    tiles_text(misfit.tile_words), with_commas(misfit.lacking()))});
    }
    if (!faults.empty()) throw Error(std::move(faults));
    if (report.found.proven && report.constrained) {
      throw Error({layer_, 0, "",
                   "infeasible: no mapping of the layer obeys the constraints and fits the accelerator",
                   "looser constraints; without them the layer fits", where});
    }
    if (report.found.proven) {
      throw Error({layer_, 0, "", "infeasible: no mapping of the layer fits the accelerator", "", where});
    }
    throw Error::run_failure(
        report.interrupted
            ? fmt::format("{}: interrupted before a mapping was found", layer_)
            : fmt::format("{}: no mapping found within {:g} s; a longer --time-limit may find one", layer_,
                          time_limit_s_));
  }

  static std::string tiles_text(const std::array<std::int64_t, kTensors>& words) {
    std::vector<std::string> parts;
    for (std::size_t t = 0; t < kTensors; ++t)
      parts.push_back(fmt::format("{} {}", kTensorNames[t], with_commas(words[t])));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  std::string layer_, policy_;
  std::vector<std::string> accelerator_, dataflows_;
  OnnxArguments onnx_;
  std::optional<std::int64_t> batch_;
  double time_limit_s_ = 60;
  std::uint64_t max_memory_bytes_ = quarter_of_memory();
  int threads_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_map_command() { return std::make_unique<MapCommand>(); }

}  // namespace dance::cli
