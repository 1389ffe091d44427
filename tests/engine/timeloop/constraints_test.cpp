// Timeloop's constraints in its own spellings, on the design of examples/timeloop, and what is refused. The
// problem is C=4 M=8 R=3 S=3 N=1 P=8 Q=8, and the levels are DRAM > buffer > 4 x 4 registers.
#include "dance/engine/timeloop/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using timeloop::Documents;

struct Read {
  MappingConstraints constraints;
  std::vector<std::string> notes;
};

Read read(const std::string& text, const SmallDesign& from = {}) {
  const timeloop::ModelInput design = from.read();
  Documents documents = Documents::parse({{"c.yaml", text}}, timeloop::constraint_keys());
  Read out;
  out.constraints = read_constraints(documents, design.architecture, design.problem);
  documents.check();
  out.notes = documents.notes();
  return out;
}

// Of a file with these constraints, each a YAML map.
Read read_list(const std::string& items) { return read("mapspace_constraints: [" + items + "]"); }
std::string fault_of(const std::string& items) {
  return message_of([&] { read_list(items); });
}

TEST(TimeloopConstraints, FactorsAreExactOrLimits) {
  const MappingConstraints found = read_list(
                                       "{target: buffer, type: temporal, factors: 'C=2 M<=4, R0 S = 1'},"
                                       "{name: buffer, type: spatial, factors: 'C=2 P=1 Q<=2'}")
                                       .constraints;
  ASSERT_EQ(found.levels.size(), 3u);
  const LevelConstraint& buffer = found.levels[1];
  const Bounds none{};
  Bounds exact = none, most = none;
  exact[Dim::C] = 2, exact[Dim::R] = 3, exact[Dim::S] = 1, most[Dim::M] = 4;
  EXPECT_EQ(buffer.temporal.exact, exact);  // R=0 is its whole bound
  EXPECT_EQ(buffer.temporal.most, most);
  exact = most = none;
  exact[Dim::C] = 2, exact[Dim::P] = 1, most[Dim::Q] = 2;
  EXPECT_EQ(buffer.fanout.exact, exact);
  EXPECT_EQ(buffer.fanout.most, most);
  EXPECT_TRUE(found.levels[0].temporal.is_free() && found.levels[2].temporal.is_free());
  EXPECT_EQ(found.dimensions, 7u);
}

TEST(TimeloopConstraints, AFactorBeyondTheBoundIsTheBound) {
  const Read found = read_list("{target: DRAM, type: temporal, factors: M=16}");
  EXPECT_EQ(found.constraints.levels[0].temporal.exact[Dim::M], 8);
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_THAT(found.notes[0], HasSubstr("M=16 is beyond the bound: M=8 is taken"));
}

TEST(TimeloopConstraints, PermutationsAreWhatComesFirst) {
  const MappingConstraints found = read_list(
                                       "{target: DRAM, type: temporal, permutation: RS C},"
                                       "{target: buffer, type: spatial, permutation: CM, split: 1}")
                                       .constraints;
  EXPECT_THAT(found.levels[0].temporal.permutation, ElementsAre(Dim::R, Dim::S, Dim::C));
  EXPECT_THAT(found.levels[1].fanout.permutation, ElementsAre(Dim::C, Dim::M));
  EXPECT_EQ(found.levels[1].fanout.split, 1u);
}

TEST(TimeloopConstraints, TensorsAndUtilization) {
  const MappingConstraints found = read_list(
                                       "{target: buffer, type: bypass, bypass: [Weights], keep: [Inputs]},"
                                       "{target: buffer, type: datatype, keep: [Outputs]},"
                                       "{target: registers, type: utilization, min: 0.5}")
                                       .constraints;
  EXPECT_THAT(found.levels[1].keeps, ElementsAre(false, true, true));
  EXPECT_THAT(found.levels[2].keeps, ElementsAre(std::nullopt, std::nullopt, std::nullopt));
  EXPECT_EQ(found.least_utilization, 0.5);
}

TEST(TimeloopConstraints, AllNamesAndFormsHoldTogether) {
  const std::string item = "type: temporal, factors: ";
  const MappingConstraints found = read("mapspace_constraints: {targets: [{target: DRAM, " + item +
                                        "C=1}]}\n"
                                        "mapspace: {template: uber, constraints: [{target: DRAM, " +
                                        item +
                                        "M=2}]}\n"
                                        "architecture_constraints: [{target: DRAM, " +
                                        item +
                                        "R=3}]\n"
                                        "arch_constraints: {targets: [{target: DRAM, " +
                                        item + "P=4}]}\n")
                                       .constraints;
  const Bounds& exact = found.levels[0].temporal.exact;
  EXPECT_THAT(exact, ElementsAre(0, 0, 2, 1, 4, 0, 3, 0));  // N G M C P Q R S
  EXPECT_THAT(read("problem: {}").constraints.levels, IsEmpty());
}

