// How varied the optima of a design space are: which accelerators are best for many networks, from nearly all
// Zero to all large. A space where one accelerator wins everywhere is not worth a search.
//
// For EDAP it also gives limits on latency, energy and area that a quarter, a tenth and a twentieth of the
// networks meet, each on its best accelerator; and it says what a network's MACs alone tell of EDAP: how far
// they rank networks as EDAP does, and how much EDAP varies between networks of equal MACs.
//
//   winners [--network small] [--hardware edge] [--samples 10000] [--seed 1] [--threads 0] [--json]
//
// The share of the most frequent winner comes with its spread over five fifths of the networks, which says
// how far another draw of networks would change it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bench/program.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/core/rank_correlation.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"

using namespace dance;
using bench::Json;

namespace {

struct Objective {
  std::string name;
  CostFunction cost;
  Limits limits;
};

// Of `winner`, for each of the space's parameters: its value, or the number of its dataflow or words.
std::vector<std::int64_t> values_of(const HardwareSpace& space, std::int64_t winner) {
  const Accelerator a = space.at(winner);
  std::vector<std::int64_t> values = {a.pe_x, a.pe_y, a.rf_words, a.glb_bytes, a.glb_width_bits};
  const std::vector<std::int64_t> steps = space.steps_at(winner);
  values.insert(values.end(), steps.begin() + static_cast<std::ptrdiff_t>(values.size()), steps.end());
  return values;
}

// Part of the networks that `accelerator` wins: in each fifth of them.
bench::Spread share_of(std::int64_t accelerator, const std::vector<std::int64_t>& winners) {
  const std::size_t parts = std::min<std::size_t>(5, winners.size());
  std::vector<double> shares;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = winners.begin() + static_cast<std::ptrdiff_t>(part * winners.size() / parts);
    const auto end = winners.begin() + static_cast<std::ptrdiff_t>((part + 1) * winners.size() / parts);
    shares.push_back(static_cast<double>(std::count(begin, end, accelerator)) /
                     static_cast<double>(end - begin));
  }
  return bench::spread_of(std::move(shares));
}

Json describe(const std::vector<std::int64_t>& winners, const HardwareSpace& space) {
  std::map<std::int64_t, std::int64_t> wins;
  for (std::int64_t winner : winners) ++wins[winner];
  const auto best = std::max_element(wins.begin(), wins.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  Json json;
  json["distinct"] = wins.size();
  json["most_frequent_share"] = static_cast<double>(best->second) / static_cast<double>(winners.size());
  json["most_frequent_share_of_fifths"] = to_json(share_of(best->first, winners));
  const auto parameters = space.parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p)
    json["most_frequent"][parameters[p].name] = values_of(space, best->first)[p];
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    std::map<std::int64_t, double> share;
    for (const auto& [winner, count] : wins) {
      share[values_of(space, winner)[p]] += static_cast<double>(count) / static_cast<double>(winners.size());
    }
    for (const auto& [value, part] : share) {
      const std::string label = parameters[p].name == "dataflow"
                                    ? space.dataflows[static_cast<std::size_t>(value)].name
                                    : std::to_string(value);
      json["spread"][parameters[p].name][label] = part;
    }
  }
  return json;
}

struct NamedMetric {
  const char* name;
  double Metrics::*value;
  std::optional<double> Limits::*limit;
};

// What 25, 10 and 5 % of the designs are within: limits on all of the metrics together, each at the same
// quantile.
Json limits_of(const std::vector<BestAccelerator>& designs, const std::vector<NamedMetric>& metrics) {
  std::vector<std::vector<double>> sorted;
  for (const NamedMetric& metric : metrics) {
    std::vector<double>& values = sorted.emplace_back();
    for (const BestAccelerator& design : designs) values.push_back(design.metrics.*metric.value);
    std::sort(values.begin(), values.end());
  }
  const auto share_within = [&](std::size_t quantile) {
    Limits limits;
    for (std::size_t m = 0; m < metrics.size(); ++m) limits.*metrics[m].limit = sorted[m][quantile];
    const auto within = std::count_if(designs.begin(), designs.end(), [&](const BestAccelerator& design) {
      return limits.hold(design.metrics);
    });
    return static_cast<double>(within) / static_cast<double>(designs.size());
  };
  Json json;
  for (const double share : {0.25, 0.1, 0.05}) {
    std::size_t low = 0, high = designs.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      share_within(middle) >= share ? high = middle : low = middle + 1;
    }
    Json& limits = json[fmt::format("{:g} %", 100 * share)];
    limits["share"] = share_within(low);  // more than asked for where designs are equal
    for (std::size_t m = 0; m < metrics.size(); ++m) limits[metrics[m].name] = sorted[m][low];
  }
  return json;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// Kendall's tau between MACs and EDAP; and in windows of networks whose MACs are within 5 % of each other,
