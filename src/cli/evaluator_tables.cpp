#include "cli/evaluator_tables.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <optional>

#include "cli/text_table.h"

namespace dance::cli {

namespace {

std::string percent(std::optional<double> fraction) {
  return fraction ? fmt::format("{:.3f} %", 100 * *fraction) : "-";
}

std::string number(std::optional<double> value) { return value ? fmt::format("{:.4f}", *value) : "-"; }

// Rows of one table whose columns are the four scores.
class ScoreTable {
 public:
  explicit ScoreTable(const EvaluatorChecks& checks)
      : scores_{&checks.with_forwarding.one_hot, &checks.without_forwarding.one_hot,
                &checks.with_forwarding.soft, &checks.without_forwarding.soft},
        table_({"<feature forwarding:", "one-hot with", "without", "soft with", "without"}) {}

  using Figure = std::function<std::optional<double>(const EvaluatorScore&)>;
  using Text = std::string (*)(std::optional<double>);
  void row(const std::string& name, const Figure& figure, Text shown_as = percent) {
    std::vector<std::string> cells{name};
    for (const EvaluatorScore* score : scores_) cells.push_back(shown_as(figure(*score)));
    table_.add_row(std::move(cells));
  }

  void spread_rows(const std::string& name,
                   const std::function<const Spread*(const EvaluatorScore&)>& spread) {
    const auto figure = [&](double Spread::*member) {
      return [&spread, member](const EvaluatorScore& s) {
        const Spread* own = spread(s);
        return own ? std::optional(own->*member) : std::nullopt;
      };
    };
    row(name + ", mean", figure(&Spread::mean));
    row(name + ", 99th percentile", figure(&Spread::p99));
    row(name + ", worst", figure(&Spread::worst));
  }

  void metric_rows(const std::string& name, const std::string& where,
                   const std::function<const MetricScore*(const EvaluatorScore&)>& metric) {
    spread_rows(name + " error" + where, [&](const EvaluatorScore& s) {
      const MetricScore* own = metric(s);
      return own ? &own->error : nullptr;
    });
    row(
        name + " Kendall's tau" + where,
        [&](const EvaluatorScore& s) {
          const MetricScore* own = metric(s);
          return own ? own->kendall_tau : std::nullopt;
        },
        number);
  }

  void rule() { table_.add_rule(); }
  std::string text() const { return table_.text(); }

 private:
  std::array<const EvaluatorScore*, 4> scores_;
  TextTable table_;
};

struct NamedMetric {
  const char* name;
  MetricScore MetricScores::*member;
};
constexpr std::array kMetrics{NamedMetric{"latency", &MetricScores::latency},
                              NamedMetric{"energy", &MetricScores::energy},
                              NamedMetric{"area", &MetricScores::area}};

Json to_json(const Spread& spread) {
  return {{"mean", spread.mean}, {"p99", spread.p99}, {"worst", spread.worst}};
}

Json to_json(const MetricScores& scores) {
  Json json = Json::object();
  for (const NamedMetric& metric : kMetrics) {
    const MetricScore& own = scores.*metric.member;
    json[metric.name] = {{"error", to_json(own.error)},
                         {"kendall_tau", own.kendall_tau ? Json(*own.kendall_tau) : Json()}};
  }
  return json;
}

Json to_json(const EvaluatorScore& score) {
  Json heads = Json::object();
  for (const EvaluatorScore::Head& head : score.heads) heads[head.name] = head.accuracy;
  return {{"networks", score.networks},
          {"regret", to_json(score.regret)},
          {"optimal_share", score.optimal_share},
          {"head_accuracy", heads},
          {"metrics", to_json(score.metrics)},
          {"metrics_anywhere", score.anywhere ? to_json(*score.anywhere) : Json()},
          {"second_accelerator_within",
           {{"1e-4", score.second_within_1e_4},
            {"1e-3", score.second_within_1e_3},
            {"1e-2", score.second_within_1e_2}}}};
}

}  // namespace

std::string text_of(const EvaluatorChecks& checks) {
  ScoreTable table(checks);
  table.spread_rows("regret", [](const EvaluatorScore& s) { return &s.regret; });
  table.rule();
  const EvaluatorScore& first = checks.with_forwarding.one_hot;
  for (std::size_t h = 0; h < first.heads.size(); ++h)
    table.row(first.heads[h].name + " right", [h](const EvaluatorScore& s) { return s.heads[h].accuracy; });
  table.row("whole accelerator right", [](const EvaluatorScore& s) { return s.optimal_share; });
  table.rule();
  for (const NamedMetric& metric : kMetrics) {
    table.metric_rows(metric.name, "", [&](const EvaluatorScore& s) { return &(s.metrics.*metric.member); });
  }
  table.rule();
  for (const NamedMetric& metric : kMetrics) {
    table.metric_rows(metric.name, ", any accelerator", [&](const EvaluatorScore& s) {
      return s.anywhere ? &((*s.anywhere).*metric.member) : nullptr;
    });
  }
  return fmt::format(
      "{} unseen networks of each kind. Estimates with feature forwarding are of the accelerator that it "
      "picks,\nwithout of the optimal one. A second accelerator is within 0.01, 0.1 and 1 % of the least "
      "cost for\n{}, {} and {} of the one-hot networks, {}, {} and {} of the soft ones.\n\n{}",
      first.networks, percent(first.second_within_1e_4), percent(first.second_within_1e_3),
      percent(first.second_within_1e_2), percent(checks.with_forwarding.soft.second_within_1e_4),
      percent(checks.with_forwarding.soft.second_within_1e_3),
      percent(checks.with_forwarding.soft.second_within_1e_2), table.text());
}

Json to_json(const EvaluatorCheck& check) {
  return {{"one_hot", to_json(check.one_hot)}, {"soft", to_json(check.soft)}};
}

}  // namespace dance::cli
