#include "dance/search/studies/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/mean_spread.h"
#include "dance/report/tradeoff_plot.h"

namespace dance {

namespace {

double accuracy(const ComparedRun& run) { return run.test_accuracy; }
double edap(const ComparedRun& run) { return run.metrics.edap(); }

std::string lambda2_text(const ComparedMethod& method) {
  return method.lambda2 ? fmt::format("{}", *method.lambda2) : "";
}

std::string supernet_cells(const std::optional<NetworkScore>& score) {
  return score ? fmt::format("{:.6g},{:.6g}", score->ce, score->accuracy) : ",";
}

std::string limit_cells(const LimitsOutcome& outcome) {
  if (!outcome.limits.any()) return ",";
  return fmt::format("{:.6g},{}", outcome.excess,
                     outcome.within_since ? fmt::format("{}", *outcome.within_since) : "");
}

Json to_json(const ComparedRun& run) {
  Json json = {{"seed", run.seed},
               {"test_accuracy", run.test_accuracy},
               {"metrics", dance::to_json(run.metrics)},
               {"cost", run.cost},
               {"evaluations", run.evaluations},
               {"search_s", run.search_s},
               {"warm_up_s", run.warm_up_s},
               {"evaluator_s", run.evaluator_s},
               {"total_s", run.total_s}};
  if (run.supernet_score) {
    json["supernet_ce"] = run.supernet_score->ce;
    json["supernet_accuracy"] = run.supernet_score->accuracy;
  }
  if (run.limits.limits.any()) {
    json["limits"] = dance::to_json(run.limits.limits);
    json["excess"] = run.limits.excess;
    if (run.limits.within_since) json["within_since"] = *run.limits.within_since;
    json["changes"] = run.limits.changes.size();
  }
  return json;
}

template <typename Value>
Json spread_json(const ComparedRuns& runs, const Value& value) {
  const MeanSpread spread = mean_spread(values_of(runs, value));
  return {{"mean", spread.mean}, {"deviation", spread.deviation}};
}

struct MeanPoint {
  double edap = 0, accuracy = 0;
  bool dominates(const MeanPoint& other) const {
    return edap <= other.edap && accuracy >= other.accuracy &&
           (edap < other.edap || accuracy > other.accuracy);
  }
};

}  // namespace

std::vector<double> paired_accuracy_deviations(const std::vector<ComparedRuns>& comparison) {
  std::vector<std::vector<double>> accuracies;
  for (const ComparedRuns& compared : comparison) accuracies.push_back(values_of(compared, accuracy));
  return paired_deviations(accuracies);
}

std::vector<bool> on_front(const std::vector<ComparedRuns>& comparison) {
  std::vector<MeanPoint> points;
  for (const ComparedRuns& compared : comparison)
    points.push_back(
        {mean_spread(values_of(compared, edap)).mean, mean_spread(values_of(compared, accuracy)).mean});
  std::vector<bool> front;
  for (const MeanPoint& point : points) {
    front.push_back(std::none_of(points.begin(), points.end(),
                                 [&](const MeanPoint& other) { return other.dominates(point); }));
  }
  return front;
}

Json to_json(const std::vector<ComparedRuns>& comparison) {
  const std::vector<bool> front = on_front(comparison);
  const std::vector<double> paired = paired_accuracy_deviations(comparison);
  Json methods = Json::array();
  for (std::size_t m = 0; m < comparison.size(); ++m) {
    const ComparedRuns& compared = comparison[m];
    Json runs = Json::array();
    for (const ComparedRun& run : compared.runs) runs.push_back(to_json(run));
    Json method = {{"name", compared.method.name}};
    if (compared.method.lambda2) method["lambda2"] = *compared.method.lambda2;
    method["test_accuracy"] = spread_json(compared, accuracy);
    method["test_accuracy"]["paired_deviation"] = paired[m];
    method["edap"] = spread_json(compared, edap);
    method["on_front"] = static_cast<bool>(front[m]);
    method["runs"] = runs;
    methods.push_back(method);
  }
  return {{"schema", "dance-comparison-1"}, {"methods", methods}};
}

std::string comparison_csv(const std::vector<ComparedRuns>& comparison) {
  std::string text =
      "method,lambda2,seed,test_accuracy,latency_ms,energy_mj,area_mm2,edap,cost,evaluations,supernet_ce,"
      "supernet_accuracy,limit_excess,within_since,search_s,warm_up_s,evaluator_s,total_s\n";
  for (const ComparedRuns& compared : comparison) {
    for (const ComparedRun& run : compared.runs) {
      text += fmt::format(
          "{},{},{},{:.6g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{},{},{},{:.3f},{:.3f},{:.3f},{:.3f}\n",
          compared.method.name, lambda2_text(compared.method), run.seed, run.test_accuracy,
          run.metrics.latency_ms, run.metrics.energy_mj, run.metrics.area_mm2, run.metrics.edap(), run.cost,
          run.evaluations, supernet_cells(run.supernet_score), limit_cells(run.limits), run.search_s,
          run.warm_up_s, run.evaluator_s, run.total_s);
    }
  }
  return text;
}

std::string comparison_plot(const std::vector<ComparedRuns>& comparison) {
  TradeoffPlot plot;
  plot.x_label = "EDAP (ms mJ mm²)";
  plot.y_label = "test accuracy (%)";
  const std::vector<double> paired = paired_accuracy_deviations(comparison);
  for (std::size_t m = 0; m < comparison.size(); ++m) {
    const ComparedRuns& compared = comparison[m];
    if (plot.series.empty() || plot.series.back().name != compared.method.name)
      plot.series.push_back({compared.method.name, {}});
    const double mean = mean_spread(values_of(compared, accuracy)).mean;
    plot.series.back().points.push_back(
        {mean_spread(values_of(compared, edap)), {100 * mean, 100 * paired[m]}});
  }
  const std::size_t seeds = comparison.front().runs.size();
  plot.title = seeds == 1 ? "one seed"
                          : fmt::format("mean and standard deviation of {} seeds (accuracy: paired)", seeds);
  return tradeoff_script(plot);
}

}  // namespace dance
