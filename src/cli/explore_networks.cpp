// dance explore for several networks that share the accelerator: each network's own best first, then the best
// for all.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/explore.h"
#include "cli/explore_networks_tables.h"
#include "cli/explore_tables.h"
#include "cli/progress_display.h"
#include "dance/core/error.h"
#include "dance/core/part_progress.h"
#include "dance/report/shared_table.h"

namespace dance::cli {

namespace {

// Each network by itself: its cost function, and its best accelerator within the limits.
std::vector<FoundNetwork> each_alone(const std::vector<Network>& networks, const std::vector<double>& weights,
                                     const ExploreRequest& request, SharedExploration& space) {
  std::vector<FoundNetwork> found;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    const CostFunction cost =
        request.cost.cost_function(space.network(n), networks[n].name, request.space_text);
    const Exploration own = space.network(n).best(cost, request.limits);
    found.push_back({networks[n],
                     weights[n],
                     cost,
                     own.best.empty() ? std::nullopt : std::optional(own.best.front()),
                     {}});
  }
  return found;
}

[[noreturn]] void refuse(const FoundNetworks& found, SharedExploration& space, CommandContext& context) {
  const ExploreRequest& request = found.request;
  const std::optional<NearestShared> nearest = space.nearest(request.limits);
  if (!nearest) {
    throw Error({request.space_text, 0, "",
                 fmt::format("no accelerator of the space has a mapping for every layer of all networks: {}",
                             fmt::join(found.names(), ", ")),
                 "", ""});
  }
  if (context.json) context.out << json_text(infeasible_json(found, *nearest));
  ExceededLimits exceeded;
  for (std::size_t n = 0; n < found.networks.size(); ++n)
    exceeded.add(request.limits, nearest->metrics[n], " of " + found.networks[n].network.name);
  throw exceeded.error(request.space, nearest->index, " for every network");
}

void choose_mappings(FoundNetworks& found, Progress& progress) {
  const HardwareSpace& space = found.request.space;
  const Accelerator first = space.at(found.ranking.best.front().index);
  for (FoundNetwork& each : found.networks) {
    PartProgress part(progress, " of " + each.network.name);
    each.chosen = network_cost_for(each.network, space, first, each.cost, part, found.request.limits,
                                   found.request.threads);
    progress.end();
  }
}

ParetoPlot plot_of(const FoundNetworks& found, SharedExploration& space,
                   const std::vector<ParetoPoint>& front) {
  const HardwareSpace& hardware = found.request.space;
  const std::string combined = found.combination == Combination::Worst ? "worst" : "mean";
  const SharedAccelerator& best = found.ranking.best.front();
  ParetoPlot plot;
  plot.title = fmt::format("{} on {} accelerators of {}", fmt::join(found.names(), ", "),
                           with_commas(hardware.size()), hardware.full_name());
  space.for_each_feasible(found.goal(), found.request.limits, [&](const SharedAccelerator& shared) {
    plot.all.push_back(relative_metrics(shared));
  });
  plot.front = front;
  plot.chosen = {best.index, relative_metrics(best), best.cost};
  plot.chosen_text = legend_text(hardware.at(best.index), hardware);
  plot.limits = found.request.limits;
  plot.relative = {combined + " latency relative to own best", combined + " energy relative to own best"};
  return plot;
}

ExploredContent content_of(const FoundNetworks& found, SharedExploration& space,
                           const std::vector<ParetoPoint>& front) {
  const HardwareSpace& hardware = found.request.space;
  return {[&] {
            std::string text = shared_csv_head(found.names());
            for (const SharedAccelerator& shared : space.at(front, found.goal()))
              text += shared_csv_line(shared, hardware);
            return text;
          },
          [&] {
            Json list = Json::array();
            for (const SharedAccelerator& shared : space.at(front, found.goal()))
              list.push_back(to_json(shared, hardware, found.names()));
            return list;
          },
          [&](std::ostream& stream) {
            stream << shared_csv_head(found.names());
            space.for_each_feasible(found.goal(), found.request.limits, [&](const SharedAccelerator& shared) {
              stream << shared_csv_line(shared, hardware);
            });
          },
          [&] { return plot_of(found, space, front); }};
}

}  // namespace

void explore_networks(const std::vector<Network>& networks, const std::vector<double>& weights,
                      Combination combination, const ExploreRequest& request, CommandContext& context) {
  const Limits& limits = request.limits;
  SharedExploration space(networks, request.space, context.work(request.threads));
  FoundNetworks found{request, combination, each_alone(networks, weights, request, space), {}, 0};
  context.progress.end();
  const bool each_has_one = std::all_of(found.networks.begin(), found.networks.end(),
                                        [](const FoundNetwork& each) { return each.own_best.has_value(); });
  if (each_has_one) found.ranking = space.best(found.goal(), limits, request.top);
  if (found.ranking.best.empty()) refuse(found, space, context);
  ParetoFront front = space.pareto_front(found.goal(), limits);
  found.front = front.points().size();
  choose_mappings(found, context.progress);
  const std::string picture = request.outputs.write(content_of(found, space, front.points()));
  context.out << (context.json ? json_text(as_json(found)) : as_text(found) + picture);
}

}  // namespace dance::cli
