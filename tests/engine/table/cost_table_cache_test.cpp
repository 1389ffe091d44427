// The cost table on disk: its key covers all that it depends on, and what cannot be used is made again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <set>

#include "core/faults.h"
#include "core/recorded_progress.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "engine/table/coarse_space.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One small layer and Zero, so that a table is made in no time.
CostTableRequest tiny_request() {
  CostTableRequest request;
  request.candidates = {{{conv(3, 4, 1, 4, 3, 1)}, {}}};
  request.fixed = {{fully_connected("classifier", 4, 3), 0}};
  return request;
}

HardwareSpace tiny_space() {
  HardwareSpace space = coarse_space();
  space.pe_x = {3, 5}, space.rf_words = {8}, space.glb_bytes = {1024, 4096};
  return space;
}

TEST(CostTableKey, CoversEverySettingOfTheSpace) {
  const std::vector<std::function<void(HardwareSpace&)>> changes = {
      [](HardwareSpace& s) { s.technology = Technology::parse(read_file(s.technology.file()) + "\n", "t"); },
      [](HardwareSpace& s) { s.policy = MappingPolicy::Latency; },
      [](HardwareSpace& s) { s.array_pass.emplace(); },
      [](HardwareSpace& s) { s.array_pass.emplace().stationary = Tensor::Outputs; },
      [](HardwareSpace& s) { s.array_pass.emplace().fill_drain_cycles.number = 1; },
      [](HardwareSpace& s) { s.array_pass.emplace().load_words_per_cycle.number = 1; },
      [](HardwareSpace& s) { s.array_pass.emplace().load_least_cycles.number = 1; },
      [](HardwareSpace& s) { s.array_pass.emplace().transfer_overlap = 0.5; },
      [](HardwareSpace& s) { s.array_pass.emplace().transfer_overlap = 0.50000000000000011; },
      [](HardwareSpace& s) { s.clock_mhz = 200.00000000000003; },
      [](HardwareSpace& s) { s.pe_x.push_back(9); },
      [](HardwareSpace& s) { s.pe_y.push_back(9); },
      [](HardwareSpace& s) { s.pe_x.push_back(4), s.pe_y = {7}; },
      [](HardwareSpace& s) { s.rf_words[0] = 5; },
      [](HardwareSpace& s) { s.glb_bytes[0] *= 2; },
      [](HardwareSpace& s) { s.glb_width_bits[0] *= 2; },
      [](HardwareSpace& s) { s.glb_banks = {2}; },
      [](HardwareSpace& s) { s.dram_megatransfers_per_s = {401}; },
      [](HardwareSpace& s) { s.dram_width_bits = 32; },
      [](HardwareSpace& s) { s.glb_double_buffered = false; },
      [](HardwareSpace& s) { s.mac_component = "other"; },
      [](HardwareSpace& s) { s.adder_component = "intadder"; },
      [](HardwareSpace& s) { s.rf_component = "other"; },
      [](HardwareSpace& s) { s.glb_component = "other"; },
      [](HardwareSpace& s) { s.dram_component = "other"; },
      [](HardwareSpace& s) {
        s.word_bits = {{{8, 8, 16}, {8, 8, 16}, {8, 8, 16}}};
      },
      [](HardwareSpace& s) {
        s.word_bits = {{{8, 8, 16}, {8, 8, 16}, {8, 8, 8}}};
      },
      [](HardwareSpace& s) {
        s.word_bits.push_back({{8, 8, 16}, {8, 8, 16}, {8, 8, 8}});
      },
      [](HardwareSpace& s) { s.dataflows.pop_back(); },
      [](HardwareSpace& s) { std::swap(s.dataflows[0], s.dataflows[1]); },
      [](HardwareSpace& s) { s.dataflows[0].spatial_x[Dim::P] = true; },
      [](HardwareSpace& s) { s.dataflows[0].spatial_y[Dim::P] = true; },
      [](HardwareSpace& s) { s.dataflows[0].register_file[Dim::P] = true; },
      [](HardwareSpace& s) { s.dataflows[0].buffer_innermost[Dim::P] = false; },
      [](HardwareSpace& s) { s.dataflows[0].may_bypass_buffer[0] = false; },
      [](HardwareSpace& s) { s.dataflows[0].multicast = Multicast::Words; },
  };
  std::set<std::string> keys = {cost_table_key(tiny_request(), coarse_space())};
  EXPECT_EQ(keys.count(cost_table_key(tiny_request(), coarse_space())), 1u);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    HardwareSpace changed = coarse_space();
    changes[i](changed);
    EXPECT_TRUE(keys.insert(cost_table_key(tiny_request(), changed)).second) << "change " << i;
  }
}

