// What benchmarks make of repeated measurements.
#include "bench/measure.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace dance::test {
namespace {

TEST(BenchMeasure, TheMedianOfAnOddNumberIsTheOneInTheMiddle) {
  const bench::Spread spread = bench::spread_of({9, 1, 4, 2, 7});
  EXPECT_EQ(spread.median, 4);
  EXPECT_EQ(spread.least, 1);
  EXPECT_EQ(spread.most, 9);
  EXPECT_EQ(spread.runs, 5);
}

TEST(BenchMeasure, TheMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle) {
  EXPECT_EQ(bench::spread_of({8, 1, 3, 2}).median, 2.5);
}

TEST(BenchMeasure, OneValueHasNoSpread) {
  const bench::Spread spread = bench::spread_of({3});
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.least, 3);
  EXPECT_EQ(spread.most, 3);
}

TEST(BenchMeasure, RepeatTimesEachRun) {
  int runs = 0;
  const bench::Spread spread = bench::repeat(3, [&] {
    ++runs;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(spread.runs, 3);
  EXPECT_GE(spread.least, 0.002);
  EXPECT_LT(spread.least, 10);
}

TEST(BenchMeasure, JsonIsInTheUnitAskedFor) {
  const bench::Json json = to_json(bench::spread_of({0.25, 0.5, 1}), 1e3);
  EXPECT_EQ(json.dump(), R"({"median":500.0,"least":250.0,"most":1000.0,"runs":3})");
}

}  // namespace
}  // namespace dance::test