TEST(TimeloopConstraints, TheOrderOfTheShapeSplitsOneRow) {
  const std::string split = "mapspace_constraints: [{target: buffer, type: spatial, split: 2}]";
  EXPECT_THAT(read(split).constraints.levels[1].fanout.permutation, IsEmpty());
  SmallDesign row;
  row.replace("architecture", "word-bits: 16, meshX: 4", "word-bits: 16, meshX: 16")
      .replace("architecture", "datawidth: 16, meshX: 4", "datawidth: 16, meshX: 16")
      .replace("mapping", "split: 1", "split: 7");
  EXPECT_THAT(read(split, row).constraints.levels[1].fanout.permutation,
              ElementsAre(Dim::C, Dim::M, Dim::R, Dim::S, Dim::N, Dim::P, Dim::Q));
}

TEST(TimeloopConstraints, TheSameTwiceIsAFault) {
  const std::string temporal = "{target: DRAM, type: temporal, ", again = "}," + temporal;
  EXPECT_THAT(fault_of(temporal + "factors: C=2" + again + "factors: M=2 C=2}"),
              HasSubstr("factors: given twice for this level; expected each factor once; got C=2"));
  EXPECT_THAT(fault_of(temporal + "factors: C<=2" + again + "factors: C<=4}"), HasSubstr("got C<=4"));
  EXPECT_EQ(fault_of(temporal + "factors: C=2" + again + "factors: C<=4 M=2}"), "");
  EXPECT_THAT(fault_of(temporal + "permutation: C" + again + "permutation: M}"),
              HasSubstr("permutation: given twice for this level"));
  EXPECT_THAT(
      fault_of("{target: buffer, type: spatial, split: 1}, {target: buffer, type: spatial, split: 1}"),
      HasSubstr("split: given twice for this level"));
  EXPECT_THAT(fault_of("{target: buffer, type: bypass, keep: [Inputs]},"
                       "{target: buffer, type: bypass, bypass: [Inputs]}"),
              HasSubstr("named twice"));
  EXPECT_THAT(fault_of("{target: registers, type: utilization, min: 0.1},"
                       "{target: registers, type: parallelism, min: 0.1}"),
              HasSubstr("the least utilization is given twice"));
}

TEST(TimeloopConstraints, WhatIsNotReadIsRefused) {
  EXPECT_THAT(fault_of("{target: DRAM, type: max_overbooked_proportion, proportion: 0.1}"),
              HasSubstr("type:"));
  EXPECT_THAT(fault_of("{target: DRAM, type: temporal, split: 1}"), HasSubstr("split"));
  EXPECT_THAT(
      fault_of("{target: cache, type: temporal}"),
      HasSubstr("not a storage level of the architecture; expected one of DRAM, buffer, registers; got "
                "'cache'"));
  EXPECT_THAT(fault_of("{type: temporal}"), HasSubstr("target: missing key"));
  EXPECT_THAT(fault_of("{target: DRAM, type: temporal, factors: K=2}"),
              HasSubstr("not a dimension of the problem"));
  EXPECT_THAT(fault_of("{target: DRAM, type: temporal, factors: C<=0}"), HasSubstr("no factor is so small"));
  EXPECT_THAT(
      fault_of("{target: DRAM, type: temporal, factors: M=3}"),
      HasSubstr("the constraints' factors of M do not divide its bound; expected a divisor of 8; got 3"));
  EXPECT_THAT(fault_of("{target: DRAM, type: temporal, factors: M=4},"
                       "{target: buffer, type: spatial, factors: M=4}"),
              HasSubstr("expected a divisor of 8; got 16"));
  EXPECT_THAT(fault_of("{target: registers, type: spatial, factors: C=1}"),
              HasSubstr("no fan-out below this level"));
  EXPECT_THAT(fault_of("{target: DRAM, type: bypass, bypass: [Inputs]}"),
              HasSubstr("the outermost level bypasses a tensor"));
  EXPECT_THAT(fault_of("{target: buffer, type: utilization, min: 0.5}"),
              HasSubstr("not the innermost level; expected 'registers'; got 'buffer'"));
  EXPECT_THAT(fault_of("{target: registers, type: utilization, min: 2}"), HasSubstr("min"));
  EXPECT_THAT(message_of([] { read("mapspace: {template: ruby}"); }), HasSubstr("template"));
  EXPECT_THAT(message_of([] { read("constraints: {targets: []}"); }),
              HasSubstr("constraints: not a key of Timeloop 0.3; expected mapspace_constraints or"));
  EXPECT_THAT(fault_of("{target: cache, type: temporal, factors: K=2}, {target: DRAM, type: bypas}"),
              AllOf(HasSubstr("'cache'"), HasSubstr("K=2"), HasSubstr("'bypas'")));
}

}  // namespace
}  // namespace dance::test
