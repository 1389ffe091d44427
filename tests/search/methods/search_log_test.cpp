#include "dance/search/methods/search_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/search/methods/mean.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

TEST(SearchLog, LeavesCellsEmptyThatAPhaseHasNot) {
  const TemporaryFolder folder;
  {
    SearchLog log(folder / "log.csv");
    LogRow row;
    row.phase = "warm-up";
    row.step = 20;
    row.loss = 1.5;
    row.learning_rate = 0.1;
    log.write(row);
  }
  EXPECT_EQ(
      read_file(folder / "log.csv"),
      "phase,step,loss,ce,accuracy,validation_ce,validation_accuracy,latency_ms,energy_mj,area_mm2,cost,"
      "entropy,lambda2,learning_rate,limit_excess,limit_weight\n"
      "warm-up,20,1.5,,,,,,,,,,,0.1,,\n");
}

TEST(SearchLog, OneWithoutAFileSaysNothing) { EXPECT_NO_THROW(SearchLog().write(LogRow())); }

TEST(SearchLog, AFileThatCannotBeWrittenIsAFault) {
  EXPECT_THAT(message_of([] { SearchLog("/proc/log.csv"); }), HasSubstr("/proc/log.csv: cannot be written"));
  EXPECT_THAT(message_of([] { SearchLog("/dev/full"); }), HasSubstr("/dev/full: cannot be written"));
}

TEST(Mean, IsOfWhatWasAddedSinceItWasTaken) {
  Mean mean;
  EXPECT_TRUE(std::isnan(mean.take()));
  mean.add(1), mean.add(4);
  EXPECT_EQ(mean.take(), 2.5);
  mean.add(7);
  EXPECT_EQ(mean.take(), 7);
  EXPECT_TRUE(std::isnan(mean.take()));
}

}  // namespace
}  // namespace dance::test
