// Entries of the table of shipped spaces, drawn at random, against the mapper of one layer on one
// accelerator.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/workload/layer_key.h"
#include "dance/search/space/space_table.h"
#include "engine/cost/best_layer_cost.h"

namespace dance::test {
namespace {

struct Spaces {
  const char *network, *hardware;
};
constexpr Spaces kSpaces[] = {{"cifar10", "eyeriss-3p"}, {"small", "edge"}};
constexpr MappingPolicy kPolicies[] = {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy};
constexpr std::size_t kLayers = 8, kEntriesPerLayer = 42;  // 2,016 entries in all
static_assert(std::size(kSpaces) * std::size(kPolicies) * kLayers * kEntriesPerLayer >= 2000);

// So many of the values, in their order.
template <typename Value>
void thin(std::vector<Value>& values, std::size_t count, Random& random) {
  while (values.size() > count)
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(random.below(values.size())));
}

// Layers of different shapes that networks of the space may have, one operation each.
CostTableRequest random_layers(const NetworkSpace& networks, Random& random) {
  const CostTableRequest all = request_of(networks);
  std::map<LayerKey, NetworkLayer> distinct;
  const auto add = [&](const std::vector<NetworkLayer>& layers) {
    for (const NetworkLayer& layer : layers) distinct.try_emplace(layer_key(layer), layer);
  };
  add(all.fixed);
  for (const auto& operations : all.candidates) std::for_each(operations.begin(), operations.end(), add);
  std::vector<NetworkLayer> layers;
  for (const auto& [key, layer] : distinct) layers.push_back(layer);
  thin(layers, kLayers, random);
  CostTableRequest request;
  request.candidates.emplace_back();
  for (const NetworkLayer& layer : layers) request.candidates[0].push_back({layer});
  return request;
}

class TableEntries : public ::testing::TestWithParam<std::tuple<Spaces, MappingPolicy>> {};

TEST_P(TableEntries, AreWhatTheMapperFinds) {
  const auto& [spaces, policy] = GetParam();
  Random random(1, std::string("table entries, ") + spaces.network + ", " + to_string(policy));
  HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", spaces.hardware));
  hardware.policy = policy;
  for (auto* values : {&hardware.pe_x, &hardware.pe_y, &hardware.rf_words}) thin(*values, 4, random);
  const CostTableRequest request =
      random_layers(NetworkSpace::load(find_preset("network", spaces.network)), random);
  NoProgress quiet;
  const CostTable table = CostTable::build(request, hardware, 2, quiet);
  ASSERT_EQ(table.operations(0), std::int64_t{kLayers});
  for (std::size_t layer = 0; layer < kLayers; ++layer) {
    const float* latency_ms = table.latency_ms(0, static_cast<std::int64_t>(layer));
    const float* energy_mj = table.energy_mj(0, static_cast<std::int64_t>(layer));
    for (std::size_t entry = 0; entry < kEntriesPerLayer; ++entry) {
      const auto a = random.below(static_cast<std::uint64_t>(hardware.size()));
      const LayerCost cost = best_layer_cost(request.candidates[0][layer][0], hardware,
                                             hardware.at(static_cast<std::int64_t>(a)), policy);
      // float32
      EXPECT_NEAR(static_cast<double>(latency_ms[a]), cost.latency_ms, 1e-7 * cost.latency_ms)
          << cost.name << " on " << a;
      EXPECT_NEAR(static_cast<double>(energy_mj[a]), cost.energy_mj, 1e-7 * cost.energy_mj)
          << cost.name << " on " << a;
    }
  }
}

std::string case_name(const ::testing::TestParamInfo<TableEntries::ParamType>& info) {
  return std::string(std::get<0>(info.param).network) + "_" + to_string(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(CostTable, TableEntries,
                         ::testing::Combine(::testing::ValuesIn(kSpaces), ::testing::ValuesIn(kPolicies)),
                         case_name);

}  // namespace
}  // namespace dance::test
