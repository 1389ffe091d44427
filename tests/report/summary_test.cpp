#include "dance/report/summary.h"

#include <gmock/gmock.h>

#include <sstream>

#include "report/sample_design.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

TEST(Summary, GoldenTextWithoutTimes) {
  const std::string text = summary(test::sample_design(), Timings{}, "runs/x",
                                   {{"design.json", "everything"}, {"log.csv", "the log"}}, {});
  EXPECT_EQ(text, R"(
Network: small on builtin, seed 3
      layer     operation       channels   output     MACs   energy  latency
   o  stem                       3 -> 12    16x16    111 k   10.0 %   10.0 % ######
   #  stage1.0  mbconv_k3_e6    12 -> 20    16x16   1.38 M   40.0 %   40.0 % #######################
   :  stage1.1  zero                  20    16x16
   V  stage2.0  mbconv_k7_e3    20 -> 36      8x8    760 k   40.0 %   30.0 % #################
   o  head                      36 -> 10      1x1      360   10.0 %   20.0 % ############

Design
   accelerator  16 x 12 PEs, 24 words each, 64 KiB buffer of 128-bit banks, row_stationary
   accuracy     87.25 % of 20000 test images; 54.3 k parameters, 2.25 M MACs
   hardware     1 ms, 0.5 mJ, 3 mm2, EDAP 1.5 ms mJ mm2
   cost         0.1875 (EDAP; the reference network on its best accelerator costs 1)
   mappings     chosen for the network's cost: 6.25 % below least edp per layer
   evaluator    learned: regret 1.56 %, its accelerator for this network against the exact best
                picks 17 x 12 PEs, 24 words each, 64 KiB buffer of 128-bit banks, weight_stationary
                judges that at 0.2062, true 0.203; the exact evaluator judges 0.2
   search       every one of 13872 accelerators, of the best values of 138720
                ended at entropy 0.125 expecting cost 0.2344 (exact evaluator: 0.2475)
                the network taken costs 0.2 (+6.25 %)

Wall time and peak memory
   total      0.0 s       0 MiB

Files
   runs/x
     design.json  everything
     log.csv      the log
)");
}

TEST(Summary, TheExactEvaluatorIsNotComparedWithItself) {
  Design design = test::sample_design();
  design.evaluator.kind = "exact";
  EXPECT_THAT(summary(design, Timings{}, "runs/x", {}, {}),
              HasSubstr("   evaluator    exact: the cost table itself\n"
                        "   search       every one of 13872 accelerators, of the best values of 138720\n"
                        "                ended at entropy 0.125 expecting cost 0.2344\n"));
}

TEST(Summary, FitsAHundredColumnsAndIsPlainByDefault) {
  std::istringstream lines(summary(test::sample_design(), Timings{}, "runs/x", {}, {}));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100u) << line;
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Summary, ColoursOnATerminal) {
  EXPECT_THAT(summary(test::sample_design(), Timings{}, "runs/x", {}, {.rich = true}), HasSubstr("\033["));
}

}  // namespace
}  // namespace dance::test
