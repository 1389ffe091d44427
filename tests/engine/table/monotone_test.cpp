// More of anything, at equal unit costs, never makes the optimum of a policy worse: what a smaller
// accelerator runs, a larger one of the same unit costs runs as well.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "dance/engine/mapping/mapper.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/explore.h"
#include "engine/cost/flat_space.h"

namespace dance::test {
namespace {

using Field = std::int64_t Accelerator::*;
const std::map<std::string, Field> kFields = {{"pe_x", &Accelerator::pe_x},
                                              {"pe_y", &Accelerator::pe_y},
                                              {"rf_words", &Accelerator::rf_words},
                                              {"glb_bytes", &Accelerator::glb_bytes},
                                              {"glb_width_bits", &Accelerator::glb_width_bits}};

TEST(Flat, UnitCostsDoNotDependOnSizes) {
  const HardwareSpace space = flat_space(MappingPolicy::Edp, 300);
  const UnitCosts first = space.unit_costs(space.at(0));
  EXPECT_GT(first.network_pj, 0);
  EXPECT_GT(first.leakage_mw, 0);
  for (std::int64_t a = 0; a < space.size(); ++a) {
    const UnitCosts units = space.unit_costs(space.at(a));
    const auto energies = [](const UnitCosts& u) {
      return std::array{u.mac_pj,       u.rf_read_pj,    u.rf_write_pj, u.glb_read_pj, u.glb_write_pj,
                        u.dram_read_pj, u.dram_write_pj, u.network_pj,  u.leakage_mw};
    };
    for (std::size_t i = 0; i < energies(units).size(); ++i) {
      ASSERT_NEAR(energies(units)[i], energies(first)[i], 1e-14 * energies(first)[i]) << a << ": " << i;
    }
  }
}

std::int64_t from_to(Random& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

struct Machine {
  Accelerator accelerator;
  double dram_megatransfers_per_s = 0;
};

// Sizes of any kind, not only those of a lattice.
Machine random_machine(Random& random) {
  Machine machine;
  Accelerator& a = machine.accelerator;
  a.pe_x = from_to(random, 1, 9);
  a.pe_y = from_to(random, 1, 9);
  a.rf_words = from_to(random, 3, 30);
  a.glb_bytes = 4 * from_to(random, 50, 1500);
  a.glb_width_bits = std::int64_t{16} << from_to(random, 0, 1);
  a.dataflow_index = static_cast<int>(from_to(random, 0, 5));
  machine.dram_megatransfers_per_s = random.uniform(20, 400);
  return machine;
}

// More of one parameter.
std::string grow(Random& random, Machine& machine) {
  auto field = kFields.begin();
  const auto chosen = static_cast<std::ptrdiff_t>(random.below(kFields.size() + 1));
  if (chosen == std::ssize(kFields)) {
    machine.dram_megatransfers_per_s *= random.uniform(1, 4);
    return "DRAM";
  }
  std::advance(field, chosen);
  std::int64_t& value = machine.accelerator.*field->second;
  value = field->first == "glb_width_bits" ? value * 2 : value + from_to(random, 1, 1 + value);
  return field->first;
}

double best_on(const NetworkLayer& layer, HardwareSpace& space, const Machine& machine,
               MappingPolicy policy) {
  space.dram_megatransfers_per_s = {machine.dram_megatransfers_per_s};
  const auto best = best_mapping(layer, space, machine.accelerator, policy);
  EXPECT_TRUE(best.has_value());
  return best ? objective(policy, best->latency_cycles, best->energy_pj) : 0;
}

class MoreIsNeverWorse : public ::testing::TestWithParam<MappingPolicy> {};

TEST_P(MoreIsNeverWorse, ForTheMapper) {
  const MappingPolicy policy = GetParam();
  HardwareSpace space = flat_space(policy, 300);
  Random random(1, "more is never worse, " + to_string(policy));
  std::map<std::string, int> improved;
  for (int round = 0; round < 200; ++round) {
    const NetworkLayer layer = random_convolution(random);
    const Machine small = random_machine(random);
    Machine large = small;
    const std::string parameter = grow(random, large);
    const double before = best_on(layer, space, small, policy), after = best_on(layer, space, large, policy);
    EXPECT_LE(after, before * (1 + 1e-12)) << round << ": more " << parameter;
    improved[parameter] += after < before * (1 - 1e-6);
  }
  for (const char* parameter : {"pe_x", "pe_y", "rf_words", "glb_bytes"})
    EXPECT_GT(improved[parameter], 0) << parameter;
}

// Every pair of neighbours of a lattice, in one sweep per layer.
TEST_P(MoreIsNeverWorse, ForTheCostTable) {
  const MappingPolicy policy = GetParam();
  Random random(2, "lattice, " + to_string(policy));
  NoProgress quiet;
  std::map<std::string, std::int64_t> improved, compared;
  std::vector<double> before;  // at half of DRAM's rate
  for (int round = 0; round < 2; ++round) {
    const NetworkLayer layer = random_convolution(random);
    for (const double rate : {60.0, 120.0}) {
      HardwareSpace space = flat_space(policy, rate);
      const auto third = space.dataflows.begin() + 3;  // the rules of sharing in turn
      round == 0 ? space.dataflows.erase(third, space.dataflows.end())
                 : space.dataflows.erase(space.dataflows.begin(), third);
      const CostTable table = CostTable::build(request_of(Network{"one", {layer}, {}, {}}), space, 1, quiet);
      std::vector<double> best;
      for (std::int64_t a = 0; a < space.size(); ++a) {
        ASSERT_TRUE(table.feasible()[static_cast<std::size_t>(a)]);
        best.push_back(objective(policy, static_cast<double>(table.fixed_latency_ms()[a]),
                                 static_cast<double>(table.fixed_energy_mj()[a])));
      }
      const auto compare = [&](const std::string& parameter, double less, double more) {
        ASSERT_LE(more, less * (1 + 1e-6)) << round << ": more " << parameter;  // float32
        ++compared[parameter];
        improved[parameter] += more < less * (1 - 1e-5);
      };
      for (std::int64_t a = 0; a < space.size(); ++a) {
        for (const auto& [name, values, field] :
             {std::tuple("pe_x", &space.pe_x, &Accelerator::pe_x),
              {"pe_y", &space.pe_y, &Accelerator::pe_y},
              {"rf_words", &space.rf_words, &Accelerator::rf_words},
              {"glb_bytes", &space.glb_bytes, &Accelerator::glb_bytes},
              {"glb_width_bits", &space.glb_width_bits, &Accelerator::glb_width_bits}}) {
          Accelerator more = space.at(a);
          const auto next = std::upper_bound(values->begin(), values->end(), more.*field);
          if (next == values->end()) continue;
          more.*field = *next;
          compare(name, best[static_cast<std::size_t>(a)],
                  best[static_cast<std::size_t>(space.index_of(more))]);
        }
        if (rate == 120.0)
          compare("DRAM", before[static_cast<std::size_t>(a)], best[static_cast<std::size_t>(a)]);
      }
      before = best;
    }
  }
  EXPECT_EQ(compared.size(), 6u);
  for (const auto& [parameter, count] : compared) {
    // Bandwidth saves no energy but that of leakage, which takes part in the total.
    EXPECT_GT(improved[parameter], 0) << parameter << " of " << count;
  }
}

std::string policy_name(const ::testing::TestParamInfo<MappingPolicy>& info) { return to_string(info.param); }

INSTANTIATE_TEST_SUITE_P(Properties, MoreIsNeverWorse, ::testing::ValuesIn(kPolicies), policy_name);

}  // namespace
}  // namespace dance::test
