#include "dance/search/supernet/depthwise.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

struct Case {
  std::int64_t channels, height, width, kernel, stride;
};

class DepthwiseTest : public testing::TestWithParam<Case> {};

// The output and both gradients against libtorch's convolution in double precision.
TEST_P(DepthwiseTest, AgreesWithLibtorch) {
  const auto [channels, height, width, kernel, stride] = GetParam();
  torch::manual_seed(1);
  torch::Tensor x = torch::randn({3, channels, height, width}).set_requires_grad(true);
  torch::Tensor w = torch::randn({channels, 1, kernel, kernel}).set_requires_grad(true);
  torch::Tensor x64 = x.detach().to(torch::kFloat64).set_requires_grad(true);
  torch::Tensor w64 = w.detach().to(torch::kFloat64).set_requires_grad(true);
  const torch::Tensor y = depthwise_convolution(x, w, stride);
  const torch::Tensor y64 = torch::conv2d(x64, w64, {}, stride, (kernel - 1) / 2, 1, channels);
  ASSERT_EQ(y.sizes(), y64.sizes());
  EXPECT_TRUE(torch::allclose(y.to(torch::kFloat64), y64, 1e-4, 1e-4));
  const torch::Tensor slope = torch::randn(y.sizes());
  y.backward(slope);
  y64.backward(slope.to(torch::kFloat64));
  EXPECT_TRUE(torch::allclose(x.grad().to(torch::kFloat64), x64.grad(), 1e-4, 1e-4));
  EXPECT_TRUE(torch::allclose(w.grad().to(torch::kFloat64), w64.grad(), 1e-4, 1e-4));
}

INSTANTIATE_TEST_SUITE_P(Shapes, DepthwiseTest,
                         testing::Values(Case{8, 4, 4, 7, 1}, Case{12, 6, 6, 3, 1}, Case{36, 7, 5, 5, 1},
                                         Case{36, 7, 5, 5, 2}, Case{21, 8, 8, 7, 2}, Case{84, 8, 8, 3, 2},
                                         Case{3, 6, 6, 3, 1}, Case{16, 1, 1, 7, 1}),
                         [](const testing::TestParamInfo<Case>& shape) {
                           const Case& c = shape.param;
                           return "c" + std::to_string(c.channels) + "_" + std::to_string(c.height) + "x" +
                                  std::to_string(c.width) + "_k" + std::to_string(c.kernel) + "_s" +
                                  std::to_string(c.stride);
                         });

TEST(Depthwise, ComputesOnlyTheGradientsThatAreAskedFor) {
  torch::Tensor x = torch::randn({2, 8, 4, 4}).set_requires_grad(true);
  const torch::Tensor w = torch::randn({8, 1, 3, 3});
  depthwise_convolution(x, w, 1).sum().backward();
  EXPECT_TRUE(x.grad().defined());
  EXPECT_FALSE(w.grad().defined());
}

}  // namespace
}  // namespace dance::test
