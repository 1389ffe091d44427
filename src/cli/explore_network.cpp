// dance explore for one network: its exact best accelerators, for a cost function and limits.
#include <fmt/format.h>

#include <algorithm>

#include "cli/cost_tables.h"
#include "cli/explore.h"
#include "cli/explore_tables.h"
#include "cli/progress_display.h"
#include "cli/text_table.h"
#include "dance/report/accelerator_table.h"

namespace dance::cli {

namespace {

// A network, a space, and its best accelerators.
struct Found {
  const Network& network;
  const HardwareSpace& space;
  const Limits& limits;
  CostFunction cost;
  Exploration exploration;
  std::vector<ParetoPoint> front;  // of the accelerators that meet the limits
  NetworkCost best;  // every layer of the best accelerator, its mapping chosen for the network's cost
};

// The share of the cost that choosing each layer's mapping for the network's cost saves. It is at least 0,
// although rounding may make the difference negative: the table's costs are float32.
double gain(const Found& found) {
  return std::max(0.0, 1 - found.cost(found.best.metrics) / found.exploration.best.front().cost);
}

Json head_json(const Found& found) {
  return {{"schema", "dance-explore-1"},      {"network", network_json(found.network)},
          {"space", space_json(found.space)}, {"cost", to_json(found.cost)},
          {"limits", to_json(found.limits)},  {"feasible", found.exploration.feasible}};
}

// What as_json gives, up to where there would be a best accelerator.
Json infeasible_json(const Found& found) {
  Json json = head_json(found);
  json["nearest"] = ranked_json(found.exploration.nearest.value(), found.space);
  json["nearest"]["violation"] = found.exploration.nearest_violation;
  return json;
}

Json as_json(const Found& found) {
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

// The best accelerators, one line each.
TextTable ranking(const Found& found) {
  const AcceleratorColumns columns(found.space);
  std::vector<std::string> head = {"rank", "cost", "latency ms", "energy mJ", "area mm2"};
  columns.add_heads(head);
  TextTable table(head);
  int rank = 0;
  for (const RankedAccelerator& ranked : found.exploration.best) {
    std::vector<std::string> row = {std::to_string(++rank), fmt::format("{:.4f}", ranked.cost),
                                    fmt::format("{:.4g}", ranked.metrics.latency_ms),
                                    fmt::format("{:.4g}", ranked.metrics.energy_mj),
                                    fmt::format("{:.4g}", ranked.metrics.area_mm2)};
    columns.add_cells(ranked.index, row);
    table.add_row(row);
  }
  return table;
}

std::string as_text(const Found& found, const CostArguments& cost) {
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
      cost.in_words(found.cost), reference.latency_ms, reference.energy_mj, reference.area_mm2);
  const TextTable table = ranking(found);
  return text + table.text() +
         fmt::format(
             "\nThe first, with each layer's mapping chosen for the network's cost ({:.2f} % lower):\n\n",
             100 * gain(found)) +
         layer_table(found.best) + "\n" + mapping_table(found.best) + "\n" +
         metrics_line(found.best.metrics, found.network) +
         fmt::format("   cost {:.4f}\n", found.cost(found.best.metrics)) + left_out_text(found.network);
}

ParetoPlot plot_of(const Found& found, SpaceExploration& space) {
  ParetoPlot plot;
  plot.title = fmt::format("{} on {} accelerators of {}", found.network.name,
                           with_commas(found.exploration.accelerators), found.space.full_name());
  space.for_each_feasible(found.limits, [&](const std::vector<ParetoPoint>& points) {
    for (const ParetoPoint& point : points) plot.all.push_back(point.metrics);
  });
  plot.front = found.front;
  plot.chosen = found.exploration.best.front();
  plot.chosen_text = legend_text(found.space.at(plot.chosen.index), found.space);
  plot.limits = found.limits;
  return plot;
}

ExploredContent content_of(const Found& found, SpaceExploration& space) {
  return {[&] { return accelerators_csv_head() + accelerators_csv_lines(found.front, found.space); },
          [&] { return accelerators_json(found.front, found.space); },
          [&](std::ostream& stream) {
            stream << accelerators_csv_head();
            space.for_each_feasible(found.limits, [&](const std::vector<ParetoPoint>& points) {
              stream << accelerators_csv_lines(points, found.space);
            });
          },
          [&] { return plot_of(found, space); }};
}

}  // namespace

void explore_network(const Network& network, const std::string& network_text, const ExploreRequest& request,
                     CommandContext& context) {
  const Limits& limits = request.limits;
  SpaceExploration space(network, request.space, context.work(request.threads));
  Found found{network, request.space,
              limits,  request.cost.cost_function(space, network_text, request.space_text),
              {},      {},
              {}};
  context.progress.end();
  found.exploration = space.best(found.cost, limits, request.top);
  if (found.exploration.best.empty()) {
    if (context.json) context.out << json_text(infeasible_json(found));
    const RankedAccelerator& nearest = found.exploration.nearest.value();
    ExceededLimits exceeded;
    exceeded.add(limits, nearest.metrics);
    throw exceeded.error(request.space, nearest.index);
  }
  found.front = space.pareto_front(limits).points();
  const Accelerator chosen = request.space.at(found.exploration.best.front().index);
  found.best =
      network_cost_for(network, request.space, chosen, found.cost, context.progress, limits, request.threads);
  context.progress.end();
  const std::string picture = request.outputs.write(content_of(found, space));
  context.out << (context.json ? json_text(as_json(found)) : as_text(found, request.cost) + picture);
}

}  // namespace dance::cli
