#include "dance/report/timings.h"

#include <gtest/gtest.h>

#include "dance/core/error.h"

namespace dance::test {
namespace {

TEST(Timings, RecordsPhasesEvenWhenTheyFail) {
  Timings timings;
  timings.phase("first", [] {});
  EXPECT_THROW(timings.phase("second", [] { throw Error::run_failure("stop"); }), Error);
  ASSERT_EQ(timings.phases().size(), 2u);
  EXPECT_EQ(timings.phases()[1].name, "second");
  EXPECT_GT(timings.peak_mib(), 1);
  const Json json = to_json(timings);
  EXPECT_EQ(json["phases"].size(), 2u);
  EXPECT_TRUE(json["total_s"].is_number());
}

}  // namespace
}  // namespace dance::test
