#include "dance/engine/workload/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "dance/core/error.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class NetworkFile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    file_ = std::filesystem::path(::testing::TempDir()) / (std::string("network_") + test->name() + ".yaml");
  }
  void TearDown() override { std::filesystem::remove(file_); }

  Network load(const std::string& text) {
    std::ofstream(file_) << text;
    return load_network(file_);
  }
  std::string fault_of(const std::string& text) {
    try {
      load(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitBadInput);
      return error.what();
    }
    return "accepted";
  }

  std::filesystem::path file_;
};

// Every key of the format.
TEST_F(NetworkFile, ReadsAllKindsOfLayer) {
  const Network network = load(R"(
name: sample
layers:
  - {name: stem, type: conv, input: {channels: 3, height: 32, width: 32}, output_channels: 16, kernel: 3, stride: 2, padding: same}
  - name: dw
    type: conv
    input: {channels: 16, height: 16, width: 16}
    output_channels: 16
    kernel: [3, 5]
    padding: [1, 2]
    groups: 16
    dilation: 1
    residual: yes
  - {name: pool, type: pool, input: {channels: 16, height: 16, width: 16}, kernel: 2, stride: 2}
  - {name: pool2, type: pool, kernel: 3}
  - {name: fc, type: linear, in_features: 1024, out_features: 10}
)");
  EXPECT_EQ(network.name, "sample");
  ASSERT_EQ(network.layers.size(), 3u);
  ASSERT_EQ(network.not_modelled.size(), 1u);
  EXPECT_EQ(network.not_modelled[0].type, "pool");
  EXPECT_EQ(network.not_modelled[0].count, 2);
  EXPECT_FALSE(network.not_modelled[0].operations.has_value());  // one of them does not name its input
  const Layer& stem = network.layers[0].layer;
  EXPECT_EQ(stem.bounds[Dim::P], 16);  // ceil(32 / 2)
  EXPECT_EQ(stem.bounds[Dim::Q], 16);
  const Layer& depthwise = network.layers[1].layer;
  EXPECT_EQ(depthwise.bounds[Dim::S], 3);  // [height, width]
  EXPECT_EQ(depthwise.bounds[Dim::R], 5);
  EXPECT_EQ(network.layers[0].residual_words, 0);
  EXPECT_EQ(network.layers[1].residual_words, 16 * 16 * 16);
  EXPECT_EQ(network.macs(), 16 * 16 * 16 * 27 + 16 * 16 * 16 * 15 + 10240);
  EXPECT_EQ(network.weight_words(), 16 * 27 + 16 * 15 + 10240);
}

// The two products of attention: 4 heads, 10 tokens, 8 features each. Neither has weights.
TEST_F(NetworkFile, ProductsOfTwoActivations) {
  const Network network = load(R"(
name: attention
layers:
  - {name: scores, type: matmul, groups: 4, rows: 10, inner: 8, columns: 11}
  - {name: plain, type: matmul, rows: 2, inner: 3, columns: 5}
)");
  ASSERT_EQ(network.layers.size(), 2u);
  const Layer& scores = network.layers[0].layer;
  EXPECT_EQ(scores.bounds, (Bounds{{1, 4, 11, 8, 10, 1, 1, 1}}));
  EXPECT_EQ(scores.macs(), 4 * 10 * 8 * 11);
  EXPECT_EQ(scores.volume(Tensor::Inputs), 4 * 10 * 8);   // the left matrices
  EXPECT_EQ(scores.volume(Tensor::Weights), 4 * 8 * 11);  // the right ones
  EXPECT_EQ(scores.volume(Tensor::Outputs), 4 * 10 * 11);
  EXPECT_FALSE(network.layers[0].constant_weights);
  EXPECT_EQ(network.layers[1].layer.bounds, (Bounds{{1, 1, 5, 3, 2, 1, 1, 1}}));
  EXPECT_EQ(network.weight_words(), 0);
  EXPECT_EQ(network.macs(), 4 * 10 * 8 * 11 + 30);
}

