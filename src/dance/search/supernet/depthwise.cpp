#include "dance/search/supernet/depthwise.h"

#include "dance/search/supernet/depthwise_gradient.h"

namespace dance {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

torch::Tensor convolve(const torch::Tensor& input, const torch::Tensor& weight, std::int64_t stride) {
  const std::int64_t border = (weight.size(2) - 1) / 2;
  return torch::conv2d(input, weight, {}, stride, border, 1, weight.size(0));
}

// Spreads the gradient out to the input's size and convolves it with the mirrored kernel.
torch::Tensor input_gradient(const torch::Tensor& gradient, const torch::Tensor& weight,
                             at::IntArrayRef input_size, std::int64_t stride) {
  torch::Tensor spread = gradient;
  if (stride > 1) {
    spread = torch::empty(input_size, gradient.options(), torch::MemoryFormat::ChannelsLast).zero_();
    spread.slice(2, 0, input_size[2], stride).slice(3, 0, input_size[3], stride).copy_(gradient);
  }
  return convolve(spread, weight.flip({2, 3}), 1);
}

class DepthwiseFunction : public torch::autograd::Function<DepthwiseFunction> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, std::int64_t stride) {
    context->save_for_backward({input, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["input_gradient"] = input.requires_grad();
    context->saved_data["weight_gradient"] = weight.requires_grad();
    return convolve(input, weight, stride);
  }

  static variable_list backward(AutogradContext* context, const variable_list& outputs) {
    const variable_list saved = context->get_saved_variables();
    const torch::Tensor& input = saved[0];
    const torch::Tensor& weight = saved[1];
    const torch::Tensor gradient = outputs[0].contiguous(torch::MemoryFormat::ChannelsLast);
    const std::int64_t stride = context->saved_data["stride"].toInt();
    variable_list result(3);
    if (context->saved_data["input_gradient"].toBool()) {
      result[0] = input_gradient(gradient, weight, input.sizes(), stride);
    }
    if (context->saved_data["weight_gradient"].toBool()) {
      result[1] = depthwise_weight_gradient(input, gradient, weight.size(2), stride);
    }
    return result;
  }
};

}  // namespace

torch::Tensor depthwise_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    std::int64_t stride) {
  const std::int64_t kernel = weight.size(2);
  const bool own = input.device().is_cpu() && input.scalar_type() == torch::kFloat32 &&
                   weight.size(0) >= kDepthwiseBlock && (kernel == 3 || kernel == 5 || kernel == 7);
  if (!own) return convolve(input, weight, stride);
  return DepthwiseFunction::apply(input.contiguous(torch::MemoryFormat::ChannelsLast), weight, stride);
}

DepthwiseImpl::DepthwiseImpl(std::int64_t channels, std::int64_t kernel, std::int64_t stride)
    : stride_(stride) {
  weight_ = register_parameter("weight", torch::empty({channels, 1, kernel, kernel}));
}

}  // namespace dance
