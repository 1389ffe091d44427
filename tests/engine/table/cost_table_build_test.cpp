// The table of a whole space against the mapper, one accelerator at a time.
#include <gtest/gtest.h>

#include <cstring>

#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/table/explore.h"
#include "engine/cost/best_layer_cost.h"
#include "engine/table/coarse_space.h"
#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

CostTable build(const CostTableRequest& request, const HardwareSpace& space, int threads) {
  NoProgress quiet;
  return CostTable::build(request, space, threads, quiet);
}

void expect_rows(const CostTable& table, const HardwareSpace& hardware,
                 const std::vector<NetworkLayer>& layers, const float* latency_ms, const float* energy_mj) {
  for (std::int64_t a = 0; a < table.accelerators(); a += 7) {
    double latency = 0, energy = 0;
    for (const NetworkLayer& layer : layers) {
      const LayerCost cost = best_layer_cost(layer, hardware, hardware.at(a), hardware.policy);
      latency += cost.latency_ms;
      energy += cost.energy_mj;
    }
    EXPECT_NEAR(latency_ms[a], latency, 1e-6 * latency) << a;
    EXPECT_NEAR(energy_mj[a], energy, 1e-6 * energy) << a;
  }
}

TEST(CostTableBuild, EntriesAreThoseOfTheMapper) {
  for (const char* policy : {"edp", "latency", "energy"}) {
    const HardwareSpace hardware = coarse_space(policy);
    CostTableRequest wanted = small_request();
    wanted.fixed.push_back({fully_connected("recurrence", 12, 48), 48, true, 9});
    const CostTable table = build(wanted, hardware, 2);
    for (std::size_t p = 0; p < wanted.candidates.size(); ++p) {
      for (std::size_t o = 0; o < wanted.candidates[p].size(); ++o) {
        const auto position = static_cast<std::int64_t>(p), operation = static_cast<std::int64_t>(o);
        expect_rows(table, hardware, wanted.candidates[p][o], table.latency_ms(position, operation),
                    table.energy_mj(position, operation));
      }
    }
    expect_rows(table, hardware, wanted.fixed, table.fixed_latency_ms(), table.fixed_energy_mj());
    for (std::int64_t a = 0; a < table.accelerators(); a += 5) {
      EXPECT_FLOAT_EQ(table.area_mm2()[a], static_cast<float>(hardware.area_mm2(hardware.at(a))));
    }
  }
}

// The numbers of accelerators that differ in their words, banks and rates too.
TEST(CostTableBuild, EntriesStandAtTheirAccelerators) {
  const HardwareSpace hardware = many_parameters();
  CostTableRequest wanted;
  wanted.candidates = {{{conv(4, 6, 1, 5, 3, 1)}}};
  const CostTable table = build(wanted, hardware, 2);
  ASSERT_EQ(table.accelerators(), hardware.size());
  expect_rows(table, hardware, wanted.candidates[0][0], table.latency_ms(0, 0), table.energy_mj(0, 0));
  for (std::int64_t a = 0; a < table.accelerators(); ++a)
    EXPECT_FLOAT_EQ(table.area_mm2()[a], static_cast<float>(hardware.area_mm2(hardware.at(a)))) << a;
}

// A layer that comes again, under whatever name, is not swept again.
TEST(CostTableBuild, SweepsEveryDifferentLayerOnceForEachDataflow) {
  class Counting final : public Progress {
   public:
    void begin(const std::string&, std::int64_t steps, const std::string&) override { total += steps; }
    void advance(std::int64_t steps, const Figures& figures) override {
      done = steps;
      layers = figures.front().second;
    }
    void end() override {}
    void warn(const std::string&) override {}
    std::int64_t total = 0, done = 0;
    double layers = 0;
  } progress, progress_once;
  CostTableRequest again = small_request();
  again.candidates.push_back(again.candidates[1]);
  again.candidates.back()[0][0].layer.name = "another";
  again.fixed.push_back(again.fixed[0]);
  const CostTable table = CostTable::build(again, coarse_space(), 2, progress);
  const CostTable once = CostTable::build(small_request(), coarse_space(), 2, progress_once);
  EXPECT_EQ(progress.layers, 6);
  EXPECT_EQ(progress.total, progress_once.total);
  EXPECT_EQ(progress.done, progress.total);
  for (std::int64_t a = 0; a < table.accelerators(); ++a) {
    EXPECT_EQ(table.latency_ms(2, 1)[a], table.latency_ms(1, 1)[a]);
    EXPECT_EQ(table.latency_ms(2, 0)[a], once.latency_ms(1, 0)[a]);
    EXPECT_FLOAT_EQ(table.fixed_energy_mj()[a], 2 * once.fixed_energy_mj()[a]);
  }
}

