// The mapper under constraints against a walk over its whole map space, of which the mappings that disobey
// are left out: the same optimum for every objective, and no mapping where none obeys.
#include <gtest/gtest.h>

#include "dance/core/random.h"
#include "engine/unconstrained/obeys.h"
#include "engine/unconstrained/random_cases.h"
#include "engine/unconstrained/walked_case.h"

namespace dance::test {
namespace {

struct Seen {
  int free = 0, tighter = 0,
      impossible = 0;  // cases whose optimum is the free one, is not, does not exist
};

Seen expect_all_optima(std::uint64_t seed, std::int64_t limit, int cases, bool sharing = false) {
  Random random(seed, "constrained mapper");
  Seen seen;
  for (int done = 0; done < cases;) {
    const Layer layer = sharing ? sliding_layer(random) : random_layer(random);
    const Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    const MappingConstraints constraints = random_constraints(random, layer, hierarchy);
    const std::optional<WalkedCase> item = walked(layer, hierarchy, constraints, limit);
    if (!item || item->obeying == item->mappings) continue;
    ++done;
    SCOPED_TRACE("case " + std::to_string(done) + describe(*item));
    for (std::size_t p = 0; p < kPolicies.size(); ++p) {
      SCOPED_TRACE(to_string(kPolicies[p]));
      expect_optimum(*item, p);
      if (::testing::Test::HasFailure()) return seen;
    }
    const double free = map_unconstrained(layer, hierarchy, {}, on_threads(1)).value;
    EXPECT_GE(item->best[0].first, free * (1 - 1e-9));
    (item->obeying == 0                        ? seen.impossible
     : item->best[0].first > free * (1 + 1e-9) ? seen.tighter
                                               : seen.free)++;
  }
  return seen;
}

TEST(ConstrainedMapper, FindsTheOptimumOfSmallSpaces) {
  const Seen seen = expect_all_optima(1, 3000, 400);
  EXPECT_GT(seen.free, 10);
  EXPECT_GT(seen.tighter, 40);
  EXPECT_GT(seen.impossible, 50);
}

TEST(ConstrainedMapper, FindsTheOptimumOfLargerSpaces) {
  EXPECT_GT(expect_all_optima(2, 40000, 80).tighter, 8);
}

TEST(ConstrainedMapper, FindsTheOptimumWhereWindowsAreSharedByWord) {
  EXPECT_GT(expect_all_optima(3, 30000, 100, true).tighter, 20);
}

TEST(ConstrainedMapper, BoundHoldsWhereverTheSearchStops) {
  Random random(4, "constrained mapper");
  int stopped = 0;
  for (int done = 0; done < 100;) {
    const Layer layer = random_layer(random);
    const Hierarchy hierarchy = random_hierarchy(random);
    const auto item = walked(layer, hierarchy, random_constraints(random, layer, hierarchy), 3000);
    if (!item || item->obeying == 0) continue;
    ++done;
    SCOPED_TRACE(describe(*item));
    for (std::size_t p = 0; p < kPolicies.size(); ++p) {
      UnconstrainedMapperOptions options;
      options.policy = kPolicies[p];
      options.time_limit_s = pick(random, {0.0, 1e-5, 1e-4});
      options.constraints = item->constraints;
      const UnconstrainedMapping found = map_unconstrained(layer, hierarchy, options, on_threads(1));
      stopped += found.proven ? 0 : 1;
      EXPECT_LE(found.lower_bound, item->best[p].first * (1 + 1e-12));
      if (!found.feasible) continue;
      EXPECT_GE(found.value, item->best[p].first * (1 - 1e-12));
      EXPECT_TRUE(obeys(found.nest, item->constraints, hierarchy));
    }
  }
  EXPECT_GT(stopped, 50);
}

// A level that has to keep what it cannot hold; without the demand it would be bypassed.
TEST(ConstrainedMapper, ALevelThatHasToKeepWhatItCannotHoldIsInfeasible) {
  Layer layer;
  layer.bounds[Dim::M] = 4, layer.bounds[Dim::C] = 5;
  Hierarchy hierarchy;
  hierarchy.levels.resize(2);
  hierarchy.levels[1].capacity_words = 2;
  UnconstrainedMapperOptions options;
  options.constraints.levels.resize(2);
  options.constraints.levels[1].keeps = {true, true, std::nullopt};
  EXPECT_TRUE(map_unconstrained(layer, hierarchy, options, on_threads(1)).feasible);
  options.constraints.levels[1].keeps[2] = true;
  const UnconstrainedMapping found = map_unconstrained(layer, hierarchy, options, on_threads(1));
  EXPECT_FALSE(found.feasible);
  EXPECT_TRUE(found.proven);
  EXPECT_TRUE(found.misfits.empty());
}

}  // namespace
}  // namespace dance::test
