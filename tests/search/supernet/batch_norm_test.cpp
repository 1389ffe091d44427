#include "dance/search/supernet/batch_norm.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace dance::test {
namespace {

class BatchNormTest : public testing::TestWithParam<Activation> {};

// The output, the running statistics and all gradients against libtorch's batch norm in double precision.
TEST_P(BatchNormTest, AgreesWithLibtorch) {
  torch::manual_seed(2);
  const bool relu6 = GetParam() == Activation::Relu6;
  for (const std::int64_t channels : {1, 7, 24}) {
    BatchNorm own(channels, GetParam());
    torch::nn::BatchNorm2d reference(channels);
    reference->to(torch::kFloat64);
    {
      torch::NoGradGuard no_gradient;
      for (const char* name : {"weight", "bias"}) {
        own->named_parameters()[name].copy_(torch::randn(channels) * 2 + 1);
        reference->named_parameters()[name].copy_(own->named_parameters()[name]);
      }
    }
    torch::Tensor x = (torch::randn({9, channels, 5, 6}) * 3 + 20).set_requires_grad(true);
    torch::Tensor x64 = x.detach().to(torch::kFloat64).set_requires_grad(true);
    const torch::Tensor y = own->forward(x);
    torch::Tensor y64 = reference->forward(x64);
    if (relu6) y64 = y64.clamp(0, 6);
    EXPECT_TRUE(torch::allclose(y.to(torch::kFloat64), y64, 1e-4, 1e-4));
    const torch::Tensor slope = torch::randn(y.sizes());
    y.backward(slope);
    y64.backward(slope.to(torch::kFloat64));
    EXPECT_TRUE(torch::allclose(x.grad().to(torch::kFloat64), x64.grad(), 1e-3, 1e-4));
    for (const char* name : {"weight", "bias"}) {
      EXPECT_TRUE(torch::allclose(own->named_parameters()[name].grad().to(torch::kFloat64),
                                  reference->named_parameters()[name].grad(), 1e-3, 1e-3))
          << name;
    }
    for (const char* name : {"running_mean", "running_var"}) {
      EXPECT_TRUE(torch::allclose(own->named_buffers()[name].to(torch::kFloat64),
                                  reference->named_buffers()[name], 1e-4))
          << name;
    }
    own->eval();
    reference->eval();
    y64 = reference->forward(x64);
    EXPECT_TRUE(
        torch::allclose(own->forward(x).to(torch::kFloat64), relu6 ? y64.clamp(0, 6) : y64, 1e-4, 1e-4));
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, BatchNormTest, testing::Values(Activation::None, Activation::Relu6),
                         [](const testing::TestParamInfo<Activation>& activation) {
                           return activation.param == Activation::Relu6 ? "relu6" : "none";
                         });

TEST(BatchNormOfFewerChannels, UsesItsFirstOnesAlone) {
  torch::manual_seed(2);
  BatchNorm wide(7, Activation::Relu6), narrow(4, Activation::Relu6);
  {
    torch::NoGradGuard no_gradient;
    for (const char* name : {"weight", "bias"}) {
      wide->named_parameters()[name].copy_(torch::randn(7));
      narrow->named_parameters()[name].copy_(wide->named_parameters()[name].slice(0, 0, 4));
    }
  }
  const torch::Tensor images = torch::randn({6, 4, 5, 5});
  const torch::Tensor a = wide->forward(images), b = narrow->forward(images);
  EXPECT_TRUE(torch::equal(a, b));
  a.square().sum().backward();
  b.square().sum().backward();
  for (const char* name : {"weight", "bias"}) {
    const torch::Tensor slope = wide->named_parameters()[name].grad();
    EXPECT_TRUE(torch::equal(slope.slice(0, 0, 4), narrow->named_parameters()[name].grad())) << name;
    EXPECT_EQ(slope.slice(0, 4, 7).abs().sum().item<float>(), 0) << name;
  }
  for (const char* name : {"running_mean", "running_var"}) {
    const torch::Tensor statistics = wide->named_buffers()[name];
    EXPECT_TRUE(torch::equal(statistics.slice(0, 0, 4), narrow->named_buffers()[name])) << name;
    const float initial = std::string(name) == "running_var" ? 1.0F : 0.0F;
    EXPECT_TRUE((statistics.slice(0, 4, 7) == initial).all().item<bool>()) << name;
  }
  wide->eval();
  narrow->eval();
  EXPECT_TRUE(torch::equal(wide->forward(images), narrow->forward(images)));
}

TEST(BatchNormThreads, TheBitsAreTheSameForAnyThreads) {
  torch::manual_seed(2);
  const torch::Tensor images = torch::randn({40, 24, 9, 9}), slope = torch::randn({40, 24, 9, 9});
  const auto run = [&](int threads) {
    at::set_num_threads(threads);
    BatchNorm norm(24, Activation::Relu6);
    torch::Tensor x = images.clone().set_requires_grad(true);
    const torch::Tensor y = norm->forward(x);
    y.backward(slope);
    return std::vector<torch::Tensor>{y.detach(), x.grad(), norm->named_parameters()["weight"].grad()};
  };
  const int threads = at::get_num_threads();
  const auto one = run(1), four = run(4);
  at::set_num_threads(threads);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(torch::equal(one[i], four[i])) << i;
}

TEST(BatchNormFaults, NotANumberStaysNotANumber) {
  BatchNorm norm(2, Activation::Relu6);
  const torch::Tensor x = torch::full({2, 2, 2, 2}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(torch::isnan(norm->forward(x)).all().item<bool>());
}

}  // namespace
}  // namespace dance::test
