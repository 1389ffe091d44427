#include "cli/timeloop_arguments.h"

#include <gtest/gtest.h>

namespace dance::test {

using namespace cli;
namespace {

StorageLevel level(const std::string& name, std::int64_t x, std::int64_t y) {
  StorageLevel made;
  made.name = name, made.instances_x = x, made.instances_y = y;
  return made;
}

TEST(DescribeArchitecture, NamesLevelsWithTheirMeshes) {
  timeloop::Architecture architecture;
  architecture.hierarchy.levels = {level("DRAM", 1, 1), level("buffer", 1, 1), level("registers", 4, 1)};
  architecture.hierarchy.macs_x = 4, architecture.hierarchy.macs_y = 3;
  architecture.mac_name = "multiplier";
  EXPECT_EQ(describe(architecture), "DRAM > buffer > 4 x 1 registers > 4 x 3 multiplier");
  architecture.hierarchy.levels = {level("DRAM", 1, 1)};
  architecture.hierarchy.macs_x = architecture.hierarchy.macs_y = 1;
  EXPECT_EQ(describe(architecture), "DRAM > multiplier");
}

TEST(DescribeProblem, NamesBoundsInTheOrderOfTheShape) {
  timeloop::Problem problem;
  problem.shape.dimensions = {'R', 'K', 'C'};
  problem.shape.dims = {{'R', Dim::R}, {'K', Dim::M}, {'C', Dim::C}};
  problem.layer.bounds[Dim::R] = 3, problem.layer.bounds[Dim::M] = 8, problem.layer.bounds[Dim::C] = 4;
  EXPECT_EQ(describe(problem), "R=3 K=8 C=4");
  problem.shape.name = "conv";
  problem.layer.stride_w = 2;
  EXPECT_EQ(describe(problem), "R=3 K=8 C=4, conv, strides 2 x 1");
  problem.layer.dilation_h = 3;
  EXPECT_EQ(describe(problem), "R=3 K=8 C=4, conv, strides 2 x 1, dilations 1 x 3");
}

}  // namespace
}  // namespace dance::test
