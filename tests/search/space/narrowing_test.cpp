// Narrowed hardware spaces against the table of the whole space, which is small enough here to hold.
#include "dance/search/space/narrowing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"

namespace dance::test {
namespace {

constexpr const char* kNetwork = R"(name: little
input: {channels: 3, height: 16, width: 16}
classes: 10
stem: {channels: 12, kernel: 3, stride: 1, first_block_channels: 10}
stages:
  - {channels: 14, depth: 2, stride: 1}
  - {channels: 22, depth: 1, stride: 2}
operations: {kernels: [3, 5], expansions: [2, 4], zero: yes}
head: {channels: 30}
)";

constexpr const char* kHardware = R"(name: grid
technology: 45nm
word_bits: 16
clock_mhz: 200
mapping_policy: edp
dataflows: [weight_stationary, row_stationary]
pe_x: {from: 2, to: 12, step: 1}
pe_y: {from: 2, to: 12, step: 1}
mac: intmac
register_file: {component: regfile_flops, words: {from: 4, to: 32, step: 4}}
global_buffer: {component: sram, capacity_kib: [16, 32], width_bits: [64, 128], banks: [4, 8], double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: 3200}
)";

class Narrowing : public ::testing::Test {
 protected:
  HardwareSpace narrow(const NarrowingOptions& options, const Limits& limits = {}) {
    return narrowed(networks_, space_, cost_, limits, options, {silent_, folder_ / "cache", 2});
  }
  CostTable table_of(const HardwareSpace& space) {
    return CostTable::build(request_of(networks_), space, 2, silent_);
  }
  // These are not the networks that narrowing draws.
  std::vector<Architecture> fresh_networks(int count) {
    Random random(99, "narrowing test");
    std::vector<Architecture> architectures;
    for (int i = 0; i < count; ++i) architectures.push_back(varied_network(networks_, random));
    return architectures;
  }

  test::TemporaryFolder folder_;
  NoProgress silent_;
  const NetworkSpace networks_ = NetworkSpace::parse(kNetwork, "little.yaml");
  const HardwareSpace space_ = HardwareSpace::parse(kHardware, folder_ / "grid.yaml");
  const CostFunction cost_;
};

TEST_F(Narrowing, KeepsTheBestAcceleratorsOfNetworksThatItNeverSaw) {
  ASSERT_EQ(space_.size(), 15'488);
  const HardwareSpace narrow = this->narrow({.above = 1000, .most = 1000, .lattice = 2000, .networks = 100});
  EXPECT_LE(narrow.size(), 1000);
  const std::vector<Architecture> architectures = fresh_networks(100);
  const auto whole = best_accelerators(table_of(space_), architectures, cost_),
             few = best_accelerators(table_of(narrow), architectures, cost_);
  double mean = 0, worst = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const double regret = few[i].cost / whole[i].cost - 1;
    EXPECT_GE(regret, -1e-6);
    mean += regret / static_cast<double>(whole.size());
    worst = std::max(worst, regret);
  }
  EXPECT_LT(mean, 0.002);
  EXPECT_LT(worst, 0.05);
}

// What a tight limit asks for is kept, though nobody would choose it without the limit.
TEST_F(Narrowing, KeepsWhatLimitsAskFor) {
  const CostTable whole = table_of(space_);
  const std::vector<Architecture> architectures = fresh_networks(50);
  const Limits small{.max_area_mm2 = 1.05 * static_cast<double>(*std::min_element(
                                                whole.area_mm2(), whole.area_mm2() + whole.accelerators()))};
  const CostTable few =
      table_of(narrow({.above = 1000, .most = 1000, .lattice = 2000, .networks = 50}, small));
  const auto best = best_accelerators(whole, architectures, cost_, small),
             kept = best_accelerators(few, architectures, cost_, small);
  for (std::size_t i = 0; i < best.size(); ++i) {
    ASSERT_GE(kept[i].index, 0);
    EXPECT_LT(kept[i].cost / best[i].cost - 1, 0.05);
  }
}

TEST_F(Narrowing, SmallSpacesStayAsTheyAre) {
  EXPECT_EQ(narrow({.above = 15'488, .most = 10}).size(), 15'488);
  EXPECT_EQ(narrow({.above = 10, .most = 15'488}).size(), 15'488);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache"));
}

TEST_F(Narrowing, IsKeptInTheCache) {
  const NarrowingOptions options{.above = 1000, .most = 500, .lattice = 1000, .networks = 20};
  const HardwareSpace first = narrow(options);
  const auto files = [&] {  // all but the folder of locks
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache"))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  };
  ASSERT_EQ(files().size(), 1U);
  const auto written = std::filesystem::last_write_time(files()[0]);
  const HardwareSpace again = narrow(options);
  EXPECT_EQ(std::filesystem::last_write_time(files()[0]), written);
  EXPECT_EQ(again.pe_x, first.pe_x);
  EXPECT_EQ(again.rf_words, first.rf_words);
  write_file_atomic(files()[0], "damaged");
  EXPECT_EQ(narrow(options).pe_x, first.pe_x);
}

}  // namespace
}  // namespace dance::test
