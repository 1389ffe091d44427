#include "dance/report/plot_axis.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance::test {
namespace {

// Four hundredths of the span are free at each end; a span of three or more is drawn by its logarithm.
TEST(PlotAxis, HasRoomAroundItsValues) {
  const PlotAxis linear(100, 200);
  EXPECT_FALSE(linear.logarithmic);
  EXPECT_DOUBLE_EQ(linear.low, 96);
  EXPECT_DOUBLE_EQ(linear.high, 204);
  const PlotAxis logarithmic(1, 1e5);
  EXPECT_TRUE(logarithmic.logarithmic);
  EXPECT_NEAR(std::log10(logarithmic.low), -0.2, 1e-12);
  EXPECT_NEAR(std::log10(logarithmic.high), 5.2, 1e-12);
  const PlotAxis point(5, 5);  // not of width 0
  EXPECT_LT(point.low, 5);
  EXPECT_GT(point.high, 5);
}

TEST(PlotAxis, PositionsAndValuesAreInverse) {
  for (const PlotAxis& axis : {PlotAxis(100, 200), PlotAxis(0.01, 30)}) {
    EXPECT_DOUBLE_EQ(axis.position(axis.low), 0);
    EXPECT_DOUBLE_EQ(axis.position(axis.high), 1);
    for (const double position : {0.1, 0.5, 0.9})
      EXPECT_NEAR(axis.position(axis.value(position)), position, 1e-12);
  }
  EXPECT_NEAR(PlotAxis(0.1, 10).value(0.5), 1, 1e-12);  // the geometric mean
  EXPECT_NEAR(PlotAxis(10, 20).value(0.5), 15, 1e-12);
}

TEST(PlotAxis, TellsGnuplot) {
  EXPECT_EQ(PlotAxis(100, 200).commands("y"), "set yrange [96:204]\nset ytics auto\nset mytics 2\n");
  EXPECT_EQ(PlotAxis(1, 1e5).commands("x").substr(0, 20), "set xrange [0.630957");
}

}  // namespace
}  // namespace dance::test