TEST(CostTableBuild, ZeroHasRowsOfZeros) {
  const CostTable table = build(small_request(), coarse_space(), 1);
  ASSERT_EQ(table.operations(0), 2);
  for (std::int64_t a = 0; a < table.accelerators(); ++a) {
    EXPECT_EQ(table.latency_ms(0, 1)[a], 0);
    EXPECT_EQ(table.energy_mj(0, 1)[a], 0);
    EXPECT_EQ(table.feasible()[static_cast<std::size_t>(a)], 1);
  }
}

TEST(CostTableBuild, DoesNotDependOnThreads) {
  for (const char* policy : {"edp", "latency", "energy"}) {
    const HardwareSpace hardware = coarse_space(policy);
    const std::vector<float> one = floats_of(build(small_request(), hardware, 1));
    for (const int threads : {2, 4}) {
      const std::vector<float> more = floats_of(build(small_request(), hardware, threads));
      ASSERT_EQ(one.size(), more.size());
      EXPECT_EQ(std::memcmp(one.data(), more.data(), one.size() * sizeof(float)), 0)
          << policy << " " << threads;
    }
  }
}

TEST(CostTableBuild, AResidualReadCostsEnergy) {
  const HardwareSpace hardware = coarse_space();
  NetworkLayer plain = small_request().candidates[0][0][2], with = plain;
  plain.residual_words = 0;
  const Accelerator accelerator = hardware.at(100);
  const LayerCost a = best_layer_cost(plain, hardware, accelerator, MappingPolicy::Energy);
  const LayerCost b = best_layer_cost(with, hardware, accelerator, MappingPolicy::Energy);
  EXPECT_GE(b.energy.dram_pj - a.energy.dram_pj, 0);
  EXPECT_GE(b.energy.total_pj(), a.energy.total_pj() + 6 * 49 * 128 * 0.999);
}

TEST(CostTableBuild, InfeasibleAcceleratorsAreAMask) {
  HardwareSpace hardware = coarse_space();
  hardware.glb_bytes = {2, 1024};  // one bank of one word holds no tile
  hardware.glb_double_buffered = false;
  hardware.technology = Technology::parse(R"(name: t
node_nm: 45
wire: {pj_per_bit_mm: 0.3, source: t}
components:
  intmac: [{width_bits: 16, read_pj: 2, write_pj: 2, leakage_mw: 0, area_um2: 1, source: t}]
  dram_LPDDR4: [{width_bits: 16, read_pj: 9, write_pj: 9, leakage_mw: 0, area_um2: 0, source: t}]
  regfile_flops:
    - {size_bytes: 2, width_bits: 16, read_pj: 1, write_pj: 1, leakage_mw: 0, area_um2: 1, source: t}
    - {size_bytes: 64, width_bits: 16, read_pj: 2, write_pj: 2, leakage_mw: 0, area_um2: 2, source: t}
  sram:
    - {size_bytes: 2, width_bits: 16, read_pj: 1, write_pj: 1, leakage_mw: 0, area_um2: 1, source: t}
    - {size_bytes: 4096, width_bits: 16, read_pj: 2, write_pj: 2, leakage_mw: 0, area_um2: 2, source: t}
    - {size_bytes: 2, width_bits: 32, read_pj: 1, write_pj: 1, leakage_mw: 0, area_um2: 1, source: t}
    - {size_bytes: 4096, width_bits: 32, read_pj: 2, write_pj: 2, leakage_mw: 0, area_um2: 2, source: t}
)",
                                          "t.yaml");
  const CostTable table = build(small_request(), hardware, 1);
  for (std::int64_t a = 0; a < table.accelerators(); ++a) {
    EXPECT_EQ(table.feasible()[static_cast<std::size_t>(a)] != 0, hardware.at(a).glb_bytes == 1024) << a;
    if (hardware.at(a).glb_bytes == 1024) continue;
    EXPECT_EQ(table.energy_mj(0, 0)[a], 0);
  }
  const Exploration exploration = explore(table, {0, 0}, CostFunction{});
  EXPECT_EQ(exploration.feasible, table.accelerators() / 2);
}

}  // namespace
}  // namespace dance::test
