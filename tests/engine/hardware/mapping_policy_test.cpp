#include "dance/engine/hardware/mapping_policy.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

bool better(MappingPolicy policy, double cycles, double energy_pj, double than_cycles,
            double than_energy_pj) {
  const PolicyKey a = policy_key(policy, cycles, energy_pj),
                  b = policy_key(policy, than_cycles, than_energy_pj);
  EXPECT_FALSE(a < b && b < a);
  return a < b;
}

TEST(MappingPolicy, OrderByHand) {
  EXPECT_TRUE(better(MappingPolicy::Edp, 3, 5, 2, 8));  // 15 against 16
  EXPECT_TRUE(better(MappingPolicy::Edp, 2, 6, 3, 4));  // 12 each: fewer cycles
  EXPECT_FALSE(better(MappingPolicy::Edp, 3, 4, 2, 6));
  EXPECT_TRUE(better(MappingPolicy::Latency, 2, 9, 3, 1));
  EXPECT_TRUE(better(MappingPolicy::Latency, 2, 8, 2, 9));  // equal cycles: less energy
  EXPECT_TRUE(better(MappingPolicy::Energy, 9, 2, 1, 3));
  EXPECT_TRUE(better(MappingPolicy::Energy, 8, 2, 9, 2));  // equal energy: fewer cycles
  for (const MappingPolicy policy : {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy}) {
    EXPECT_FALSE(better(policy, 2, 3, 2, 3));
    EXPECT_LT(policy_key(policy, 1e300, 1e300 / 1e293), PolicyKey());  // any mapping before none
    EXPECT_EQ(parse_mapping_policy(to_string(policy)), policy);
  }
}

}  // namespace
}  // namespace dance::test
