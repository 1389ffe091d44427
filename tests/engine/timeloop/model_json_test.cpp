// The JSON of results that are stated here.
#include "dance/engine/timeloop/model_json.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

using nlohmann::ordered_json;
using timeloop::ModelInput;
using timeloop::ModelResult;

ModelInput input() {
  ModelInput input;
  input.architecture.has_energies = true;
  input.architecture.hierarchy.levels.resize(3);
  for (std::size_t l = 0; l < 3; ++l)
    input.architecture.hierarchy.levels[l].name = std::vector<std::string>{"DRAM", "GLB", "RF"}[l];
  input.problem.shape.tensors = {"W", "I", "O"};
  return input;
}

// GLB keeps nothing, RF the weights alone.
ModelResult result() {
  ModelResult result;
  result.counts.levels.resize(3);
  result.cost.levels.resize(3);
  for (std::size_t t = 0; t < kTensors; ++t) {
    const auto n = static_cast<std::int64_t>(t);
    result.counts.levels[0][t] = {true, 10 + n, 1, 20 + n, 30 + n, 40 + n};
    result.cost.levels[0].energy_pj[t] = 0.5 + static_cast<double>(t);
  }
  result.cost.levels[0].cycles = 77;
  result.counts.levels[2][0] = {true, 3, 4, 5, 6, 7};
  result.cost.levels[2].cycles = 66;
  result.cost.levels[2].energy_pj[0] = 8.25;
  result.cost.mac_energy_pj = 9.5;
  result.cost.energy_pj = 99.5;
  result.cycles = 78;
  result.macs = 55;
  result.utilization = 0.666;
  return result;
}

TEST(ModelJson, HasTheLevelsFromTheInnermostOutwardsAndWhatTheyKeep) {
  EXPECT_EQ(timeloop::to_json(result(), input()).dump(), ordered_json::parse(R"({
              "feasible": true, "cycles": 78, "limiting_level": null, "utilization": "0.67",
              "utilization_ratio": 0.666,
              "levels": {
                "RF": {"cycles": 66, "W": {"tile_words": 3, "instances": 4, "reads": 5, "fills": 6, "updates": 7,
                                           "energy_pj": 8.25}},
                "DRAM": {"cycles": 77,
                         "W": {"tile_words": 10, "instances": 1, "reads": 20, "fills": 30, "updates": 40,
                               "energy_pj": 0.5},
                         "I": {"tile_words": 11, "instances": 1, "reads": 21, "fills": 31, "updates": 41,
                               "energy_pj": 1.5},
                         "O": {"tile_words": 12, "instances": 1, "reads": 22, "fills": 32, "updates": 42,
                               "energy_pj": 2.5}}},
              "macs": 55, "mac_energy_pj": 9.5, "storage_and_mac_energy_pj": 99.5})")
                                                             .dump());
}

TEST(ModelJson, OfAnInfeasibleMappingIsWhatItLacks) {
  ModelResult infeasible = result();
  infeasible.misfits = {{Misfit::Kind::Capacity, "GLB", 40, 32, {25, 10, 5}},
                        {Misfit::Kind::InstancesX, "RF", 12, 8, {}},
                        {Misfit::Kind::InstancesY, "MACs", 9, 8, {}}};
  EXPECT_EQ(timeloop::to_json(infeasible, input()).dump(),
            R"({"feasible":false,"infeasible":[)"
            R"({"level":"GLB","resource":"words","needed":40,"available":32,"lacking":8},)"
            R"({"level":"RF","resource":"instances on X","needed":12,"available":8,"lacking":4},)"
            R"({"level":"MACs","resource":"instances on Y","needed":9,"available":8,"lacking":1}]})");
}

}  // namespace
}  // namespace dance::test
