// The accelerators that can be best, by hand, and against the best of all accelerators of a real table.
#include "dance/engine/table/contenders.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/search/space/space_table.h"

namespace dance::test {
namespace {

CostFunction powers(double latency, double energy, double area) {
  return product_cost(latency, energy, area);
}

CostFunction edp() { return CostFunction(cost_kind("edp")); }

// One layer of two operations. The first accelerator is the best of every network; `other` is the second
// one's latency of the operations, its energy of the first one, and its area, relative to it.
struct Other {
  float first_ms = 1, second_ms = 1, first_mj = 1, area_mm2 = 1;
};
CostTable pair(const Other& other, std::vector<std::uint8_t> feasible = {}) {
  return CostTable::from_entries({{{{2, 2 * other.first_ms}, {4, 4 * other.second_ms}}},
                                  {{{3, 3 * other.first_mj}, {5, 5}}},
                                  {1, 1 * std::min(other.first_ms, other.second_ms)},
                                  {1, 1},
                                  {8, 8 * other.area_mm2},
                                  std::move(feasible)},
                                 "pair");
}

std::size_t left(const Other& other, const CostFunction& cost, const Limits& limits = {}, double within = 1) {
  return contenders(pair(other), cost, limits, within).accelerators.size();
}

TEST(Contenders, AreThoseThatNoBoundRulesOut) {
  const CostFunction edap;
  EXPECT_EQ(left({}, edap), 2U);  // equal: their order decides
  // Latency at least 0.5 times, energy at least 1 time (the second operation's), area 1.9 and 2.1 times.
  EXPECT_EQ(left({.first_ms = 0.5F, .first_mj = 3, .area_mm2 = 1.9F}, edap), 2U);
  EXPECT_EQ(left({.first_ms = 0.5F, .first_mj = 3, .area_mm2 = 2.1F}, edap), 1U);
  EXPECT_EQ(left({.first_ms = 0.5F, .first_mj = 3, .area_mm2 = 2.1F}, powers(2, 1, 1)), 2U);
  EXPECT_EQ(left({.first_ms = 0.5F, .first_mj = 3, .area_mm2 = 4.1F}, powers(2, 1, 1)), 1U);
  EXPECT_EQ(left({.area_mm2 = 2}, edp()), 2U);                            // equal in what counts
  EXPECT_EQ(left({.first_ms = 2, .second_ms = 2}, powers(0, 1, 1)), 2U);  // likewise
  EXPECT_EQ(left({.first_ms = 2, .second_ms = 2, .area_mm2 = 1.1F}, powers(0, 1, 1)), 1U);
  // What may cost 1.5 times the least.
  EXPECT_EQ(left({.area_mm2 = 1.4F}, edap, {}, 1.5), 2U);
  EXPECT_EQ(left({.area_mm2 = 1.6F}, edap, {}, 1.5), 1U);
  EXPECT_EQ(left({.first_ms = 9, .second_ms = 9, .area_mm2 = 1.6F}, edap, {.max_latency_ms = 1}, 15), 2U);
  EXPECT_EQ(left({.first_ms = 9, .second_ms = 9, .area_mm2 = 1.7F}, edap, {.max_latency_ms = 1}, 15), 1U);
}

// Zero's rows are 0 on every accelerator; by hand, also where only one has nothing to do.
TEST(Contenders, RowsOfZerosSayNothing) {
  const auto rows = [](float first_ms, float second_ms, float second_area) {
    return CostTable::from_entries(
        {{{{0, 0}, {first_ms, second_ms}}}, {{{0, 0}, {1, 1}}}, {1, 1}, {1, 1}, {1, second_area}, {}},
        "zeros");
  };
  EXPECT_EQ(contenders(rows(0, 0, 2), {}).accelerators.size(), 1U);
  EXPECT_EQ(contenders(rows(0, 5, 2), {}).accelerators.size(), 1U);  // never quicker
  EXPECT_EQ(contenders(rows(5, 0, 2), {}).accelerators.size(), 2U);  // its latency may be a sixth
}

TEST(Contenders, AWeightedCostIsASumOfRows) {
  // The first accelerator: fixed part 1 + 1 + 8, operations 2 + 3 and 4 + 5.
  const CostFunction sum = weighted_cost(1, 1, 1);
  EXPECT_EQ(left({.first_ms = 1.1F, .area_mm2 = 1.1F}, sum), 2U);  // the second operation is equal
  EXPECT_EQ(left({.first_ms = 1.1F, .second_ms = 1.1F, .area_mm2 = 1.1F}, sum), 1U);
  EXPECT_EQ(left({.first_ms = 1.1F, .second_ms = 0.9F, .area_mm2 = 10}, sum), 2U);  // 0.9 * 4 + 5 < 4 + 5
  EXPECT_EQ(left({.first_ms = 1.1F, .second_ms = 1.1F, .area_mm2 = 0.9F}, sum), 2U);
  // The fixed part 1.42 times, the operations 1.4 and 1.44 times.
  const Other dearer{.first_ms = 2, .second_ms = 2, .area_mm2 = 1.4F};
  EXPECT_EQ(left(dearer, sum, {}, 1.3), 1U);
  EXPECT_EQ(left(dearer, sum, {}, 1.5), 2U);
}

TEST(Contenders, UnderALimitTheBetterOneMustKeepItToo) {
  const Other quick{.first_ms = 0.9F, .second_ms = 2, .area_mm2 = 2};  // dearer, but of less latency for some
  EXPECT_EQ(left(quick, {}), 1U);
  EXPECT_EQ(left(quick, {}, {.max_energy_mj = 100}), 1U);
  EXPECT_EQ(left(quick, {}, {.max_latency_ms = 100}), 2U);
  const Other frugal{.first_mj = 0.9F, .area_mm2 = 2};
  EXPECT_EQ(left(frugal, {}, {.max_latency_ms = 100}), 1U);
  EXPECT_EQ(left(frugal, {}, {.max_energy_mj = 100}), 2U);
}

TEST(Contenders, OnlyThoseThatRunEveryNetworkWithinTheAreaCount) {
  const Contenders second = contenders(pair({.area_mm2 = 2}, {0, 1}), {});
  EXPECT_EQ(second.accelerators, std::vector<std::int64_t>{1});
  EXPECT_EQ(second.table.area_mm2()[0], 16);
  EXPECT_EQ(contenders(pair({.area_mm2 = 0.5F}), {}).accelerators, std::vector<std::int64_t>{1});
  EXPECT_EQ(left({.first_ms = 9, .second_ms = 9, .area_mm2 = 0.5F}, {}, {.max_area_mm2 = 5}), 1U);
  EXPECT_EQ(left({}, {}, {.max_area_mm2 = 5}), 0U);
  EXPECT_TRUE(contenders(pair({}, {0, 0}), {}).accelerators.empty());
}

// Network space `small` on a part of `edge`.
class ContendersOfEdge : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
    hardware.pe_x = hardware.pe_y = {8, 11, 15, 16, 20, 24};
    hardware.rf_words = {4, 8, 16, 32};
    hardware.glb_bytes = {16384, 65536};
    NoProgress quiet;
    table_ = new CostTable(CostTable::build(request_of(NetworkSpace::load(find_preset("network", "small"))),
                                            hardware, 2, quiet));
  }
  static void TearDownTestSuite() { delete table_; }

