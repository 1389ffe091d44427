// The loops of batch norm, each against libtorch's own operators in double precision.
#include "dance/search/supernet/batch_norm_kernels.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

namespace dance::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Rows around whole chunks of 128, and channels that fill no vector.
struct RowsCase {
  std::int64_t rows, channels;
};
const std::vector<RowsCase> kRowsCases = {{1, 1}, {2, 3}, {127, 8}, {128, 5}, {129, 17}, {1000, 24}};

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.to(torch::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

torch::Tensor vector_of(const std::vector<double>& values) { return torch::tensor(values, torch::kDouble); }

batch_norm::Affine affine_of(const torch::Tensor& scale, const torch::Tensor& shift, bool relu6) {
  return {values_of(scale), values_of(shift), relu6 ? 0 : -kInfinity, relu6 ? 6 : kInfinity};
}

void expect_near(const torch::Tensor& got, const torch::Tensor& expected, double tolerance,
                 const RowsCase& at) {
  EXPECT_TRUE(torch::allclose(got.to(torch::kDouble), expected, tolerance, tolerance))
      << at.rows << " x " << at.channels << "\n"
      << got << expected;
}

class BatchNormKernels : public ::testing::Test {
 protected:
  BatchNormKernels() { torch::manual_seed(4); }
};

TEST_F(BatchNormKernels, MomentsAreMeanAndBiasedVariance) {
  for (const RowsCase& c : kRowsCases) {
    const torch::Tensor x = torch::randn({c.rows, c.channels}) * 3 + torch::arange(c.channels);
    const batch_norm::Moments moments = batch_norm::moments(x.data_ptr<float>(), {c.rows, c.channels});
    expect_near(vector_of(moments.mean), x.to(torch::kDouble).mean(0), 1e-5, c);
    expect_near(vector_of(moments.variance), x.to(torch::kDouble).var(0, false), 1e-4, c);
  }
}

// The square of the mean is 1e8 times the variance, so that their difference in floats would be noise.
TEST_F(BatchNormKernels, MomentsFarFromZeroDoNotCancel) {
  const torch::Tensor x = torch::randn({1000, 4}) + 10000;
  const batch_norm::Moments moments = batch_norm::moments(x.data_ptr<float>(), {1000, 4});
  expect_near(vector_of(moments.variance), x.to(torch::kDouble).var(0, false), 1e-3, {1000, 4});
  expect_near(vector_of(moments.mean) - 10000, x.to(torch::kDouble).mean(0) - 10000, 1e-3, {1000, 4});
}

TEST_F(BatchNormKernels, AConstantHasNoVariance) {
  const torch::Tensor x = torch::full({300, 3}, 0.1F);
  const batch_norm::Moments moments = batch_norm::moments(x.data_ptr<float>(), {300, 3});
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(moments.variance[c], 0);
    EXPECT_EQ(moments.mean[c], 0.1F);
  }
}

TEST_F(BatchNormKernels, ForwardScalesShiftsAndClamps) {
  for (const RowsCase& c : kRowsCases) {
    for (const bool relu6 : {false, true}) {
      const torch::Tensor x = torch::randn({c.rows, c.channels}) * 4, scale = torch::randn({c.channels}),
                          shift = torch::randn({c.channels}) + 2, y = torch::full_like(x, -77);
      batch_norm::forward(x.data_ptr<float>(), {c.rows, c.channels}, affine_of(scale, shift, relu6),
                          y.data_ptr<float>());
      const torch::Tensor z = x.to(torch::kDouble) * scale + shift;
      expect_near(y, relu6 ? z.clamp(0, 6) : z, 1e-5, c);
    }
  }
}

TEST_F(BatchNormKernels, ForwardKeepsWhatIsNotANumber) {
  const torch::Tensor x = torch::full({2, 3}, std::nanf("")), y = torch::zeros({2, 3});
  batch_norm::forward(x.data_ptr<float>(), {2, 3}, affine_of(torch::ones(3), torch::zeros(3), true),
                      y.data_ptr<float>());
  EXPECT_TRUE(torch::isnan(y).all().item<bool>());
}

// The sums by autograd: that of g is the gradient of the shift, and that of g (x - mean) is the gradient of
// the scale less mean times that of the shift.
TEST_F(BatchNormKernels, SlopeSumsAreThoseOfAutograd) {
  for (const RowsCase& c : kRowsCases) {
    for (const bool relu6 : {false, true}) {
      const torch::Tensor x = torch::randn({c.rows, c.channels}) * 4, dy = torch::randn({c.rows, c.channels}),
                          mean = torch::randn({c.channels});
      const torch::Tensor scale = torch::randn({c.channels}), shift = torch::randn({c.channels}) + 2;
      const batch_norm::SlopeSums sums =
          batch_norm::slope_sums(x.data_ptr<float>(), dy.data_ptr<float>(), {c.rows, c.channels},
                                 affine_of(scale, shift, relu6), mean.data_ptr<float>());
      const torch::Tensor w = scale.to(torch::kDouble).requires_grad_(),
                          b = shift.to(torch::kDouble).requires_grad_();
      const torch::Tensor z = x.to(torch::kDouble) * w + b;
      (relu6 ? z.clamp(0, 6) : z).backward(dy.to(torch::kDouble));
      expect_near(vector_of(sums.slope), b.grad(), 1e-4, c);
      expect_near(vector_of(sums.slope_times_offset), w.grad() - mean * b.grad(), 1e-3, c);
    }
  }
}

TEST_F(BatchNormKernels, BackwardCombinesWhatTheClampLetsPass) {
  for (const RowsCase& c : kRowsCases) {
    for (const bool relu6 : {false, true}) {
      const torch::Tensor x = torch::randn({c.rows, c.channels}) * 4, dy = torch::randn({c.rows, c.channels}),
                          dx = torch::full_like(x, -77);
      const torch::Tensor scale = torch::randn({c.channels}), shift = torch::randn({c.channels}) + 2,
                          a = torch::randn({c.channels}), b = torch::randn({c.channels}),
                          constant = torch::randn({c.channels});
      batch_norm::backward(x.data_ptr<float>(), dy.data_ptr<float>(), {c.rows, c.channels},
                           affine_of(scale, shift, relu6), {values_of(a), values_of(b), values_of(constant)},
                           dx.data_ptr<float>());
      const torch::Tensor z = x.to(torch::kDouble) * scale + shift;
      const torch::Tensor g = relu6 ? dy * z.gt(0).logical_and(z.lt(6)) : dy;
      expect_near(dx, a.to(torch::kDouble) * g + b * x + constant, 1e-4, c);
    }
  }
}

}  // namespace
}  // namespace dance::test