// EDAP's 90th percentile over its 10th, and its median over its least: the medians over the windows.
Json macs_and_edap(const NetworkSpace& space, const std::vector<Architecture>& architectures,
                   const std::vector<BestAccelerator>& designs) {
  struct Design {
    double macs, edap;
  };
  std::vector<Design> sorted;
  for (std::size_t i = 0; i < designs.size(); ++i)
    sorted.push_back({static_cast<double>(lower(space, architectures[i]).macs()), designs[i].metrics.edap()});
  std::sort(sorted.begin(), sorted.end(), [](const Design& a, const Design& b) { return a.macs < b.macs; });
  std::vector<double> macs, edap, spread, over_least;
  for (const Design& design : sorted) {
    macs.push_back(design.macs);
    edap.push_back(design.edap);
  }
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && macs[end] <= 1.05 * macs[begin]) ++end;
    const std::vector<double> window(edap.begin() + static_cast<std::ptrdiff_t>(begin),
                                     edap.begin() + static_cast<std::ptrdiff_t>(end));
    if (window.size() < 20) continue;
    spread.push_back(quantile(window, 0.9) / quantile(window, 0.1));
    over_least.push_back(quantile(window, 0.5) / quantile(window, 0));
  }
  Json json;
  json["tau"] = kendall_tau(macs, edap).value_or(0);
  json["windows"] = spread.size();
  if (spread.empty()) return json;
  json["edap_90th_over_10th"] = quantile(spread, 0.5);
  json["edap_median_over_least"] = quantile(over_least, 0.5);
  return json;
}

// EDAP, the weighted sum, and latency with the area within the smallest quarter or half of the space.
std::vector<Objective> objectives_of(const CostTable& table, const Metrics& reference) {
  std::vector<float> areas(table.area_mm2(), table.area_mm2() + table.accelerators());
  std::sort(areas.begin(), areas.end());
  const auto latency_within = [&](const char* name, std::size_t rank) {
    Objective objective{name, weighted_cost(1, 0, 0, reference), {}};
    objective.limits.max_area_mm2 = static_cast<double>(areas[rank]);
    return objective;
  };
  return {{"edap", CostFunction(cost_kind("edap"), {}, reference), {}},
          {"weighted_1_1_1", weighted_cost(1, 1, 1, reference), {}},
          latency_within("latency_under_area_of_first_quarter", areas.size() / 4),
          latency_within("latency_under_median_area", areas.size() / 2)};
}

// Limits on each metric alone, and on each two of them.
Json all_limits_of(const std::vector<BestAccelerator>& designs) {
  const NamedMetric latency{"latency_ms", &Metrics::latency_ms, &Limits::max_latency_ms},
      energy{"energy_mj", &Metrics::energy_mj, &Limits::max_energy_mj},
      area{"area_mm2", &Metrics::area_mm2, &Limits::max_area_mm2};
  return {limits_of(designs, {latency}),       limits_of(designs, {energy}),
          limits_of(designs, {area}),          limits_of(designs, {latency, energy}),
          limits_of(designs, {latency, area}), limits_of(designs, {energy, area})};
}

struct Options {
  std::string network = "small", hardware = "edge";
  int samples = 10000;
  std::uint64_t seed = 1;
};

Json measure(const Options& options, const WorkContext& work) {
  const NetworkSpace networks = NetworkSpace::load(find_preset("network", options.network));
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", options.hardware));
  const CostTable table = CostTable::build_cached(request_of(networks), space, work);
  std::vector<Architecture> architectures;
  Random random(options.seed, "winners");
  for (int i = 0; i < options.samples; ++i) architectures.push_back(varied_network(networks, random));
  Json json = {{"network_space", networks.name},
               {"hardware_space", space.name},
               {"networks", options.samples},
               {"accelerators", space.size()}};
  for (const Objective& objective : objectives_of(table, reference_metrics(table, networks))) {
    const std::vector<BestAccelerator> designs =
        best_accelerators(table, architectures, objective.cost, objective.limits, work.threads);
    std::vector<std::int64_t> winners;
    for (const BestAccelerator& best : designs) winners.push_back(best.index);
    json[objective.name] = describe(winners, space);
    if (objective.name == "edap") {
      json["edap"]["macs"] = macs_and_edap(networks, architectures, designs);
      json["edap"]["limits"] = all_limits_of(designs);
    }
    if (objective.limits.max_area_mm2) json[objective.name]["max_area_mm2"] = *objective.limits.max_area_mm2;
  }
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("winners", "How varied the optimal accelerators of a space are");
  Options options;
  program.takes_threads(0);
  program.options().add_option("--network", options.network);
  program.options().add_option("--hardware", options.hardware);
  program.options().add_option("--samples", options.samples)->check(CLI::PositiveNumber);
  program.options().add_option("--seed", options.seed);
  return program.run(argc, argv, [&] { return measure(options, program.work()); });
}
