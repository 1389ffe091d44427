// Networks as ONNX files and as presets, run as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cli/run_dance.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Onnx : public testing::Test {
 protected:
  void SetUp() override {
    OnnxBuilder model;
    model.open_input("image", {-1, 3, -1, -1}, "side").weight("w", {8, 3, 3, 3}).weight("fc", {8, 10});
    model.node("Conv", {"image", "w"}, "c").name("stem").ints("strides", {2, 2}).ints("pads", {1, 1, 1, 1});
    model.node("Relu", {"c"}, "r");
    model.node("GlobalAveragePool", {"r"}, "g");
    model.node("Flatten", {"g"}, "f");
    model.node("MatMul", {"f", "fc"}, "y").name("classifier");
    model.node("Mystery", {"y"}, "z").domain("com.example");
    std::ofstream(folder_ / "tiny.onnx", std::ios::binary) << model.bytes();
  }
  const TemporaryFolder folder_;
  const std::string accelerator_ = " -a " + example("tiny_accelerator.yaml");
};

TEST_F(Onnx, CostOfAModelWhoseInputIsGivenAShape) {
  const json cost = json_of("cost tiny.onnx --input-shape image=1,3,16,16" + accelerator_, folder_.path());
  EXPECT_EQ(cost["network"]["name"], "tiny");
  ASSERT_EQ(cost["layers"].size(), 2u);
  EXPECT_EQ(cost["layers"][0]["name"], "stem");
  EXPECT_EQ(cost["layers"][0]["macs"], 8 * 8 * 8 * 27);
  EXPECT_EQ(cost["layers"][1]["macs"], 80);
  const json& listed = cost["network"]["not_modelled"];
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0]["type"], "GlobalAveragePool");
  EXPECT_EQ(listed[0]["operations"], 512);
  EXPECT_NEAR(listed[0]["share"].get<double>(), 512. / (512 + 13824 + 80), 1e-12);
  EXPECT_EQ(
      listed[1],
      json({{"type", "com.example.Mystery"}, {"count", 1}, {"operations", nullptr}, {"share", nullptr}}));
}

TEST_F(Onnx, TheTextNamesWhatIsNotModelled) {
  const Outcome outcome =
      run_dance("cost tiny.onnx --input-shape image=1,3,16,16" + accelerator_, folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("listed, not modelled: GlobalAveragePool x1 (3.6 % of the operations), "
                                     "com.example.Mystery x1 (unknown)\n"));
}

// A Softmax over 224,000 elements beside a layer of 400 MACs. Each command that gives latency and energy says
// below them what they leave out.
TEST_F(Onnx, WhatIsNotModelledStandsBelowTheFiguresThatLeaveItOut) {
  OnnxBuilder model;
  model.input("x", {1, 40}).input("z", {1, 224000}).weight("fc", {40, 10});
  model.node("MatMul", {"x", "fc"}, "y");
  model.node("Softmax", {"z"}, "p");
  std::ofstream(folder_ / "large.onnx", std::ios::binary) << model.bytes();
  const std::string said = "\nwithout 99.82 % of the network's operations: not modelled are Softmax\n";
  const std::string space = " --space " + example("tiny_accelerator.yaml");
  for (const std::string& command : {"cost large.onnx" + accelerator_, "explain large.onnx" + accelerator_,
                                     "explore large.onnx" + space}) {
    const Outcome outcome = run_dance(command, folder_.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.ends_with(said)) << outcome.out;
    const json network = json_of(command, folder_.path())["network"];
    EXPECT_NEAR(network["not_modelled_share"].get<double>(), 224000. / 224400, 1e-12);
    EXPECT_EQ(network["not_modelled_unknown"], json::array());
  }
}