TEST_F(NetworkFile, FaultsOfProducts) {
  const std::string faults = fault_of(R"(name: wrong
layers:
  - {name: a, type: matmul, rows: 0, inner: 3}
  - {name: b, type: matmul, groups: 16777216, rows: 16777216, inner: 16777216, columns: 1}
  - {name: c, type: matmul, rows: 2, inner: 3, columns: 4, out_features: 5}
  - {name: d, type: matmull}
)");
  EXPECT_THAT(
      faults,
      AllOf(HasSubstr(":3: layers[0].rows: out of range; expected an integer in 1..16777216"),
            HasSubstr(":3: layers[0].columns: missing key"),
            HasSubstr(":4: layers[1].rows: the layer's MACs or words do not fit into 64 bits"),
            HasSubstr(":5: layers[2].out_features: unknown key"), HasSubstr("did you mean 'matmul'?")));
}

// 2 x 2 outputs of 9 values in each of 5 channels, beside a layer of 820 MACs.
TEST_F(NetworkFile, AListedPoolHasItsShareOfTheOperations) {
  const Network network = load(R"(
name: sample
layers:
  - {name: pool, type: pool, input: {channels: 5, height: 5, width: 6}, kernel: 3, stride: 2}
  - {name: fc, type: linear, in_features: 82, out_features: 10}
)");
  EXPECT_EQ(network.not_modelled.at(0).operations, 180);
  EXPECT_DOUBLE_EQ(network.share(network.not_modelled[0]).value(), 0.18);
}

// Beside 100 MACs: 5 of 105 operations are below 5 %, 6 of 106 above; what cannot be told matters in any
// case.
TEST(LeftOut, IsTheShareOfAllThatIsNotModelled) {
  Network network;
  network.layers.push_back({fully_connected("fc", 10, 10), 0});
  EXPECT_EQ(network.left_out().share, 0);
  EXPECT_FALSE(network.left_out().matters());
  network.list("Softmax", 2);
  network.list("LSTM", 3);
  EXPECT_DOUBLE_EQ(network.left_out().share, 5. / 105);
  EXPECT_THAT(network.left_out().types, testing::ElementsAre("LSTM", "Softmax"));
  EXPECT_FALSE(network.left_out().matters());
  network.list("Softmax", 1);
  EXPECT_DOUBLE_EQ(network.left_out().share, 6. / 106);
  EXPECT_TRUE(network.left_out().matters());
  network.not_modelled[0] = {"Einsum", 1, std::nullopt};
  EXPECT_DOUBLE_EQ(network.left_out().share, 3. / 103);
  EXPECT_THAT(network.left_out().types, testing::ElementsAre("LSTM", "Einsum"));
  EXPECT_THAT(network.left_out().unknown, testing::ElementsAre("Einsum"));
  EXPECT_TRUE(network.left_out().matters());
}

TEST_F(NetworkFile, ReportsEveryFaultWithItsLine) {
  const std::string faults = fault_of(R"(name: wrong
layers:
  - {name: a, type: conv, input: {channels: 0, height: 8, width: 8}, output_channels: 4, kernel: 3}
  - {name: b, type: conv, input: {channels: 6, height: 8, width: 8}, output_channels: 6, kernel: 3, groups: 4}
  - {name: c, type: conv, input: {channels: 6, height: 2, width: 8}, output_channels: 6, kernel: 3}
  - {name: d, type: dense, in_features: 4, out_features: 4}
  - {name: a, type: linear, in_features: 4, out_features: 4, bias: yes}
  - {name: e, type: conv, input: {channels: 6, height: 8, width: 8}, output_channels: 6, kernel: [3, 3, 3]}
  - {name: f, type: conv, input: {channels: 6, height: 8, width: 8}, output_channels: 6, kernel: 4, padding: same}
  - {name: g, type: conv, input: {channels: 16777216, height: 256, width: 256}, output_channels: 16777216, kernel: 256}
  - 7
  - {type: linear, in_features: -1, out_features: 2.5}
extra: 1
)");
  EXPECT_THAT(faults, HasSubstr(":3: layers[0].input.channels: out of range"));
  EXPECT_THAT(faults, HasSubstr(":4: layers[1].groups: groups do not divide the channels"));
  EXPECT_THAT(faults, HasSubstr(":5: layers[2].kernel: the output is empty"));
  EXPECT_THAT(faults, HasSubstr(":6: layers[3].type"));
  EXPECT_THAT(faults, AllOf(HasSubstr(":7: layers[4].name: two layers have one name"),
                            HasSubstr("layers[4].bias: unknown key")));
  EXPECT_THAT(faults, HasSubstr(":8: layers[5].kernel: not a size; expected one integer or [height, width]"));
  EXPECT_THAT(faults, HasSubstr(":9: layers[6].padding: 'same' needs the same padding"));
  EXPECT_THAT(faults, HasSubstr(":10: layers[7].input: the layer's MACs or words do not fit into 64 bits"));
  EXPECT_THAT(faults, HasSubstr(":11: layers[8]: not a map"));
  EXPECT_THAT(faults, AllOf(HasSubstr(":12: layers[9].name: missing key"),
                            HasSubstr("layers[9].in_features: out of range"),
                            HasSubstr("layers[9].out_features: not an integer")));
  EXPECT_THAT(faults, HasSubstr(":13: extra: unknown key"));
  // A value that is refused once is not refused again for its consequences.
  EXPECT_THAT(faults, Not(HasSubstr("layers[0].groups")));
}

