// An explanation as JSON: its numbers add up to the network's cost, and each item names its source.
#include "dance/report/explain_json.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

TEST(ExplainJson, ItemsAddUpToTheCostOfTheLayersThatAreShown) {
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  const Network network{
      "two", {{fully_connected("a", 60, 14), 0}, {fully_connected("b", 14, 90), 20}}, {}, {}};
  const Accelerator accelerator = space.at(1000);
  const NetworkCost cost = network_cost(network, space, accelerator);
  const Explanation explanation = explain(network, cost, space, accelerator);
  const Json json = to_json(explanation, cost, {"b"});
  ASSERT_EQ(json["layers"].size(), 1U);
  const Json& layer = json["layers"][0];
  EXPECT_EQ(layer["name"], "b");
  EXPECT_EQ(layer["mapping"], cost.layers[1].mapping.to_string());
  EXPECT_EQ(layer["cycles"]["latency_cycles"], cost.layers[1].latency_cycles);
  EXPECT_EQ(layer["cycles"]["resources"].size(), 4U);

  const auto sum = [](const Json& items, const char* key) {
    double total = 0;
    for (const Json& item : items) total += item[key].get<double>();
    return total;
  };
  const double layer_pj = cost.layers[1].energy.total_pj(), all_pj = cost.metrics.energy_mj * 1e9;
  EXPECT_NEAR(sum(layer["energy"]["items"], "energy_pj"), layer_pj, 1e-9 * layer_pj);
  EXPECT_NEAR(sum(json["energy"]["items"], "energy_pj"), all_pj, 1e-9 * all_pj);  // of all layers
  EXPECT_NEAR(json["area"]["total_um2"].get<double>(), cost.metrics.area_mm2 * 1e6, 1);
  for (const Json& item : json["energy"]["items"]) {
    EXPECT_LT(item["source"].get<std::size_t>(), json["sources"].size());
    EXPECT_NEAR(item["count"].get<double>() * item["unit_pj"].get<double>(), item["energy_pj"].get<double>(),
                1e-9 * all_pj);
  }
  EXPECT_EQ(to_json(explanation, cost, {})["layers"].size(), 2U);
}

TEST(ExplainJson, TransfersDuringWhichTheArrayWaitsAreStated) {
  HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  const Network network{"one", {{fully_connected("a", 60, 14), 0}}, {}, {}};
  const auto cycles = [&] {
    const Accelerator accelerator = space.at(1000);
    const NetworkCost cost = network_cost(network, space, accelerator);
    return to_json(explain(network, cost, space, accelerator), cost, {})["layers"][0]["cycles"];
  };
  EXPECT_FALSE(cycles().contains("exposed_transfer_cycles"));
  space.array_pass.emplace().transfer_overlap = 0;
  const Json of_none = cycles();
  double transfers = 0;
  for (const Json& item : of_none["resources"]) {
    if (item["resource"] != "compute") transfers = std::max(transfers, item["cycles"].get<double>());
  }
  EXPECT_EQ(of_none["exposed_transfer_cycles"], transfers);
  EXPECT_EQ(of_none["latency_cycles"], transfers + of_none["resources"][0]["cycles"].get<double>());
}

}  // namespace
}  // namespace dance::test
