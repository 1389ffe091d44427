#include "dance/report/network_drawing.h"

#include <gtest/gtest.h>

#include "report/sample_design.h"

namespace dance::test {
namespace {

TEST(NetworkDrawing, GoldenText) {
  EXPECT_EQ(draw_network(test::sample_design(), {}),
            R"(      layer     operation       channels   output     MACs   energy  latency
   o  stem                       3 -> 12    16x16    111 k   10.0 %   10.0 % ######
   #  stage1.0  mbconv_k3_e6    12 -> 20    16x16   1.38 M   40.0 %   40.0 % #######################
   :  stage1.1  zero                  20    16x16
   V  stage2.0  mbconv_k7_e3    20 -> 36      8x8    760 k   40.0 %   30.0 % #################
   o  head                      36 -> 10      1x1      360   10.0 %   20.0 % ############
)");
}

TEST(ShareBar, FillsItsShare) {
  EXPECT_EQ(share_bar(0.5, 4, {}), "##  ");
  EXPECT_EQ(share_bar(0, 4, {}), "    ");
  EXPECT_EQ(share_bar(2, 4, {}), "####");
  EXPECT_EQ(share_bar(0.375, 4, {.rich = true}), "█▌  ");
}

TEST(ShortCount, KeepsThreeDigits) {
  EXPECT_EQ(short_count(0), "0");
  EXPECT_EQ(short_count(999), "999");
  EXPECT_EQ(short_count(1000), "1.00 k");
  EXPECT_EQ(short_count(54321), "54.3 k");
  EXPECT_EQ(short_count(999600), "1.00 M");
  EXPECT_EQ(short_count(123456789), "123 M");
}

}  // namespace
}  // namespace dance::test
