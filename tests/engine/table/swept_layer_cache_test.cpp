// Layers that are kept one by one: which are swept, and that the table is the same whichever were.
#include "dance/engine/table/swept_layer_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "engine/table/coarse_space.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Of each table that was made, how many layers were swept.
class SweepCounts final : public Progress {
 public:
  void begin(const std::string& phase, std::int64_t total, const std::string&) override {
    if (phase != "cost table") return;
    layers.push_back(0);
    EXPECT_GE(total, 0);
  }
  void advance(std::int64_t, const Figures& figures) override {
    double swept = 0;
    for (const auto& [name, value] : figures)
      swept += name == "layers" ? value : name == "known" ? -value : 0;
    layers.back() = static_cast<int>(swept);
  }
  void end() override {}
  void warn(const std::string& message) override { warnings.push_back(message); }
  std::vector<int> layers;
  std::vector<std::string> warnings;
};

class SweptLayers : public ::testing::Test {
 protected:
  SweptLayers() { space_.pe_x = {3, 5}, space_.rf_words = {8}, space_.glb_bytes = {1024, 4096}; }
  static CostTableRequest of(const std::vector<NetworkLayer>& layers) { return {{}, layers}; }
  CostTable table(const CostTableRequest& request) {
    return CostTable::build_cached(request, space_, {progress_, folder_.path(), 2});
  }
  void expect_as_without_cache(const CostTable& table, const CostTableRequest& request) {
    NoProgress quiet;
    EXPECT_EQ(floats_of(table), floats_of(CostTable::build(request, space_, 1, quiet)));
  }
  // The files of layers, or of whole tables.
  std::vector<std::filesystem::path> files_in(const std::string& folder) const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / folder))
      if (entry.path().extension() == ".bin") files.push_back(entry.path());
    return files;
  }

  TemporaryFolder folder_;
  SweepCounts progress_;
  HardwareSpace space_ = coarse_space();
  const NetworkLayer first_ = conv(3, 4, 1, 4, 3, 1), second_ = conv(4, 4, 1, 4, 3, 1),
                     third_ = {fully_connected("classifier", 4, 3), 0};
};

TEST_F(SweptLayers, AreSweptOnceForAllNetworks) {
  table(of({first_, second_}));
  const CostTable shared = table(of({third_, second_, second_}));
  table(of({second_, first_, third_}));
  EXPECT_THAT(progress_.layers, ElementsAre(2, 1, 0));
  EXPECT_THAT(progress_.warnings, IsEmpty());
  expect_as_without_cache(shared, of({third_, second_, second_}));
}

TEST_F(SweptLayers, AreThoseOfTheirSpaceAlone) {
  table(of({first_}));
  space_.policy = MappingPolicy::Latency;
  const CostTable other = table(of({first_, second_}));
  EXPECT_THAT(progress_.layers, ElementsAre(1, 2));
  expect_as_without_cache(other, of({first_, second_}));
}

// As after an interruption: layers are there, the table is not.
TEST_F(SweptLayers, AreKeptWithoutTheTable) {
  const CostTable made = table(of({first_, second_, third_}));
  for (const auto& file : files_in("cost-tables")) std::filesystem::remove(file);
  std::filesystem::remove(files_in("layer-costs").front());
  EXPECT_EQ(floats_of(table(of({first_, second_, third_}))), floats_of(made));
  EXPECT_THAT(progress_.layers, ElementsAre(3, 1));
}

TEST_F(SweptLayers, AreSweptAgainWhereTheirFileIsDamaged) {
  const CostTable made = table(of({first_}));
  const auto tables = files_in("cost-tables"), layers = files_in("layer-costs");
  ASSERT_EQ(layers.size(), 1u);
  const std::string good = read_file(layers[0]);
  for (const std::string& bytes :
       {std::string(), good.substr(0, good.size() / 2), good + "x", std::string("something else\n"),
        good.substr(0, good.size() - 1) + "\x7f"}) {
    progress_ = {};
    write_file_atomic(layers[0], bytes);
    std::filesystem::remove(tables[0]);
    EXPECT_EQ(floats_of(table(of({first_}))), floats_of(made));
    EXPECT_THAT(progress_.layers, ElementsAre(1));
    EXPECT_THAT(progress_.warnings, ElementsAre(HasSubstr("a layer is swept again: ")));
    EXPECT_EQ(read_file(layers[0]), good);
  }
}

}  // namespace
}  // namespace dance::test