TEST_F(NetworkFile, RefusesEmptyAndOverlargeNetworks) {
  EXPECT_THAT(fault_of("name: n\nlayers: []\n"), HasSubstr("layers: no layer to model"));
  EXPECT_THAT(fault_of("name: n\nlayers:\n  - {name: p, type: pool, kernel: 2}\n"),
              HasSubstr("no layer to model"));
  EXPECT_THAT(fault_of("layers: 3\n"),
              AllOf(HasSubstr("name: missing key"), HasSubstr("layers: not a list")));
  const std::string half =
      "{name: NAME, type: conv, input: {channels: 16777216, height: 1, width: 32768}, output_channels: "
      "12582912, "
      "kernel: [1, 32768]}";  // 0.75 * 2^63 MACs
  std::string a = half, b = half;
  a.replace(7, 4, "a"), b.replace(7, 4, "b");
  EXPECT_THAT(fault_of("name: n\nlayers:\n  - " + a + "\n"), "accepted");
  EXPECT_THAT(fault_of("name: n\nlayers:\n  - " + a + "\n  - " + b + "\n"),
              HasSubstr("do not fit into 64 bits"));
}

TEST_F(NetworkFile, SaysThatAFileIsMissing) {
  EXPECT_THROW(load_network(file_.parent_path() / "no_such_network.yaml"), Error);
}

// Weights serve all images of a batch, so that N grows; two activations are multiplied once for each, so that
// G does.
TEST_F(NetworkFile, ABatchIsTheLoopNOrG) {
  const std::string layers = R"(
layers:
  - {name: c, type: conv, input: {channels: 3, height: 8, width: 8}, output_channels: 4, kernel: 3, padding: same, residual: yes}
  - {name: m, type: matmul, groups: 2, rows: 5, inner: 6, columns: 7}
)";
  const Network one = load("name: one\n" + layers), many = load("name: many\nbatch: 12\n" + layers);
  EXPECT_EQ(one.batch, 1);
  EXPECT_EQ(many.batch, 12);
  EXPECT_EQ(many.layers[0].layer.bounds[Dim::N], 12);
  EXPECT_EQ(many.layers[0].residual_words, 12 * 4 * 64);
  EXPECT_EQ(many.layers[1].layer.bounds[Dim::N], 1);
  EXPECT_EQ(many.layers[1].layer.bounds[Dim::G], 24);
  EXPECT_EQ(many.macs(), one.macs());  // of one image
  EXPECT_EQ(many.weight_words(), one.weight_words());
  Network changed = many;
  changed.set_batch(1);
  for (std::size_t i = 0; i < one.layers.size(); ++i) {
    EXPECT_EQ(changed.layers[i].layer.bounds, one.layers[i].layer.bounds);
    EXPECT_EQ(changed.layers[i].residual_words, one.layers[i].residual_words);
    EXPECT_EQ(changed.layers[i].runs(), 1);
  }
}

TEST_F(NetworkFile, ABatchThatIsTooLarge) {
  const std::string layers =
      "layers: [{name: big, type: matmul, groups: 16777216, rows: 2, inner: 2, columns: 2}]\n";
  EXPECT_THAT(fault_of("name: a\nbatch: 2\n" + layers),
              HasSubstr(":2: batch: the layer 'big' is too large with it; expected a smaller batch; got 2"));
  EXPECT_THAT(fault_of("name: a\nbatch: 0\n" + layers), HasSubstr(":2: batch: out of range"));
  Network network = load("name: a\n" + layers);
  EXPECT_THROW(network.set_batch(2), Error);
}

}  // namespace
}  // namespace dance::test