// Names make no difference: they are in no cost.
TEST(CostTableKey, CoversEveryLayerAndItsPlace) {
  using Change = std::function<void(CostTableRequest&)>;
  const auto layer = [](CostTableRequest& r) -> NetworkLayer& { return r.candidates[0][0][0]; };
  std::vector<Change> changes = {
      [&](CostTableRequest& r) { layer(r).layer.stride_w = 2; },
      [&](CostTableRequest& r) { layer(r).layer.stride_h = 2; },
      [&](CostTableRequest& r) { layer(r).layer.dilation_w = 2; },
      [&](CostTableRequest& r) { layer(r).layer.dilation_h = 2; },
      [&](CostTableRequest& r) { layer(r).residual_words = 1; },
      [&](CostTableRequest& r) { layer(r).steps = 2; },
      [](CostTableRequest& r) { r.fixed.clear(); },
      [](CostTableRequest& r) { std::swap(r.candidates[0][0], r.candidates[0][1]); },
      [](CostTableRequest& r) { r.candidates[0].pop_back(); },
      [](CostTableRequest& r) { r.candidates.push_back({}); },
      [](CostTableRequest& r) { r.candidates[0][0].push_back(r.candidates[0][0][0]); },
      [](CostTableRequest& r) { r.candidates[0].push_back(r.candidates[0][0]); },
      [](CostTableRequest& r) { r.candidates.push_back({r.candidates[0][0]}); },
      [](CostTableRequest& r) { r.fixed.push_back(r.candidates[0][0][0]); },
  };
  for (Dim d : kAllDims) changes.push_back([&, d](CostTableRequest& r) { ++layer(r).layer.bounds[d]; });
  const HardwareSpace space = coarse_space();
  std::set<std::string> keys = {cost_table_key(tiny_request(), space)};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CostTableRequest changed = tiny_request();
    changes[i](changed);
    EXPECT_TRUE(keys.insert(cost_table_key(changed, space)).second) << "change " << i;
  }
  CostTableRequest renamed = tiny_request();
  layer(renamed).layer.name = "another";
  EXPECT_EQ(keys.count(cost_table_key(renamed, space)), 1u);
}

class CostTableCache : public ::testing::Test {
 protected:
  CostTable table(const CostTableRequest& request) {
    return CostTable::build_cached(request, space_, {progress_, folder_.path(), 1});
  }
  std::filesystem::path file_of(const CostTableRequest& request) const {
    return folder_ / "cost-tables" / (cost_table_key(request, space_) + ".bin");
  }

  TemporaryFolder folder_;
  RecordedProgress progress_;
  const HardwareSpace space_ = tiny_space();
};

void expect_same(const CostTable& a, const CostTable& b) {
  EXPECT_EQ(a.key(), b.key());
  ASSERT_EQ(a.positions(), b.positions());
  for (std::int64_t p = 0; p < a.positions(); ++p) ASSERT_EQ(a.operations(p), b.operations(p));
  ASSERT_EQ(a.accelerators(), b.accelerators());
  EXPECT_EQ(floats_of(a), floats_of(b));
  EXPECT_EQ(a.feasible(), b.feasible());
}

TEST_F(CostTableCache, IsReadAsItWasMade) {
  const CostTable made = table(small_request()), read = table(small_request());
  EXPECT_EQ(progress_.phases, 1);
  EXPECT_THAT(progress_.warnings, IsEmpty());
  expect_same(read, made);
  NoProgress quiet;
  expect_same(read, CostTable::build(small_request(), space_, 1, quiet));
}

