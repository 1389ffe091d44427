#include "dance/report/design.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "report/sample_design.h"

namespace dance::test {
namespace {

using test::message_of;
using test::replaced;
using test::sample_design;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Design, ReadsBackWhatWasWritten) {
  TemporaryFolder folder;
  write_design(sample_design(), folder.path());
  const Design read = read_design(folder.path());
  EXPECT_EQ(json_text(to_json(read)), json_text(to_json(sample_design())));
  EXPECT_EQ(read.seed, 3u);
  EXPECT_EQ(read.accelerator, sample_design().accelerator);
  EXPECT_EQ(read.choices, sample_design().choices);
  EXPECT_DOUBLE_EQ(read.test_accuracy, 0.8725);
  EXPECT_THAT(read.operations(), ElementsAre("mbconv_k3_e6", "zero", "mbconv_k7_e3"));
  ASSERT_EQ(read.layers.size(), 4u);
  EXPECT_EQ(read.layers[1].mapping.to_string(), sample_design().layers[1].mapping.to_string());
  EXPECT_DOUBLE_EQ(read.layers[1].energy.total_pj(), 2e8);
  ASSERT_EQ(read.blocks.size(), 5u);
  EXPECT_EQ(read.blocks[3].stride, 2);
}

TEST(Design, HasTheFieldsThatUsersCountOn) {
  const Json json = to_json(sample_design());
  EXPECT_EQ(json["schema"], "dance-design-2");
  EXPECT_EQ(json["seed"], 3);
  EXPECT_EQ(json["network"]["space"], "small");
  EXPECT_EQ(json["network"]["layers"][0]["name"], "stage1.0");
  EXPECT_EQ(json["network"]["layers"][1]["op"], "zero");
  EXPECT_EQ(json["accelerator"]["pe_x"], 16);
  EXPECT_EQ(json["accelerator"]["glb_width_bits"], 128);
  EXPECT_EQ(json["accelerator"]["dataflow"], "row_stationary");
  EXPECT_DOUBLE_EQ(json["metrics"]["edap"], 1.5);
  EXPECT_DOUBLE_EQ(json["metrics"]["cost"], 1.5 / 8);
  EXPECT_EQ(json["metrics"]["macs"], 2253352);
  EXPECT_EQ(json["evaluator"]["kind"], "learned");
  EXPECT_EQ(json["layers"][1]["mapping"]["dram"], "M4 C2");
}

TEST(Design, AllFaultsOfAFileAtOnce) {
  TemporaryFolder folder;
  std::string text = json_text(to_json(sample_design()));
  text = replaced(text, R"("pe_x": 16)", R"("pe_x": -1)");
  text = replaced(text, R"("test_accuracy": 0.8725)", R"("test_accuracy": 87.25)");
  text = replaced(text, R"("dram": "M4 C2")", R"("dram": "M4 Z2")");
  text = replaced(text, R"("seed": 3)", R"("seed": 3, "sneed": 3)");
  write_file_atomic(folder / "design.json", text);
  const std::string message = message_of([&] { read_design(folder.path()); });
  EXPECT_THAT(message, AllOf(HasSubstr("accelerator.pe_x: out of range"), HasSubstr("metrics.test_accuracy"),
                             HasSubstr("layers[0].mapping.dram: unknown dimension"), HasSubstr("'Z2'"),
                             HasSubstr("sneed: unknown key"), HasSubstr("design.json:3:")));
}

TEST(Design, LayersOfABlockMustBeThere) {
  TemporaryFolder folder;
  Design design = sample_design();
  design.layers.pop_back();
  write_file_atomic(folder / "design.json", json_text(to_json(design)));
  EXPECT_THAT(message_of([&] { read_design(folder / "design.json"); }), HasSubstr("the layers of 'head'"));
}

TEST(Design, OtherSchemasAndUnfinishedRunsAreRefused) {
  TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { read_design(folder.path()); }), HasSubstr("has no design.json"));
  write_file_atomic(folder / "design.json", R"({"schema": "dance-design-9"})");
  EXPECT_THAT(message_of([&] { read_design(folder.path()); }),
              AllOf(HasSubstr("schema"), HasSubstr("dance-design-2"), HasSubstr("dance-design-9")));
}

TEST(Design, NumbersThatAreNotFiniteAreNeverWritten) {
  TemporaryFolder folder;
  Design design = sample_design();
  design.evaluator.regret = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(message_of([&] { write_design(design, folder.path()); }), HasSubstr("/evaluator/regret"));
  EXPECT_FALSE(std::filesystem::exists(folder / "design.json"));
}

}  // namespace
}  // namespace dance::test
