// What is written as JSON is what is read back, and what other programs rely on stays as it is.
#include "dance/report/cost_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/faults.h"
#include "engine/cost/kinds_of_cost.h"

namespace dance::test {
namespace {

using testing::HasSubstr;

CostFunction read_back(const CostFunction& cost) {
  Config config = Config::parse(to_json(cost).dump(), "cost.json");
  CostFunction read = read_cost_function(config.root());
  config.check();
  return read;
}

TEST(CostJson, CostFunctionsByHand) {
  EXPECT_EQ(to_json(CostFunction(cost_kind("edp"), {{"area_weight", 2}}, {1, 2, 3})).dump(),
            R"({"kind":"edp","reference":{"latency_ms":1.0,"energy_mj":2.0,"area_mm2":3.0,"edap":6.0}})");
  EXPECT_EQ(to_json(weighted_cost(1, 0, 0.5)).dump(),
            R"({"kind":"weighted","latency_weight":1.0,"energy_weight":0.0,"area_weight":0.5,)"
            R"("reference":{"latency_ms":1.0,"energy_mj":1.0,"area_mm2":1.0,"edap":1.0}})");
  EXPECT_EQ(to_json(product_cost(2, 1, 0)).dump(),
            R"({"kind":"product","latency_power":2.0,"energy_power":1.0,"area_power":0.0,)"
            R"("reference":{"latency_ms":1.0,"energy_mj":1.0,"area_mm2":1.0,"edap":1.0}})");
}

// Every kind, one that is made up among them.
TEST(CostJson, CostFunctionsAreReadBack) {
  Random random(1, "cost json");
  for (const CostFunction& cost : random_costs(random)) {
    const CostFunction read = read_back(cost);
    EXPECT_EQ(&read.kind(), &cost.kind());
    EXPECT_EQ(read.key(), cost.key());
    const Metrics metrics{random.uniform(0.1, 9), random.uniform(0.1, 9), random.uniform(0.1, 9)};
    EXPECT_EQ(read(metrics), cost(metrics)) << cost.formula();
  }
}

TEST(CostJson, AllFaultsOfACostFunctionAtOnce) {
  const std::string faults = message_of([] {
    Config config = Config::parse("kind: weighted\nlatency_weight: -1\narea_weight: 1\n", "cost.json");
    read_cost_function(config.root());
    config.check();
  });
  EXPECT_THAT(faults, HasSubstr("cost.json:2: latency_weight"));
  EXPECT_THAT(faults, HasSubstr("energy_weight"));
  EXPECT_THAT(faults, HasSubstr("reference"));
  EXPECT_THAT(
      message_of([] {
        Config config = Config::parse("kind: ed", "cost.json");
        read_cost_function(config.root());
        config.check();
      }),
      HasSubstr("cost.json:1: kind: not one of the choices; expected one of weighted, edap, edp, product"));
}

TEST(CostJson, LimitsAreThoseThatThereAre) {
  EXPECT_EQ(to_json(Limits{}).dump(), "{}");
  const Limits limits{.max_latency_ms = 0.5, .max_area_mm2 = 2};
  EXPECT_EQ(to_json(limits).dump(), R"({"max_latency_ms":0.5,"max_area_mm2":2.0})");
  Config config = Config::parse(to_json(limits).dump(), "limits.json");
  ConfigMap map = config.root();
  EXPECT_EQ(read_limits(map, {}), limits);
}

TEST(CostJson, MappingsAreReadBack) {
  Mapping mapping;
  mapping.dram[Dim::M] = 4;
  mapping.dram[Dim::C] = 2;
  std::swap(mapping.dram_order.front(), mapping.dram_order.back());
  mapping.buffer[Dim::P] = 16;
  mapping.spatial_x[Dim::C] = 8;
  mapping.register_file[Dim::R] = 3;
  mapping.weights_bypass_buffer = true;
  Config config = Config::parse(to_json(mapping).dump(), "mapping.json");
  const Mapping read = read_mapping(config.root());
  config.check();
  EXPECT_EQ(read.to_string(), mapping.to_string());
  EXPECT_TRUE(read.weights_bypass_buffer);
}

TEST(CostJson, NumbersThatAreNotFiniteAreNamed) {
  const Json json = {{"a", {{"b", {1.0, std::numeric_limits<double>::quiet_NaN()}}}}};
  EXPECT_THAT(message_of([&] { json_text(json); }), HasSubstr("/a/b/1 is not a finite number"));
  EXPECT_EQ(json_text({{"a", 1}}), "{\n  \"a\": 1\n}\n");
}

}  // namespace
}  // namespace dance::test
