#include "cli/layer_argument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {

using namespace cli;
namespace {

using testing::HasSubstr;

Layer read(const std::string& text) { return read_layer_argument(text, {}).layer; }
std::string refusal(const std::string& text) {
  return message_of([&] { read_layer_argument(text, {}); });
}

TEST(LayerArgument, BoundsInEitherCase) {
  const Layer layer = read("C=64,m=32,P=56,q=28,R=3,S=5,G=2,N=4");
  EXPECT_EQ(layer.bounds, (Bounds{{4, 2, 32, 64, 56, 28, 3, 5}}));
  EXPECT_EQ(layer.name, "C=64,m=32,P=56,q=28,R=3,S=5,G=2,N=4");
  EXPECT_EQ(layer.stride_w * layer.stride_h * layer.dilation_w * layer.dilation_h, 1);
  EXPECT_EQ(read("conv:c=64").bounds, (Bounds{{1, 1, 1, 64, 1, 1, 1, 1}}));
  EXPECT_EQ(read("CONV:c=64").bounds, read("c=64").bounds);
}

TEST(LayerArgument, StridesAndDilationsOfBothAxesOrOfEach) {
  const Layer both = read("C=2,stride=2,dilation=3");
  EXPECT_EQ(both.stride_w, 2);
  EXPECT_EQ(both.stride_h, 2);
  EXPECT_EQ(both.dilation_w, 3);
  EXPECT_EQ(both.dilation_h, 3);
  const Layer each = read("C=2,stride_w=2,stride_h=4,dilation_h=5");
  EXPECT_EQ(each.stride_w, 2);
  EXPECT_EQ(each.stride_h, 4);
  EXPECT_EQ(each.dilation_w, 1);
  EXPECT_EQ(each.dilation_h, 5);
}

TEST(LayerArgument, AllFaultsOfBoundsAtOnce) {
  EXPECT_EQ(
      refusal("C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1"),
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: c: given twice; expected each key once\n"
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: not an assignment; expected KEY=VALUE; got 'P'\n"
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: m: out of range; expected an integer in 1..16777216; got "
      "'1.5'\n"
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: c: out of range; expected an integer in 1..16777216; got "
      "'0'\n"
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: stride: given together with one axis' own; expected either\n"
      "C=0,M=1.5,K=3,c=4,P,stride=2,stride_w=1: k: unknown key; expected N, G, M, C, P, Q, R, S, stride, "
      "stride_w, stride_h, dilation, dilation_w or dilation_h");
  EXPECT_THAT(refusal("C=16777217"), HasSubstr("c: out of range"));
  EXPECT_EQ(refusal("C=16777216"), "");
  EXPECT_THAT(refusal("C=1,stride=1025"), HasSubstr("stride: out of range; expected an integer in 1..1024"));
  EXPECT_THAT(refusal("C=9223372036854775808"), HasSubstr("c: out of range"));
}

TEST(LayerArgument, ALayerThatIsTooLargeToCount) {
  EXPECT_EQ(refusal("C=16777216,M=16777216,P=16777216"),
            "C=16777216,M=16777216,P=16777216: the layer's MACs or words do not fit into 64 bits; expected a "
            "smaller "
            "layer");
}

TEST(LayerArgument, ALayerOfANetwork) {
  EXPECT_EQ(read("resnet50:conv1").bounds, (Bounds{{1, 1, 64, 3, 112, 112, 7, 7}}));
  EXPECT_EQ(read("resnet50:conv1").name, "conv1");
  EXPECT_THAT(
      refusal("resnet50:nothing"),
      AllOf(HasSubstr("resnet50:nothing: no layer 'nothing' in the network; expected resnet50:LAYER with one "
                      "of conv1, "),
            testing::Not(HasSubstr("\n"))));
  EXPECT_EQ(refusal("resnet50"),
            "resnet50: not a layer; expected bounds such as C=64,M=64,P=56,Q=56,R=3,S=3,stride=1, "
            "NETWORK:LAYER, or "
            "a file with Timeloop's problem");
  EXPECT_THAT(refusal("no_such_network:conv1"), HasSubstr("no_such_network"));
}

class LayerFile : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) const {
    write_file_atomic(folder_ / name, text);
    return (folder_ / name).string();
  }
  const TemporaryFolder folder_;
};

constexpr const char* kOneLayer =
    "name: one\nlayers:\n  - {name: fc, type: linear, in_features: 5, out_features: 3}\n";

TEST_F(LayerFile, ANetworkOfOneLayerNeedsNoName) {
  const std::string one = write("one.yaml", kOneLayer);
  EXPECT_EQ(read(one).bounds, (Bounds{{1, 1, 3, 5, 1, 1, 1, 1}})) << refusal(one);
  EXPECT_EQ(read(one + ":fc").bounds, read(one).bounds);
  const std::string colon = write("colon.yaml", test::replaced(kOneLayer, "fc", "\"fc:0\""));
  EXPECT_EQ(read(colon + ":fc:0").name, "fc:0");
  const std::string two =
      write("two.yaml",
            std::string(kOneLayer) + "  - {name: fc2, type: linear, in_features: 3, out_features: 2}\n");
  EXPECT_EQ(refusal(two), two + ": a network, not a layer; expected " + two + ":LAYER with one of fc, fc2");
  EXPECT_EQ(read(two + ":fc2").bounds, (Bounds{{1, 1, 2, 3, 1, 1, 1, 1}}));
}

TEST_F(LayerFile, AProblemOfTimeloops) {
  const std::string file =
      write("p.yaml",
            "problem: {shape: cnn-layer, instance: {C: 4, K: 8, P: 6, Q: 5, R: 3, S: 2,\n"
            "  N: 1, Wstride: 2, Hstride: 1, Wdilation: 1, Hdilation: 3}}\n");
  const Layer layer = read(file);
  EXPECT_EQ(layer.bounds, (Bounds{{1, 1, 8, 4, 6, 5, 3, 2}}));
  EXPECT_EQ(layer.stride_w, 2);
  EXPECT_EQ(layer.dilation_h, 3);
  EXPECT_FALSE(layer.name.empty());
  const std::string large = write("large.yaml",
                                  "problem: {shape: cnn-layer, instance: {C: 16777217, K: 8, P: 1, Q: 1, "
                                  "R: 1, S: 1, N: 1}}\n");
  EXPECT_EQ(refusal(large),
            large + ": C: the bound is too large to map; expected at most 16777216; got 16777217");
}

}  // namespace
}  // namespace dance::test