  static std::vector<std::vector<int>> random_networks(std::size_t count) {
    Random random(1, "contenders test");
    std::vector<std::vector<int>> networks(count);
    for (std::vector<int>& network : networks) {
      const double skipped = random.uniform();  // the last operation is Zero
      for (std::int64_t l = 0; l < table_->positions(); ++l) {
        const auto operations = static_cast<std::uint64_t>(table_->operations(l));
        network.push_back(
            static_cast<int>(random.uniform() < skipped ? operations - 1 : random.below(operations)));
      }
    }
    return networks;
  }

  // How many are left, all of the best accelerators among them.
  static std::size_t expect_all_best(const CostFunction& cost, const Limits& limits = {}) {
    const Contenders those = contenders(*table_, cost, limits);
    int bound = 0, unmet = 0;
    for (const std::vector<int>& network : random_networks(300)) {
      const BestAccelerator of_all = best_accelerator(*table_, network, cost, limits);
      const BestAccelerator of_those = best_accelerator(those.table, network, cost, limits);
      EXPECT_EQ(of_those.index < 0 ? -1 : those.accelerators[static_cast<std::size_t>(of_those.index)],
                of_all.index);
      EXPECT_EQ(of_those.cost, of_all.cost);
      if (of_all.index < 0) ++unmet;
      if (of_all.index >= 0 && best_accelerator(*table_, network, cost).index != of_all.index) ++bound;
    }
    if (limits.any()) {
      EXPECT_GT(bound, 10);
      EXPECT_GT(300 - unmet, 100);
    }
    return those.accelerators.size();
  }

  static CostTable* table_;
};
CostTable* ContendersOfEdge::table_ = nullptr;

TEST_F(ContendersOfEdge, HoldTheBestOfEveryNetwork) {
  const auto all = static_cast<std::size_t>(table_->accelerators());
  ASSERT_EQ(all, 6U * 6 * 4 * 2 * 2 * 3);
  EXPECT_LT(expect_all_best({}), all / 10);
  EXPECT_LT(expect_all_best(edp()), all / 10);
  EXPECT_LT(expect_all_best(powers(0.5, 2, 1)), all / 10);
  EXPECT_LT(expect_all_best(weighted_cost(1, 1, 1, {0.3, 0.1, 0.4})), all / 2);
}

TEST_F(ContendersOfEdge, HoldTheBestUnderLimits) {
  const Metrics some = best_accelerator(*table_, random_networks(1)[0], {}).metrics;
  const auto all = static_cast<std::size_t>(table_->accelerators());
  EXPECT_LT(expect_all_best({}, {.max_latency_ms = 0.8 * some.latency_ms}), all / 2);
  EXPECT_LT(expect_all_best({}, {.max_energy_mj = 0.8 * some.energy_mj}), all / 2);
  EXPECT_LT(expect_all_best({}, {.max_area_mm2 = 0.9 * some.area_mm2}), all / 10);
  EXPECT_LT(expect_all_best(weighted_cost(1, 1, 1, {0.3, 0.1, 0.4}),
                            {some.latency_ms, some.energy_mj, 1.1 * some.area_mm2}),
            all / 2);
}

}  // namespace
}  // namespace dance::test
