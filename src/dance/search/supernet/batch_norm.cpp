#include "dance/search/supernet/batch_norm.h"

#include <cmath>
#include <limits>

#include "dance/search/supernet/batch_norm_kernels.h"
#include "dance/search/supernet/part_of.h"

namespace dance {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kEpsilon = 1e-5, kMomentum = 0.1;
constexpr float kRelu6 = 6.0f;

batch_norm::Shape rows_of(const torch::Tensor& x) { return {x.size(0) * x.size(2) * x.size(3), x.size(1)}; }

batch_norm::Affine affine_of(const float* weight, const float* bias, const float* mean, const float* inverse,
                             std::int64_t channels, bool relu6) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  batch_norm::Affine affine = {{}, {}, relu6 ? 0.0f : -kInfinity, relu6 ? kRelu6 : kInfinity};
  for (std::int64_t c = 0; c < channels; ++c) {
    affine.scale.push_back(weight[c] * inverse[c]);
    affine.shift.push_back(bias[c] - mean[c] * affine.scale.back());
  }
  return affine;
}

class BatchNormFunction : public torch::autograd::Function<BatchNormFunction> {
 public:
  // x: [batch, channels, h, w] float, channels last; mean, inverse: [channels] of this batch
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, const torch::Tensor& mean,
                               const torch::Tensor& inverse, bool relu6) {
    context->save_for_backward({x, weight, bias, mean, inverse});
    context->saved_data["relu6"] = relu6;
    torch::Tensor y = torch::empty_like(x, x.options(), torch::MemoryFormat::ChannelsLast);
    batch_norm::forward(x.data_ptr<float>(), rows_of(x),
                        affine_of(weight.data_ptr<float>(), bias.data_ptr<float>(), mean.data_ptr<float>(),
                                  inverse.data_ptr<float>(), x.size(1), relu6),
                        y.data_ptr<float>());
    return y;
  }

  // With n rows, and g = dL/dy where the clamp lets it pass, else 0:
  //   dw = sum g (x - mean) * inverse,  db = sum g,
  //   dx = w * inverse * (g - db / n - (x - mean) * inverse * dw / n).
  static variable_list backward(AutogradContext* context, const variable_list& outputs) {
    const variable_list saved = context->get_saved_variables();
    const torch::Tensor& x = saved[0];
    const float* weight = saved[1].data_ptr<float>();
    const float* mean = saved[3].data_ptr<float>();
    const float* inverse = saved[4].data_ptr<float>();
    const torch::Tensor dy = outputs[0].contiguous(torch::MemoryFormat::ChannelsLast);
    const batch_norm::Shape shape = rows_of(x);
    const batch_norm::Affine affine = affine_of(weight, saved[2].data_ptr<float>(), mean, inverse,
                                                shape.channels, context->saved_data["relu6"].toBool());
    const batch_norm::SlopeSums sums =
        batch_norm::slope_sums(x.data_ptr<float>(), dy.data_ptr<float>(), shape, affine, mean);

    torch::Tensor weight_slope = torch::empty_like(saved[1]), bias_slope = torch::empty_like(saved[1]);
    batch_norm::Combination combination;
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const auto at = static_cast<std::size_t>(c);
      const double a = static_cast<double>(weight[c]) * inverse[c], n = static_cast<double>(shape.rows);
      const double b = -a * inverse[c] * inverse[c] * sums.slope_times_offset[at] / n;
      weight_slope.data_ptr<float>()[c] = static_cast<float>(sums.slope_times_offset[at] * inverse[c]);
      bias_slope.data_ptr<float>()[c] = static_cast<float>(sums.slope[at]);
      combination.a.push_back(static_cast<float>(a));
      combination.b.push_back(static_cast<float>(b));
      combination.c.push_back(static_cast<float>(-a * sums.slope[at] / n - b * mean[c]));
    }
    torch::Tensor dx = torch::empty_like(x, x.options(), torch::MemoryFormat::ChannelsLast);
    batch_norm::backward(x.data_ptr<float>(), dy.data_ptr<float>(), shape, affine, combination,
                         dx.data_ptr<float>());
    return {dx, weight_slope, bias_slope, torch::Tensor(), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

BatchNormImpl::BatchNormImpl(std::int64_t channels, Activation activation) : activation_(activation) {
  weight_ = register_parameter("weight", torch::ones(channels));
  bias_ = register_parameter("bias", torch::zeros(channels));
  running_mean_ = register_buffer("running_mean", torch::zeros(channels));
  running_var_ = register_buffer("running_var", torch::ones(channels));
}

torch::Tensor BatchNormImpl::forward(const torch::Tensor& input) {
  const bool relu6 = activation_ == Activation::Relu6;
  const auto used = [&](const torch::Tensor& values) { return part_of(values, {input.size(1)}); };
  const torch::Tensor weight = used(weight_), bias = used(bias_);
  if (!is_training() || !input.device().is_cpu() || input.scalar_type() != torch::kFloat32) {
    const torch::Tensor y = torch::batch_norm(input, weight, bias, used(running_mean_), used(running_var_),
                                              is_training(), kMomentum, kEpsilon, /*cudnn_enabled=*/true);
    return relu6 ? y.clamp(0, kRelu6) : y;
  }
  const torch::Tensor x = input.contiguous(torch::MemoryFormat::ChannelsLast);
  const batch_norm::Shape shape = rows_of(x);
  const batch_norm::Moments moments = batch_norm::moments(x.data_ptr<float>(), shape);
  torch::Tensor mean = torch::empty(shape.channels), inverse = torch::empty(shape.channels);
  const double unbiased =
      static_cast<double>(shape.rows) / static_cast<double>(std::max<std::int64_t>(1, shape.rows - 1));
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const auto at = static_cast<std::size_t>(c);
    mean.data_ptr<float>()[c] = static_cast<float>(moments.mean[at]);
    inverse.data_ptr<float>()[c] = static_cast<float>(1 / std::sqrt(moments.variance[at] + kEpsilon));
    float& running_mean = running_mean_.data_ptr<float>()[c];
    float& running_var = running_var_.data_ptr<float>()[c];
    running_mean = static_cast<float>((1 - kMomentum) * running_mean + kMomentum * moments.mean[at]);
    running_var =
        static_cast<float>((1 - kMomentum) * running_var + kMomentum * moments.variance[at] * unbiased);
  }
  return BatchNormFunction::apply(x, weight, bias, mean, inverse, relu6);
}

}  // namespace dance
