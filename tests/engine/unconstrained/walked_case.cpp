#include "engine/unconstrained/walked_case.h"

#include <gtest/gtest.h>

#include <utility>

#include "engine/unconstrained/obeys.h"
#include "engine/unconstrained/walk.h"

namespace dance::test {

namespace {

double value_of(MappingPolicy policy, const NestCost& cost) {
  if (policy == MappingPolicy::Latency) return cost.cycles;
  return policy == MappingPolicy::Energy ? cost.energy_pj : cost.cycles * cost.energy_pj;
}

double second_of(MappingPolicy policy, const NestCost& cost) {
  return policy == MappingPolicy::Latency ? cost.energy_pj : cost.cycles;
}

}  // namespace

WorkContext on_threads(int threads) {
  static NoProgress silent;
  return {silent, {}, threads};
}

std::optional<WalkedCase> walked(Layer layer, Hierarchy hierarchy, MappingConstraints constraints,
                                 std::int64_t limit) {
  WalkedCase item{std::move(layer), std::move(hierarchy), std::move(constraints), {}, 0, 0};
  const NestUnits units = units_of(item.hierarchy);
  const bool complete = for_each_unconstrained_mapping(
      item.layer, item.hierarchy, limit, [&](const Nest& nest, const NestCounts& counts) {
        ++item.mappings;
        if (!obeys(nest, item.constraints, item.hierarchy)) return;
        ++item.obeying;
        const NestCost cost = cost_of(counts, units, item.layer.macs());
        for (std::size_t p = 0; p < kPolicies.size(); ++p) {
          const Best found{value_of(kPolicies[p], cost), second_of(kPolicies[p], cost)};
          Best& best = item.best[p];
          const bool less = found.first < best.first * (1 - 1e-12) ||
                            (found.first <= best.first * (1 + 1e-12) && found.second < best.second);
          if (less) best = found;
        }
      });
  if (!complete || item.mappings < 10) return std::nullopt;
  return item;
}

std::string describe(const WalkedCase& item) {
  std::string text;
  for (Dim d : kAllDims) {
    text += " " + std::string(1, letter_of(d)) + std::to_string(item.layer.bounds[d]);
  }
  for (const StorageLevel& level : item.hierarchy.levels) {
    text += " | " + std::to_string(level.capacity_words) + "w " + std::to_string(level.instances_x) + "x" +
            std::to_string(level.instances_y);
  }
  return text + " | " + std::to_string(item.obeying) + " of " + std::to_string(item.mappings) + " mappings";
}

void expect_optimum(const WalkedCase& item, std::size_t policy) {
  const Best& best = item.best[policy];
  UnconstrainedMapperOptions options;
  options.policy = kPolicies[policy];
  options.constraints = item.constraints;
  const UnconstrainedMapping found = map_unconstrained(item.layer, item.hierarchy, options, on_threads(1));
  EXPECT_TRUE(found.proven);
  ASSERT_EQ(found.feasible, item.obeying > 0);
  if (!found.feasible) return;
  EXPECT_EQ(found.nest.bounds(), item.layer.bounds);
  EXPECT_TRUE(obeys(found.nest, item.constraints, item.hierarchy));
  const NestCost again = cost_of(counts_of(found.nest), units_of(item.hierarchy), item.layer.macs());
  EXPECT_EQ(again.cycles, found.cost.cycles);
  EXPECT_EQ(again.energy_pj, found.cost.energy_pj);
  EXPECT_NEAR(found.value, best.first, 1e-9 * best.first);
  EXPECT_NEAR(second_of(options.policy, found.cost), best.second, 1e-9 * best.second);
  EXPECT_EQ(found.lower_bound, found.value);
}

}  // namespace dance::test