// Standard output is no terminal here, so that the tables have room for every name.
TEST_F(Onnx, LongNamesOfLayersAreNotCut) {
  const std::string name = "/features/features.0/features.0.0/block/Conv";
  OnnxBuilder model;
  model.input("x", {1, 3, 8, 8}).weight("w", {4, 3, 3, 3});
  model.node("Conv", {"x", "w"}, "y").name(name);
  std::ofstream(folder_ / "named.onnx", std::ios::binary) << model.bytes();
  for (const char* command : {"cost", "explain"}) {
    const Outcome outcome = run_dance(std::string(command) + " named.onnx" + accelerator_, folder_.path());
    EXPECT_THAT(outcome.out, HasSubstr("\n" + name + "  ")) << command;
    EXPECT_THAT(outcome.out, Not(HasSubstr(".. "))) << command;
  }
}

TEST_F(Onnx, WhatCannotBeToldIsSaidToo) {
  const std::string arguments = "cost tiny.onnx --input-shape image=1,3,16,16" + accelerator_;
  const Outcome outcome = run_dance(arguments, folder_.path());
  EXPECT_THAT(
      outcome.out,
      HasSubstr("\nwithout at least 3.6 % of the network's operations: not modelled are "
                "GlobalAveragePool, com.example.Mystery (of\n  com.example.Mystery it cannot be told)\n"));
  EXPECT_EQ(json_of(arguments, folder_.path())["network"]["not_modelled_unknown"],
            json::array({"com.example.Mystery"}));
  // The pools of LeNet have 1.5 % of its operations.
  EXPECT_THAT(run_dance("cost " + example("lenet.yaml") + accelerator_).out, Not(HasSubstr("without")));
}

TEST_F(Onnx, FaultsAreForTheUser) {
  const Outcome open = run_dance("cost tiny.onnx" + accelerator_, folder_.path());
  EXPECT_EQ(open.exit_code, 2);
  EXPECT_EQ(open.err,
            "error: tiny.onnx: graph input 'image': dimension 2 is open ('side'); expected --input-shape "
            "image=N,N,... with its sizes; got [side, 3, side, side]\n");
  for (const char* shape : {"image", "image=", "=1,3", "image=1,x", "image=1,-3", "image=1,3,", "image=0"}) {
    const Outcome outcome =
        run_dance(std::string("cost tiny.onnx --input-shape ") + shape + accelerator_, folder_.path());
    EXPECT_EQ(outcome.exit_code, 2) << shape;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("--input-shape: "), HasSubstr(std::string("'") + shape + "'")))
        << shape;
  }
  EXPECT_EQ(run_dance("cost missing.onnx" + accelerator_, folder_.path()).exit_code, 2);
  const Outcome other =
      run_dance("cost " + example("lenet.yaml") + " --input-shape x=1" + accelerator_, folder_.path());
  EXPECT_THAT(other.err, HasSubstr("--input-shape: only an ONNX model has inputs with a name"));
}

TEST_F(Onnx, ExploreTakesOneToo) {
  const json found =
      json_of("explore tiny.onnx --input-shape image=1,3,16,16 --space " + example("tiny_accelerator.yaml"),
              folder_.path());
  EXPECT_EQ(found["network"]["macs"], 13904);
}

TEST(Preset, ANetworkHasAName) {
  const Outcome unknown = run_dance("cost resnet51 -a " + example("tiny_accelerator.yaml"));
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("resnet51: not a network; expected a .yaml or .onnx file"));
  EXPECT_THAT(unknown.err, HasSubstr("or one of alexnet, convnext_tiny, efficientnet_b0, inception_v3, "
                                     "mobilenet_v2, resnet18, resnet50, unet_128, vgg16, vit_b_16"));
}

// Beside other networks the shape is for the ONNX model.
TEST_F(Onnx, ExploreOfAModelBesideAnotherNetwork) {
  const std::string space = " --space " + example("tiny_accelerator.yaml");
  const json found = json_of(
      "explore " + example("lenet.yaml") + " tiny.onnx:2 --input-shape image=1,3,16,16 --batch 2" + space,
      folder_.path());
  EXPECT_EQ(found["networks"][0]["name"], "lenet");
  EXPECT_EQ(found["networks"][1]["name"], "tiny");
  EXPECT_EQ(found["networks"][1]["weight"], 2);
  for (const json& network : found["networks"]) EXPECT_EQ(network["batch"], 2);
}

}  // namespace
}  // namespace dance::test
