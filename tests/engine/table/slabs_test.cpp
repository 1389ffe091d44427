#include "dance/engine/table/slabs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

TEST(Slabs, CoverTheSpaceInItsOrder) {
  const HardwareSpace space = many_parameters();
  for (const std::int64_t most : {1, 2, 5, 12, 24, 50, 100, 288, 1000}) {
    std::int64_t next = 0;
    for (const Slab& slab : slabs_of(space, most)) {
      EXPECT_EQ(slab.first, next);
      EXPECT_LE(slab.space.size(), std::max<std::int64_t>(most, 2)) << most;  // pe_y stays whole
      for (std::int64_t i = 0; i < slab.space.size(); ++i) {
        Accelerator own = slab.space.at(i), there = space.at(slab.first + i);
        EXPECT_EQ(slab.space.choices_of(own), space.choices_of(there));
        there.dataflow_index = own.dataflow_index, there.word_bits_index = own.word_bits_index;
        there.glb_banks_index = own.glb_banks_index, there.dram_rate_index = own.dram_rate_index;
        EXPECT_EQ(own, there);
      }
      next += slab.space.size();
    }
    EXPECT_EQ(next, space.size());
  }
}

}  // namespace
}  // namespace dance::test
