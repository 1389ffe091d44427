// The weight gradient of a depthwise convolution against libtorch's autograd and against its definition.
#include "dance/search/supernet/depthwise_gradient.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace dance::test {
namespace {

struct GradientCase {
  std::int64_t batch, channels, height, width, kernel, stride;
};

torch::Tensor channels_last(const torch::Tensor& tensor) {
  return tensor.contiguous(torch::MemoryFormat::ChannelsLast);
}

class DepthwiseGradientTest : public testing::TestWithParam<GradientCase> {};

TEST_P(DepthwiseGradientTest, IsThatOfAutograd) {
  const auto [batch, channels, height, width, kernel, stride] = GetParam();
  torch::manual_seed(6);
  const torch::Tensor x = torch::randn({batch, channels, height, width}, torch::kDouble);
  const torch::Tensor w = torch::randn({channels, 1, kernel, kernel}, torch::kDouble).requires_grad_();
  const torch::Tensor y = torch::conv2d(x, w, {}, stride, (kernel - 1) / 2, 1, channels);
  const torch::Tensor slope = torch::randn(y.sizes(), torch::kDouble);
  y.backward(slope);
  const torch::Tensor got = depthwise_weight_gradient(channels_last(x.to(torch::kFloat)),
                                                      channels_last(slope.to(torch::kFloat)), kernel, stride);
  ASSERT_EQ(got.sizes(), w.sizes());
  EXPECT_TRUE(torch::allclose(got.to(torch::kDouble), w.grad(), 1e-4, 1e-4))
      << (got - w.grad()).abs().max().item<double>();
}

// Whole blocks of eight channels, and a last one that overlaps the one before; images smaller than the
// kernel; sizes that the stride does not divide.
INSTANTIATE_TEST_SUITE_P(Shapes, DepthwiseGradientTest,
                         testing::Values(GradientCase{2, 8, 6, 5, 3, 1}, GradientCase{1, 9, 6, 5, 3, 2},
                                         GradientCase{3, 15, 7, 7, 5, 1}, GradientCase{2, 16, 7, 8, 5, 2},
                                         GradientCase{2, 23, 9, 9, 7, 1}, GradientCase{2, 40, 8, 11, 7, 2},
                                         GradientCase{4, 12, 1, 1, 7, 1}, GradientCase{4, 12, 2, 3, 7, 2},
                                         GradientCase{1, 24, 10, 10, 3, 3}),
                         [](const testing::TestParamInfo<GradientCase>& shape) {
                           const GradientCase& c = shape.param;
                           return "n" + std::to_string(c.batch) + "_c" + std::to_string(c.channels) + "_" +
                                  std::to_string(c.height) + "x" + std::to_string(c.width) + "_k" +
                                  std::to_string(c.kernel) + "_s" + std::to_string(c.stride);
                         });

// One input pixel and one output pixel of one channel: one weight joins them.
TEST(DepthwiseGradient, JoinsAnInputAndAnOutputPixelByOneWeight) {
  torch::Tensor x = torch::zeros({1, 8, 5, 5}), g = torch::zeros({1, 8, 3, 3});
  x[0][6][3][2] = 4;
  g[0][6][1][0] = 0.5;  // with stride 2 its window is centred at row 2, column 0
  const torch::Tensor got = depthwise_weight_gradient(channels_last(x), channels_last(g), 5, 2);
  EXPECT_EQ(got.abs().sum().item<float>(), 2);
  EXPECT_EQ(got[6][0][2 + 1][2 + 2].item<float>(), 2);  // one row below the centre, two columns right of it
}

TEST(DepthwiseGradient, HasTheSameBitsForAnyThreads) {
  torch::manual_seed(1);
  const torch::Tensor x = channels_last(torch::randn({5, 36, 9, 9})),
                      g = channels_last(torch::randn({5, 36, 9, 9}));
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const torch::Tensor one = depthwise_weight_gradient(x, g, 5, 1);
  at::set_num_threads(4);
  const torch::Tensor four = depthwise_weight_gradient(x, g, 5, 1);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one, four));
}

}  // namespace
}  // namespace dance::test
