// Gemmini's cycles in RTL simulation against the model's, on the 111 layers of examples/gemmini;
// docs/gemmini.md holds the tables that these tests print, line for line.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>

#include "dance/core/files.h"
#include "dance/engine/timeloop/model.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using timeloop::ModelInput;
using timeloop::ModelResult;

const std::string kFolder = std::string(DANCE_SOURCE_DIR) + "/examples/gemmini/";

struct Row {
  std::string name;
  ModelInput input;
  double rtl_cycles = 0, timeloop_cycles = 0;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> read;
    std::ifstream stream(kFolder + "rows.jsonl");
    for (std::string line; std::getline(stream, line);) {
      const auto json = nlohmann::json::parse(line);
      const nlohmann::json& measured = json.at("measured");
      read.push_back({json.at("name"),
                      timeloop::read_model_input(timeloop::Documents::parse({{"rows.jsonl", line}})),
                      measured.at("rtl_cycles"), measured.at("timeloop_cycles")});
    }
    return read;
  }();
  return all;
}

// A row's result where `change` has been made to the pass that its array states.
ModelResult result_of(
    const Row& row, const std::function<void(ArrayPass&)>& change = [](ArrayPass&) {}) {
  ModelInput input = row.input;
  change(*input.architecture.hierarchy.array_pass);
  return run_model(input);
}

std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t i = first; i < last; ++i)
      ranks[order[i]] = static_cast<double>(first + last - 1) / 2;  // of equal values their mean
  }
  return ranks;
}

// Spearman's coefficient: Pearson's of the ranks.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks_of(a), y = ranks_of(b);
  const double mean = static_cast<double>(x.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xy / std::sqrt(xx * yy);
}

struct Agreement {
  double error = 0;  // mean of |predicted / measured - 1|
  double bias = 0;   // mean of predicted / measured - 1
  double spearman = 0;
};

Agreement agreement(const std::vector<Row>& some, const std::function<double(const Row&)>& predict) {
  Agreement out;
  std::vector<double> predicted, measured;
  const auto count = static_cast<double>(some.size());
  for (const Row& row : some) {
    predicted.push_back(predict(row));
    measured.push_back(row.rtl_cycles);
    const double relative = predicted.back() / row.rtl_cycles - 1;
    out.error += std::abs(relative) / count;
    out.bias += relative / count;
  }
  out.spearman = rank_correlation(predicted, measured);
  return out;
}

void expect_documented(const std::string& line) {
  static const std::string page = read_file(std::string(DANCE_SOURCE_DIR) + "/docs/gemmini.md");
  std::cout << line << "\n";
  EXPECT_THAT(page, HasSubstr(line + "\n"));
}

TEST(Gemmini, EveryRowStatesThePassOfTheExample) {
  ASSERT_THAT(rows(), SizeIs(111));
  Config config = Config::load(kFolder + "array_pass.yaml");
  const ArrayPassRule stated = read_array_pass(config.root().value("array_pass"));
  config.check();
  std::ifstream stream(kFolder + "rows.jsonl");
  for (std::string line; std::getline(stream, line);) {
    Config row = Config::parse(line, "rows.jsonl");
    EXPECT_EQ(read_array_pass(row.root().value("array_pass")), stated);
  }
}

// Without passes the rewritten mappings take the cycles that Timeloop gave for those published, or fewer: the
// published program counts the first fills of the accumulators, and 18 rows are bound by transfers.
TEST(Gemmini, WithoutPassesTheCyclesAreTimeloops) {
  int equal = 0;
  for (const Row& row : rows()) {
    const ModelResult result = result_of(row, [](ArrayPass& pass) { pass = {}; });
    EXPECT_TRUE(result.feasible()) << row.name;
    EXPECT_LE(result.cost.cycles, row.timeloop_cycles) << row.name;
    equal += result.cost.cycles == row.timeloop_cycles ? 1 : 0;
  }
  EXPECT_EQ(equal, 93);
}

TEST(Gemmini, PassesBringThePredictionToTheRtl) {
  const auto row_of = [](const std::string& what, const Agreement& a) {
    expect_documented(fmt::format("| {} | {:.3f} | {:.4f} | {:+.3f} |", what, a.error, a.spearman, a.bias));
    return a;
  };
  const auto under = [](const std::function<void(ArrayPass&)>& change) {
    return agreement(rows(), [&](const Row& row) { return result_of(row, change).cost.cycles; });
  };
  row_of("Timeloop's, as published", agreement(rows(), [](const Row& row) { return row.timeloop_cycles; }));
  row_of("no passes", under([](ArrayPass& pass) { pass = {}; }));
  row_of("fill and drain alone", under([](ArrayPass& pass) { pass = {.fill_drain_cycles = 16}; }));
  row_of("fill and drain, and least cycles of instructions",
         under([](ArrayPass& pass) { pass.load_words_per_cycle = pass.load_least_cycles = 0; }));
  const Agreement all = row_of("all that `array_pass.yaml` states", under([](ArrayPass&) {}));
  EXPECT_LE(all.error, 0.15);
  EXPECT_GE(all.spearman, 0.98);
}

TEST(Gemmini, ShortRunsAreOffTheMost) {
  struct Lengths {
    std::int64_t from, to;
  };
  for (const Lengths& lengths : {Lengths{1, 4}, Lengths{5, 8}, Lengths{9, 16}, Lengths{17, 400}}) {
    std::vector<Row> some;
    for (const Row& row : rows()) {
      const std::int64_t steps = result_of(row).counts.array.run_steps;
      if (steps >= lengths.from && steps <= lengths.to) some.push_back(row);
    }
    const Agreement of = agreement(some, [](const Row& row) { return result_of(row).cost.cycles; });
    expect_documented(fmt::format("| {} to {} | {} | {:.3f} | {:+.3f} |", lengths.from, lengths.to,
                                  some.size(), of.error, of.bias));
  }
}

// The rows that are off by more than 30 %.
TEST(Gemmini, TheWorstRowsAreNamed) {
  for (const Row& row : rows()) {
    const ModelResult result = result_of(row);
    const double relative = result.cost.cycles / row.rtl_cycles - 1;
    if (std::abs(relative) <= 0.3) continue;
    const PassCounts& array = result.counts.array;
    expect_documented(fmt::format("| {} | {} | {} x {} | {} | {} | {} | {:+.2f} |", row.name.substr(8),
                                  array.passes, array.runs, array.run_steps,
                                  static_cast<std::int64_t>(result.cost.levels.front().transfer_cycles),
                                  result.cycles, static_cast<std::int64_t>(row.rtl_cycles), relative));
  }
}

}  // namespace
}  // namespace dance::test