TEST_F(CostTableCache, ATableOfSomethingElseIsNotUsed) {
  const CostTable first = table(tiny_request());
  CostTableRequest other = tiny_request();
  other.candidates[0][0][0].layer.stride_w = 2;
  const CostTable second = table(other);
  EXPECT_EQ(progress_.phases, 2);
  EXPECT_NE(first.energy_mj(0, 0)[0], second.energy_mj(0, 0)[0]);
  expect_same(table(tiny_request()), first);
  expect_same(table(other), second);
  EXPECT_EQ(progress_.phases, 2);
}

TEST_F(CostTableCache, WhatIsDamagedIsMadeAgain) {
  const CostTable made = table(tiny_request());
  const std::filesystem::path file = file_of(tiny_request());
  const std::string good = read_file(file);
  const auto flipped = [&](std::size_t at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    return bytes;
  };
  std::vector<std::string> damaged = {"", "not a table\n", good.substr(0, 20), good + "x"};
  for (std::size_t cut = 1; cut < 10; ++cut) damaged.push_back(good.substr(0, good.size() * cut / 10));
  for (std::size_t part = 0; part < 10; ++part) damaged.push_back(flipped((good.size() - 1) * part / 9));
  for (const std::string& bytes : damaged) {
    progress_ = {};
    write_file_atomic(file, bytes);
    expect_same(table(tiny_request()), made);
    EXPECT_EQ(progress_.phases, 1);
    EXPECT_THAT(progress_.warnings, ElementsAre(HasSubstr("cost table is made again: " + file.string())));
    EXPECT_EQ(read_file(file), good);
  }
}

// A whole file of another kind, or of this kind with too little in it.
TEST_F(CostTableCache, WhatIsForeignIsMadeAgain) {
  const CostTable made = table(tiny_request());
  const std::filesystem::path file = file_of(tiny_request());
  const std::string good = read_file(file), content = read_sealed_file(file, "cost-table-1");
  for (const auto& [kind, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"cost-table-0", content},
           {"weights-1", "abc"},
           {"cost-table-1", ""},
           {"cost-table-1", content.substr(0, content.size() / 2)},
           {"cost-table-1", content.substr(0, 4)},
           {"cost-table-1", std::string(8, '\xff')}}) {
    progress_ = {};
    write_sealed_file(file, kind, bytes);
    expect_same(table(tiny_request()), made);
    EXPECT_EQ(progress_.phases, 1) << kind;
    EXPECT_THAT(progress_.warnings, ElementsAre(HasSubstr("cost table is made again: "))) << kind;
    EXPECT_EQ(read_file(file), good);
  }
}

// Whether the sweeps of a table began, and not only the wait for another process.
class SweepProgress final : public Progress {
 public:
  void begin(const std::string& phase, std::int64_t, const std::string&) override {
    began = began || phase == "cost table";
  }
  void advance(std::int64_t, const Figures&) override {}
  void end() override {}
  void warn(const std::string&) override { warned = true; }
  bool began = false, warned = false;
};

TEST_F(CostTableCache, IsMadeByOneOfTwoProcesses) {
  std::vector<pid_t> processes;
  for (int i = 0; i < 2; ++i) {
    const pid_t process = ::fork();
    if (process == 0) {
      try {
        SweepProgress progress;
        CostTable::build_cached(tiny_request(), space_, {progress, folder_.path(), 1});
        ::_exit(progress.warned ? 10 : progress.began ? 1 : 0);
      } catch (...) {
        ::_exit(20);
      }
    }
    processes.push_back(process);
  }
  int makers = 0;
  for (const pid_t process : processes) {
    int status = 0;
    ::waitpid(process, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    makers += WEXITSTATUS(status);
  }
  EXPECT_EQ(makers, 1);
  NoProgress quiet;
  expect_same(table(tiny_request()), CostTable::build(tiny_request(), space_, 1, quiet));
  EXPECT_EQ(progress_.phases, 0);
}

}  // namespace
}  // namespace dance::test
