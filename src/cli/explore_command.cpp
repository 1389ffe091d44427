// dance explore: the exact best accelerators of a hardware space for one network, a cost function and limits.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/explore_outputs.h"
#include "cli/inputs.h"
#include "cli/number_option.h"
#include "cli/text_table.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/engine/table/space_exploration.h"
#include "dance/report/cost_json.h"

namespace dance::cli {
namespace {

// Weighted sums of one metric, which have names of their own here.
struct SingleMetric {
  const char* name;
  double latency_weight, energy_weight;
  const char* formula;
};
constexpr std::array<SingleMetric, 2> kSingleMetrics = {
    {{"latency", 1, 0, "latency / L0"}, {"energy", 0, 1, "energy / E0"}}};

const SingleMetric* single_metric(const std::string& name) {
  const auto found = std::find_if(kSingleMetrics.begin(), kSingleMetrics.end(),
                                  [&](const SingleMetric& metric) { return metric.name == name; });
  return found == kSingleMetrics.end() ? nullptr : found;
}

// What --cost takes: the kinds that have no options, the weighted sum, whose weights are --weights, and the
// single metrics.
std::vector<std::string> cost_names() {
  std::vector<std::string> names;
  for (const CostKind* kind : cost_kinds())
    if (kind->options().empty()) names.push_back(kind->name());
  names.push_back("weighted");
  for (const SingleMetric& metric : kSingleMetrics) names.push_back(metric.name);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{} or {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

// A network, a space, and its best accelerators.
struct Found {
  Network network;
  HardwareSpace space;
  CostFunction cost;
  Limits limits;
  Exploration exploration;
  std::vector<ParetoPoint> front;  // of the accelerators that meet the limits
  NetworkCost best;  // every layer of the best accelerator, its mapping chosen for the network's cost
};

class ExploreCommand final : public Command {
 public:
  std::string example() const override {
    return "dance explore examples/lenet.yaml --space edge --top 5\n"
           "dance explore small:mbconv_k3_e6 --space edge --cost latency --max-area-mm2 2\n"
           "dance explore examples/lenet.yaml --space edge:pe_x=8..16,dataflow=row_stationary\n"
           "dance explore small:mbconv_k3_e6 --space edge --pareto front.csv --plot front.svg";
  }

  void add_options(CLI::App& app) override {
    network_.add_to(app);
    app.add_option(
           "-s,--space", space_,
           "Hardware space: a preset (edge, eyeriss-3p, vast, ...) or a YAML file; or a part of it, "
           "SPACE:KEY=VALUES,... with values, lists and ranges, such as edge:pe_x=8..16,glb_kib=32,64")
        ->required();
    app.add_option("--cost", cost_,
                   listed(cost_names()) + "; relative to the network's EDAP-best accelerator")
        ->check(CLI::IsMember(cost_names()))
        ->capture_default_str();
    app.add_option("--weights", weights_,
                   "Weights of latency, energy, area for --cost weighted; default 1,1,1")
        ->delimiter(',')
        ->expected(3)
        ->type_name("L,E,A")
        ->check(number_in({.least = 0, .most = 1e6}));
    add_policy(app, policy_, "Which mapping each layer gets",
               "what the space states; else latency or energy where that is the cost, and edp otherwise");
    app.add_option("--max-latency-ms", limits_.max_latency_ms, "Only accelerators at most this slow")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--max-energy-mj", limits_.max_energy_mj, "Only accelerators of at most this energy")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--max-area-mm2", limits_.max_area_mm2, "Only accelerators at most this large")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--top", top_, "How many accelerators to list")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    outputs_.add_to(app);
    app.add_option("--threads", threads_, "Threads; 0: all cores")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }

  void run(CommandContext& context) override {
    if (!weights_.empty() && cost_ != "weighted") {
      throw Error({"dance explore", 0, "--weights", "only --cost weighted has weights", "--cost weighted",
                   "--cost " + cost_});
    }
    outputs_.check(context.json);
    Found found;
    found.space = read_space_argument(space_, "--space");
    choose_policy(found.space);
    found.network = network_.read();
    found.limits = limits_;
    SpaceExploration space(found.network, found.space, context.work(threads_));
    found.cost = cost_function(space);
    context.progress.end();
    found.exploration = space.best(found.cost, limits_, top_);
    if (found.exploration.best.empty()) {
      if (context.json) context.out << json_text(infeasible_json(found));
      refuse(found);
    }
    found.front = space.pareto_front(limits_).points();
    const Accelerator chosen = found.space.at(found.exploration.best.front().index);
    found.best = network_cost_for(found.network, found.space, chosen, found.cost, context.progress, limits_);
    context.progress.end();
    const std::string picture =
        outputs_.write({found.space, found.network.name, space, limits_, found.exploration, found.front});
    context.out << (context.json ? json_text(as_json(found)) : as_text(found) + picture);
  }

 private:
  void choose_policy(HardwareSpace& space) const {
    if (!policy_.empty()) {
      space.policy = parse_mapping_policy(policy_);
    } else if (!space.policy_is_stated && single_metric(cost_) != nullptr) {
      space.policy = parse_mapping_policy(cost_);
    }
  }

  // Relative to the network's own EDAP-best accelerator, limits aside.
  CostFunction cost_function(SpaceExploration& space) const {
    const Exploration reference = space.best(CostFunction());
    if (reference.best.empty()) {
      throw Error({space_, 0, "",
                   "no accelerator of the space has a mapping for every layer of " + network_.text(), "",
                   ""});
    }
    const Metrics& metrics = reference.best.front().metrics;
    if (const SingleMetric* metric = single_metric(cost_))
      return weighted_cost(metric->latency_weight, metric->energy_weight, 0, metrics);
    if (weights_.empty()) return CostFunction(cost_kind(cost_), {}, metrics);
    if (std::count(weights_.begin(), weights_.end(), 0) == std::ssize(weights_))
      throw Error({"dance explore", 0, "--weights", "all weights are 0", "at least one above 0", ""});
    return weighted_cost(weights_[0], weights_[1], weights_[2], metrics);
  }

  [[noreturn]] static void refuse(const Found& found) {
    const RankedAccelerator& nearest = found.exploration.nearest.value();
    std::string options, reached;
    const auto check = [&](const char* option, const std::optional<double>& limit, double value,
                           const char* unit) {
      if (!limit || value <= *limit) return;
      options += (options.empty() ? "" : ", ") + std::string(option);
      reached += fmt::format("{}{:.4g} {} where the limit is {:g}", reached.empty() ? "" : ", ", value, unit,
                             *limit);
    };
    check("--max-latency-ms", found.limits.max_latency_ms, nearest.metrics.latency_ms, "ms");
    check("--max-energy-mj", found.limits.max_energy_mj, nearest.metrics.energy_mj, "mJ");
    check("--max-area-mm2", found.limits.max_area_mm2, nearest.metrics.area_mm2, "mm2");
    throw Error(
        {"dance explore", 0, options,
         fmt::format("no accelerator of '{}' meets the limits; the nearest ({}) has {}",
                     found.space.full_name(), describe(found.space.at(nearest.index), found.space), reached),
         "", ""});
  }

  // What as_json gives, up to where there would be a best accelerator.
  static Json infeasible_json(const Found& found) {
    const RankedAccelerator& nearest = found.exploration.nearest.value();
    Json json = head_json(found);
    json["nearest"] = ranked_json(nearest, found.space);
    json["nearest"]["violation"] = found.exploration.nearest_violation;
    return json;
  }

  static Json ranked_json(const RankedAccelerator& ranked, const HardwareSpace& space) {
    const Accelerator accelerator = space.at(ranked.index);
    return {{"index", ranked.index},
            {"accelerator", to_json(accelerator, space.choices_of(accelerator))},
            {"metrics", to_json(ranked.metrics)},
            {"cost", ranked.cost}};
  }

  static Json head_json(const Found& found) {
    return {{"schema", "dance-explore-1"},
            {"network", network_json(found.network)},
            {"space",
             {{"name", found.space.name},
              {"part", found.space.part.empty() ? Json() : Json(found.space.part)},
              {"accelerators", found.exploration.accelerators},
              {"policy", to_string(found.space.policy)}}},
            {"cost", to_json(found.cost)},
            {"limits", to_json(found.limits)},
            {"feasible", found.exploration.feasible}};
  }

  static Json as_json(const Found& found) {
    Json json = head_json(found);
    json["pareto"] = found.front.size();
    json["best"] = Json::array();
    for (const RankedAccelerator& ranked : found.exploration.best)
      json["best"].push_back(ranked_json(ranked, found.space));
    Json layers = Json::array();
    for (const LayerCost& layer : found.best.layers) layers.push_back(to_json(layer));
    json["chosen_mappings"] = {{"metrics", to_json(found.best.metrics)},
                               {"batch_latency_ms", batch_latency_ms(found.best.metrics, found.network)},
                               {"cost", found.cost(found.best.metrics)},
                               {"gain", gain(found)},
                               {"layers", layers}};
    return json;
  }

  std::string cost_in_words(const CostFunction& cost) const {
    const SingleMetric* metric = single_metric(cost_);
    return metric != nullptr ? metric->formula : cost.formula();
  }

  // The best accelerators, one line each. Banks, DRAM rate and word bits have columns only where they vary.
  static TextTable ranking(const Found& found) {
    const HardwareSpace& space = found.space;
    const bool banks = space.glb_banks.size() > 1, rates = space.dram_megatransfers_per_s.size() > 1,
               words = space.word_bits.size() > 1;
    std::vector<std::string> head = {"rank", "cost",     "latency ms", "energy mJ", "area mm2",
                                     "PEs",  "rf words", "glb KiB",    "glb bits"};
    if (banks) head.push_back("banks");
    if (rates) head.push_back("DRAM MT/s");
    if (words) head.push_back("<word bits");
    head.push_back("<dataflow");
    TextTable table(head);
    int rank = 0;
    for (const RankedAccelerator& ranked : found.exploration.best) {
      const Accelerator a = space.at(ranked.index);
      const AcceleratorChoices choices = space.choices_of(a);
      std::vector<std::string> row = {std::to_string(++rank),
                                      fmt::format("{:.4f}", ranked.cost),
                                      fmt::format("{:.4g}", ranked.metrics.latency_ms),
                                      fmt::format("{:.4g}", ranked.metrics.energy_mj),
                                      fmt::format("{:.4g}", ranked.metrics.area_mm2),
                                      fmt::format("{} x {}", a.pe_x, a.pe_y),
                                      std::to_string(a.rf_words),
                                      std::to_string(a.glb_bytes / 1024),
                                      std::to_string(a.glb_width_bits)};
      if (banks) row.push_back(std::to_string(choices.glb_banks));
      if (rates) row.push_back(fmt::format("{:g}", choices.dram_megatransfers_per_s));
      if (words) row.push_back(choices.word_bits);
      row.push_back(choices.dataflow);
      table.add_row(row);
    }
    return table;
  }

  std::string as_text(const Found& found) const {
    const Exploration& exploration = found.exploration;
    const Metrics& reference = found.cost.reference;
    std::string text = describe(found.network) + "\n";
    text += quantized_text(found.network, found.space.word_bits);
    text += fmt::format(
        "space        {}: {} accelerators, {} of them feasible; mappings of least {}\n"
        "front        {} that none dominates in latency, energy and area\n",
        found.space.full_name(), exploration.accelerators, exploration.feasible, describe(found.space.policy),
        found.front.size());
    text += fmt::format(
        "cost         {}\n             L0 = {:.4g} ms, E0 = {:.4g} mJ, A0 = {:.4g} mm2: the network's "
        "EDAP-best accelerator\n\n",
        cost_in_words(found.cost), reference.latency_ms, reference.energy_mj, reference.area_mm2);
    const TextTable table = ranking(found);
    return text + table.text() +
           fmt::format(
               "\nThe first, with each layer's mapping chosen for the network's cost ({:.2f} % lower):\n\n",
               100 * gain(found)) +
           layer_table(found.best) + "\n" + mapping_table(found.best) + "\n" +
           metrics_line(found.best.metrics, found.network) +
           fmt::format("   cost {:.4f}\n", found.cost(found.best.metrics)) + left_out_text(found.network);
  }

  // The share of the cost that choosing each layer's mapping for the network's cost saves. It is at least 0,
  // although rounding may make the difference negative: the table's costs are float32.
  static double gain(const Found& found) {
    return std::max(0.0, 1 - found.cost(found.best.metrics) / found.exploration.best.front().cost);
  }

  NetworkArgument network_;
  std::string space_, cost_ = "edap";
  std::string policy_;
  std::vector<double> weights_;
  Limits limits_;
  int top_ = 3;
  int threads_ = 0;
  ExploreOutputs outputs_;
};

}  // namespace

std::unique_ptr<Command> make_explore_command() { return std::make_unique<ExploreCommand>(); }

}  // namespace dance::cli
