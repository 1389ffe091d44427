// Directives as loop nests, in all the spellings that Timeloop accepts.
#include "dance/engine/timeloop/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

// "P8 Q8", outermost first.
std::string text_of(const std::vector<Loop>& loops) {
  std::string text;
  for (const Loop& loop : loops) {
    text += (text.empty() ? "" : " ") + std::string(1, letter_of(loop.dim)) + std::to_string(loop.bound);
  }
  return text;
}

TEST(TimeloopMapping, PermutationsRunFromTheInnermostLoopOutward) {
  const Nest nest = SmallDesign().read().nest;
  EXPECT_EQ(text_of(nest.levels[0].temporal), "M2");
  EXPECT_EQ(text_of(nest.levels[1].temporal), "S3 R3 Q8 P8");
  EXPECT_EQ(text_of(nest.levels[1].spatial_x), "C4");
  EXPECT_EQ(text_of(nest.levels[1].spatial_y), "M4");
}

TEST(TimeloopMapping, DimensionsMissingInAPermutationLieOutsideInTheOrderOfTheShape) {
  const Nest nest = SmallDesign().replace("mapping", "permutation: PQRS", "permutation: SQ").read().nest;
  EXPECT_EQ(text_of(nest.levels[1].temporal), "P8 R3 Q8 S3");
  const Nest without = SmallDesign().replace("mapping", "    permutation: PQRS\n", "").read().nest;
  EXPECT_EQ(text_of(without.levels[1].temporal), "Q8 P8 S3 R3");
}

TEST(TimeloopMapping, FactorsInEverySpelling) {
  const std::string expected = "S3 R3 Q8 P8";
  for (const char* spelling :
       {"P8 Q8 R3 S3", "P=8,Q=8,R=3,S=3", "P = 8 , Q 8 R=3  S =3", "C=1 P=8 Q=8 R=3 S=3 # all",
        "P0 Q=8 R=3 S=0", "P8,8 Q8 R3 S3", "[P=8, Q=8, R=3, S=3]", "P8Q8R3S3"}) {
    const Nest nest = SmallDesign()
                          .replace("mapping", "factors: P=8 Q=8 R=3 S=3", "factors: " + std::string(spelling))
                          .read()
                          .nest;
    EXPECT_EQ(text_of(nest.levels[1].temporal), expected) << spelling;
  }
}

TEST(TimeloopMapping, AFactorOfZeroIsWhatTheOthersLeave) {
  EXPECT_EQ(
      text_of(
          SmallDesign().replace("mapping", "factors: M=2", "factors: M=0").read().nest.levels[0].temporal),
      "M2");
  EXPECT_THAT(
      SmallDesign()
          .replace("mapping", "factors: M=2", "factors: M=0 P=0")
          .replace("mapping", "P=8", "P=0")
          .message(),
      HasSubstr("mapping.yaml:3: mapping: more than one factor of P is 0; expected one that takes what the "
                "others leave; got 2, with 8 left"));
}

TEST(TimeloopMapping, LevelsWithoutADirectiveHaveNoLoops) {
  SmallDesign design;
  design.replace("mapping",
                 "  - target: registers\n    type: temporal\n    factors: C=1\n    permutation: C\n", "");
  EXPECT_EQ(design.run().cycles, 1152);
}

TEST(TimeloopMapping, KeepAndBypass) {
  SmallDesign design;
  design.replace("mapping", "  - target: registers\n",
                 "  - {target: buffer, type: bypass, bypass: [Weights], keep: [Inputs]}\n"
                 "  - {target: registers, type: datatype, keep: [Weights]}\n"
                 "  - target: registers\n");
  const Nest nest = design.read().nest;
  EXPECT_EQ(nest.levels[1].keeps, (std::array<bool, kTensors>{false, true, true}));
  EXPECT_EQ(nest.levels[2].keeps, (std::array<bool, kTensors>{true, true, true}));
}

TEST(TimeloopMapping, FaultsNameThePlaceAndWhatIsExpected) {
  const auto after = [](const std::string& from, const std::string& to) {
    return SmallDesign().replace("mapping", from, to).message();
  };
  EXPECT_EQ(
      after("target: DRAM", "target: dram"),
      "mapping.yaml:3: mapping[0].target: not a storage level of the architecture; expected one of DRAM, "
      "buffer, "
      "registers; got 'dram'\n"
      "mapping.yaml:3: mapping: the factors of M do not make its bound; expected the product 8 of M; got 4");
  EXPECT_THAT(after("factors: P=8", "factors: P=4"),
              HasSubstr("the factors of P do not make its bound; expected the product 8 of P; got 4"));
  EXPECT_THAT(after("M=2", "M=9223372036854775807"), HasSubstr("got more than 64 bits hold"));
  EXPECT_THAT(after("M=2", "M=99999999999999999999"),
              HasSubstr("not a factor; expected factors such as C=16 or C16"));
  EXPECT_THAT(after("M=2", "M=-2"), HasSubstr("not a factor"));
  EXPECT_THAT(after("M=2", "M=2 X=3"),
              HasSubstr("mapping.yaml:5: mapping[0].factors: not a dimension of the problem; "
                        "expected one of C, M, R, S, N, P, Q; got X=3"));
  EXPECT_THAT(after("M=2", "M=3,2"), HasSubstr("imperfect factors are not modelled"));
  EXPECT_THAT(after("M=2", "M=2 M=1"), HasSubstr("given twice; expected each dimension once; got M=1"));
  EXPECT_THAT(after("permutation: M\n", "permutation: MK\n"), HasSubstr("not a dimension of the problem"));
  EXPECT_THAT(after("permutation: M\n", "permutation: MM\n"), HasSubstr("named twice"));
  EXPECT_EQ(after("split: 1", "split: 2"),
            "mapping.yaml:11: mapping[2]: the factors on X are more than the instances there; expected at "
            "most 4 on X; "
            "got 16");
  EXPECT_THAT(after("split: 1", "split: -1"), HasSubstr("mapping[2].split: out of range"));
  EXPECT_THAT(after("type: spatial", "type: skew"),
              HasSubstr("expected one of temporal, spatial, bypass, datatype"));
  EXPECT_THAT(after("target: registers", "target: buffer"), HasSubstr("a second directive of this type"));
  EXPECT_THAT(after("    split: 1", "    splt: 1"), HasSubstr("unknown key"));
}

TEST(TimeloopMapping, BypassFaults) {
  const auto with = [](const std::string& directive) {
    return SmallDesign()
        .replace("mapping", "  - target: registers\n", directive + "  - target: registers\n")
        .message();
  };
  EXPECT_THAT(
      with("  - {target: DRAM, type: bypass, bypass: [Weights]}\n"),
      HasSubstr("the outermost level bypasses a tensor; expected DRAM to keep every tensor; got Weights"));
  EXPECT_THAT(
      with("  - {target: buffer, type: bypass, bypass: [Weight]}\n"),
      HasSubstr("mapping[3].bypass[0]: not one of the choices; expected one of Weights, Inputs, Outputs"));
  EXPECT_THAT(with("  - {target: buffer, type: bypass, keep: [Inputs], bypass: [Inputs]}\n"),
              HasSubstr("named twice"));
}

}  // namespace
}  // namespace dance::test
