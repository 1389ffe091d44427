// The table of a whole space against the mapper, one accelerator at a time; its cache.
#include "dance/engine/table/cost_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "core/recorded_progress.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/table/explore.h"
#include "engine/cost/best_layer_cost.h"

namespace dance::test {
namespace {

constexpr const char* kSpace = R"(name: coarse
technology: 45nm
clock_mhz: 200
mapping_policy: POLICY
dataflows: [weight_stationary, output_stationary, row_stationary]
pe_x: [3, 5, 8]
pe_y: [4, 7]
mac: intmac
register_file: {component: regfile_flops, words: [4, 8, 24]}
global_buffer: {component: sram, capacity_kib: [1, 4], width_bits: [16, 32], banks: 1, double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 16, megatransfers_per_s: 400}
)";

NetworkLayer conv(std::int64_t in, std::int64_t out, std::int64_t groups, std::int64_t size,
                  std::int64_t kernel, int stride) {
  ConvShape shape;
  shape.in_channels = in;
  shape.out_channels = out;
  shape.groups = groups;
  shape.in_height = shape.in_width = size;
  shape.kernel_h = shape.kernel_w = kernel;
  shape.stride_h = shape.stride_w = stride;
  shape.pad_h = shape.pad_w = kernel / 2;
  return {convolution("conv", shape), 0};
}

CostTableRequest request() {
  CostTableRequest request;
  NetworkLayer with_residual = conv(18, 6, 1, 7, 1, 1);
  with_residual.residual_words = 6 * 49;
  request.candidates = {{{conv(6, 18, 1, 7, 1, 1), conv(18, 18, 18, 7, 3, 1), with_residual}, {}},
                        {{conv(6, 10, 1, 7, 3, 2)}, {conv(6, 10, 1, 7, 5, 2)}}};
  request.fixed = {{fully_connected("classifier", 40, 10), 0}};
  return request;
}

class CostTableTest : public ::testing::Test {
 protected:
  HardwareSpace space(std::string policy = "edp") {
    std::string text = kSpace;
    text.replace(text.find("POLICY"), 6, policy);
    write_file_atomic(folder_ / "coarse.yaml", text);
    return HardwareSpace::load(folder_ / "coarse.yaml");
  }
  test::TemporaryFolder folder_;
  NoProgress quiet_;
};

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

TEST_F(CostTableTest, EntriesAreThoseOfTheMapper) {
  for (const char* policy : {"edp", "latency", "energy"}) {
    const HardwareSpace hardware = space(policy);
    const CostTableRequest wanted = request();
    const CostTable table = CostTable::build(wanted, hardware, 2, quiet_);
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

// Every float of a table.
std::vector<float> floats_of(const CostTable& table) {
  std::vector<float> all;
  const auto add = [&](const float* row) { all.insert(all.end(), row, row + table.accelerators()); };
  for (std::int64_t p = 0; p < table.positions(); ++p) {
    for (std::int64_t o = 0; o < table.operations(p); ++o) {
      add(table.latency_ms(p, o));
      add(table.energy_mj(p, o));
    }
  }
  for (const float* row : {table.fixed_latency_ms(), table.fixed_energy_mj(), table.area_mm2()}) add(row);
  return all;
}

TEST_F(CostTableTest, DoesNotDependOnThreads) {
  for (const char* policy : {"edp", "latency", "energy"}) {
    const HardwareSpace hardware = space(policy);
    const std::vector<float> one = floats_of(CostTable::build(request(), hardware, 1, quiet_));
    for (const int threads : {2, 4}) {
      const std::vector<float> more = floats_of(CostTable::build(request(), hardware, threads, quiet_));
      ASSERT_EQ(one.size(), more.size());
      EXPECT_EQ(std::memcmp(one.data(), more.data(), one.size() * sizeof(float)), 0)
          << policy << " " << threads;
    }
  }
}

TEST_F(CostTableTest, AResidualReadCostsEnergy) {
  const HardwareSpace hardware = space();
  NetworkLayer plain = request().candidates[0][0][2], with = plain;
  plain.residual_words = 0;
  const Accelerator accelerator = hardware.at(100);
  const LayerCost a = best_layer_cost(plain, hardware, accelerator, MappingPolicy::Energy);
  const LayerCost b = best_layer_cost(with, hardware, accelerator, MappingPolicy::Energy);
  EXPECT_GE(b.energy.dram_pj - a.energy.dram_pj, 0);
  EXPECT_GE(b.energy.total_pj(), a.energy.total_pj() + 6 * 49 * 128 * 0.999);
}

TEST_F(CostTableTest, KeyCoversWhatTheTableDependsOn) {
  const std::string key = cost_table_key(request(), space());
  EXPECT_EQ(cost_table_key(request(), space()), key);
  EXPECT_NE(cost_table_key(request(), space("latency")), key);
  HardwareSpace other = space();
  other.clock_mhz = 201;
  EXPECT_NE(cost_table_key(request(), other), key);
  other = space();
  other.dataflows[0].register_file[Dim::P] = true;
  EXPECT_NE(cost_table_key(request(), other), key);
  CostTableRequest changed = request();
  changed.candidates[0][0][2].residual_words = 0;
  EXPECT_NE(cost_table_key(changed, space()), key);
  changed = request();
  changed.fixed.clear();
  EXPECT_NE(cost_table_key(changed, space()), key);
}

TEST_F(CostTableTest, CachedTableIsTheSameAndIsNotBuiltAgain) {
  const HardwareSpace hardware = space();
  test::RecordedProgress progress;
  const CostTable first = CostTable::build_cached(request(), hardware, folder_.path(), 2, progress);
  const CostTable second = CostTable::build_cached(request(), hardware, folder_.path(), 2, progress);
  EXPECT_EQ(progress.phases, 1);
  EXPECT_EQ(first.key(), second.key());
  ASSERT_EQ(first.accelerators(), second.accelerators());
  for (std::int64_t a = 0; a < first.accelerators(); ++a) {
    EXPECT_EQ(first.latency_ms(1, 0)[a], second.latency_ms(1, 0)[a]);
    EXPECT_EQ(first.fixed_energy_mj()[a], second.fixed_energy_mj()[a]);
  }
}

TEST_F(CostTableTest, DamagedCacheIsRebuiltWithAWarning) {
  const HardwareSpace hardware = space();
  test::RecordedProgress progress;
  const CostTable first = CostTable::build_cached(request(), hardware, folder_.path(), 2, progress);
  const auto file = folder_ / "cost-tables" / (first.key() + ".bin");
  std::string bytes = read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file_atomic(file, bytes);
  const CostTable second = CostTable::build_cached(request(), hardware, folder_.path(), 2, progress);
  EXPECT_EQ(progress.phases, 2);
  ASSERT_EQ(progress.warnings.size(), 1u);
  EXPECT_THAT(progress.warnings[0], ::testing::HasSubstr(file.string()));
  EXPECT_EQ(first.energy_mj(0, 0)[9], second.energy_mj(0, 0)[9]);
}

TEST_F(CostTableTest, InfeasibleAcceleratorsAreAMask) {
  HardwareSpace hardware = space();
  hardware.glb_bytes = {2, 1024};  // one bank of one word holds no tile
  hardware.glb_double_buffered = false;
  hardware.technology = Technology::load([&] {
    write_file_atomic(folder_ / "t.yaml", R"(name: t
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
)");
    return folder_ / "t.yaml";
  }());
  const CostTable table = CostTable::build(request(), hardware, 1, quiet_);
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
