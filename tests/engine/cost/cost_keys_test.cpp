#include "dance/engine/cost/cost_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/core/config_key_reader.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Reads a whole file of one struct of options; throws Error with all faults.
template <typename Options>
Options read(const std::string& yaml) {
  Config config = Config::parse(yaml, "f.yaml");
  ConfigMap root = config.root();
  KeyReader keys(root);
  Options options;
  declare_keys(keys, options);
  root.finish();
  config.check();
  return options;
}

template <typename Options>
std::string written(Options options) {
  KeyWriter keys;
  declare_keys(keys, options);
  return keys.yaml();
}

constexpr Metrics kMetrics{2, 3, 5};

TEST(CostKeys, ChooseTheKindAndItsOptions) {
  EXPECT_DOUBLE_EQ(read<CostFunction>("kind: edap")(kMetrics), 30);
  EXPECT_DOUBLE_EQ(read<CostFunction>("kind: edp")(kMetrics), 6);
  EXPECT_DOUBLE_EQ(read<CostFunction>("{kind: weighted, latency_weight: 10, area_weight: 0.5}")(kMetrics),
                   10 * 2 + 3 + 0.5 * 5);
  EXPECT_DOUBLE_EQ(
      read<CostFunction>("{kind: product, latency_power: 2, energy_power: 0, area_power: 1}")(kMetrics),
      4 * 5);
}

TEST(CostKeys, AbsentKeysKeepWhatTheFunctionHas) {
  EXPECT_EQ(read<CostFunction>("{}").key(), CostFunction().key());
  EXPECT_EQ(read<CostFunction>("kind: weighted").key(), CostFunction(cost_kind("weighted")).key());
}

// An option of another kind may stand there, for a kind that is set later; it changes no cost.
TEST(CostKeys, OptionsOfOtherKindsAreKeptAndChangeNothing) {
  const CostFunction cost = read<CostFunction>("{kind: edp, latency_weight: 7}");
  EXPECT_DOUBLE_EQ(cost(kMetrics), 6);
  EXPECT_THAT(written(cost), HasSubstr("latency_weight: 7\n"));
}

TEST(CostKeys, AreWrittenSoThatTheyReadBackTheSame) {
  const CostFunction cost = read<CostFunction>("{kind: product, latency_power: 0.3, area_weight: 8}");
  EXPECT_THAT(written(cost), AllOf(HasSubstr("kind: product\n"), HasSubstr("latency_power: 0.3\n")));
  EXPECT_EQ(written(read<CostFunction>(written(cost))), written(cost));
  EXPECT_DOUBLE_EQ(read<CostFunction>(written(cost))(kMetrics), cost(kMetrics));
}

TEST(CostKeys, FaultsComeTogether) {
  EXPECT_EQ(message_of([] {
              read<CostFunction>("kind: edapp\nlatency_power: 11\nenergy_weight: -1\nspeed_weight: 2\n");
            }).find("f.yaml:1: kind: not one of the choices; expected one of weighted, edap, edp, product"),
            0u);
  EXPECT_THAT(
      message_of(
          [] { read<CostFunction>("kind: edapp\nlatency_power: 11\nenergy_weight: -1\nspeed_weight: 2\n"); }),
      AllOf(
          HasSubstr("f.yaml:2: latency_power: out of range; expected a number in [0..10]; got '11'"),
          HasSubstr("f.yaml:3: energy_weight: out of range; expected a number in [0..1000000000]; got '-1'"),
          HasSubstr("f.yaml:4: speed_weight: unknown key; expected one of area_power, area_weight, ")));
  EXPECT_THAT(message_of([] {
                read<CostFunction>("kind: weighted\nlatency_weight: 0\nenergy_weight: 0\narea_weight: 0\n");
              }),
              HasSubstr("f.yaml:2: latency_weight: all three weights are 0; expected a weight above 0"));
}

TEST(LimitKeys, AreReadAndAreNoneWhereAbsent) {
  const Limits limits = read<Limits>("{max_latency_ms: 1.5, max_area_mm2: 4}");
  EXPECT_EQ(limits.max_latency_ms, 1.5);
  EXPECT_EQ(limits.max_energy_mj, std::nullopt);
  EXPECT_EQ(limits.max_area_mm2, 4);
  EXPECT_EQ(written(limits), "max_latency_ms: 1.5\nmax_area_mm2: 4\n");
  EXPECT_EQ(written(Limits{}), "");
}

TEST(LimitKeys, AreAboveZero) {
  EXPECT_EQ(message_of([] { read<Limits>("max_latency_ms: 0\nmax_energy_mj: -1\nmax_area_mm2: 1e-9\n"); }),
            "f.yaml:1: max_latency_ms: out of range; expected a number in (0..1000000000]; got '0'\n"
            "f.yaml:2: max_energy_mj: out of range; expected a number in (0..1000000000]; got '-1'");
}

}  // namespace
}  // namespace dance::test
