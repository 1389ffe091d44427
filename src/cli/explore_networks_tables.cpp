#include "cli/explore_networks_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/cost_tables.h"
#include "cli/explore_tables.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "dance/report/accelerator_table.h"
#include "dance/report/shared_table.h"

namespace dance::cli {

namespace {

constexpr std::size_t kNameColumns = 32;  // of a network in the ranking

// The first accelerator, with the mappings that were chosen for each network's cost.
SharedAccelerator with_chosen_mappings(const FoundNetworks& found) {
  std::vector<Metrics> metrics;
  for (const FoundNetwork& network : found.networks) metrics.push_back(network.chosen.metrics);
  return found.goal()(found.ranking.best.front().index, metrics);
}

// The share of the combined cost that choosing mappings saves. It is at least 0, although rounding may make
// the difference negative: the tables' costs are float32.
double gain(const FoundNetworks& found, const SharedAccelerator& chosen) {
  return std::max(0.0, 1 - chosen.cost / found.ranking.best.front().cost);
}

Json head_json(const FoundNetworks& found) {
  const ExploreRequest& request = found.request;
  const bool weighted = found.combination == Combination::WeightedMean;
  Json networks = Json::array();
  for (const FoundNetwork& each : found.networks) {
    Json json = network_json(each.network);
    if (weighted) json["weight"] = each.weight;
    json["cost"] = to_json(each.cost);
    json["own_best"] = each.own_best ? ranked_json(*each.own_best, request.space) : Json();
    networks.push_back(json);
  }
  return {{"schema", "dance-explore-networks-1"},
          {"networks", networks},
          {"combination", weighted ? "weighted_mean" : "worst"},
          {"space", space_json(request.space)},
          {"limits", to_json(request.limits)},
          {"feasible", found.ranking.feasible}};
}

Json chosen_json(const FoundNetworks& found) {
  const SharedAccelerator chosen = with_chosen_mappings(found);
  Json networks = Json::array();
  for (std::size_t n = 0; n < found.networks.size(); ++n) {
    const FoundNetwork& each = found.networks[n];
    Json layers = Json::array();
    for (const LayerCost& layer : each.chosen.layers) layers.push_back(to_json(layer));
    networks.push_back({{"name", each.network.name},
                        {"metrics", to_json(each.chosen.metrics)},
                        {"batch_latency_ms", batch_latency_ms(each.chosen.metrics, each.network)},
                        {"relative_cost", chosen.relative_costs[n]},
                        {"layers", layers}});
  }
  return {{"cost", chosen.cost}, {"gain", gain(found, chosen)}, {"networks", networks}};
}

std::string network_text(const FoundNetwork& found, const FoundNetworks& all) {
  const HardwareSpace& space = all.request.space;
  const RankedAccelerator& best = *found.own_best;
  const std::string weight =
      all.combination == Combination::WeightedMean ? fmt::format("weight {:g}; ", found.weight) : "";
  const Metrics& reference = found.cost.reference;
  return describe(found.network) + "\n" + quantized_text(found.network, space.word_bits) +
         fmt::format(
             "             {}L0 = {:.4g} ms, E0 = {:.4g} mJ, A0 = {:.4g} mm2\n"
             "             own best: cost {:.4f}, {:.4g} ms, {:.4g} mJ, {:.4g} mm2 with\n"
             "             {}\n",
             weight, reference.latency_ms, reference.energy_mj, reference.area_mm2, best.cost,
             best.metrics.latency_ms, best.metrics.energy_mj, best.metrics.area_mm2,
             describe(space.at(best.index), space));
}

std::string space_text(const FoundNetworks& found) {
  const ExploreRequest& request = found.request;
  const bool weighted = found.combination == Combination::WeightedMean;
  return fmt::format(
      "space        {}: {} accelerators, {} of them feasible for every network; mappings of least {}\n"
      "front        {} that none dominates in {} relative latency and energy, and in area\n"
      "cost         {} of the networks' costs, each relative to that on its own best accelerator\n"
      "             of a network: {}, with L0, E0 and A0 of its EDAP-best accelerator\n\n",
      request.space.full_name(), request.space.size(), found.ranking.feasible, describe(request.space.policy),
      found.front, weighted ? "mean" : "worst", weighted ? "weighted mean" : "largest",
      request.cost.in_words(found.networks.front().cost));
}

// The best accelerators, a line for each network; what all networks share stands in the first of them.
TextTable ranking(const FoundNetworks& found) {
  const AcceleratorColumns columns(found.request.space);
  std::vector<std::string> head = {"rank",      "cost",          "<network", "latency ms",
                                   "energy mJ", "relative cost", "area mm2"};
  columns.add_heads(head);
  TextTable table(head);
  int rank = 0;
  for (const SharedAccelerator& shared : found.ranking.best) {
    ++rank;
    for (std::size_t n = 0; n < found.networks.size(); ++n) {
      const bool first = n == 0;
      std::vector<std::string> row = {first ? std::to_string(rank) : "",
                                      first ? fmt::format("{:.4f}", shared.cost) : "",
                                      shortened(found.networks[n].network.name, kNameColumns),
                                      fmt::format("{:.4g}", shared.metrics[n].latency_ms),
                                      fmt::format("{:.4g}", shared.metrics[n].energy_mj),
                                      fmt::format("{:.4f}", shared.relative_costs[n]),
                                      first ? fmt::format("{:.4g}", shared.area_mm2) : ""};
      if (first) columns.add_cells(shared.index, row);
      row.resize(head.size());
      table.add_row(row);
    }
  }
  return table;
}

}  // namespace

std::vector<std::string> FoundNetworks::names() const {
  std::vector<std::string> names;
  for (const FoundNetwork& each : networks) names.push_back(each.network.name);
  return names;
}

SharedGoal FoundNetworks::goal() const {
  std::vector<NetworkGoal> goals;
  for (const FoundNetwork& each : networks) goals.push_back({each.cost, each.own_best.value(), each.weight});
  return {goals, combination};
}

std::string as_text(const FoundNetworks& found) {
  std::string text;
  for (const FoundNetwork& each : found.networks) text += network_text(each, found);
  const SharedAccelerator chosen = with_chosen_mappings(found);
  text += space_text(found) + ranking(found).text() +
          fmt::format(
              "\nThe first, with each layer's mapping chosen for its network's cost: cost {:.4f} ({:.2f} % "
              "lower)\n",
              chosen.cost, 100 * gain(found, chosen));
  for (std::size_t n = 0; n < found.networks.size(); ++n) {
    const FoundNetwork& each = found.networks[n];
    text += fmt::format("\n{}\n\n", each.network.name) + layer_table(each.chosen) + "\n" +
            mapping_table(each.chosen) + "\n" + metrics_line(each.chosen.metrics, each.network) +
            fmt::format("   relative cost {:.4f}\n", chosen.relative_costs[n]) + left_out_text(each.network);
  }
  return text;
}

Json as_json(const FoundNetworks& found) {
  Json json = head_json(found);
  json["pareto"] = found.front;
  json["best"] = Json::array();
  for (const SharedAccelerator& shared : found.ranking.best)
    json["best"].push_back(to_json(shared, found.request.space, found.names()));
  json["chosen_mappings"] = chosen_json(found);
  return json;
}

Json infeasible_json(const FoundNetworks& found, const NearestShared& nearest) {
  Json networks = Json::array();
  for (std::size_t n = 0; n < found.networks.size(); ++n) {
    networks.push_back({{"name", found.networks[n].network.name}, {"metrics", to_json(nearest.metrics[n])}});
  }
  Json json = head_json(found);
  json["nearest"] = accelerator_json(nearest.index, found.request.space);
  json["nearest"]["networks"] = networks;
  json["nearest"]["violation"] = nearest.violation;
  return json;
}

}  // namespace dance::cli
