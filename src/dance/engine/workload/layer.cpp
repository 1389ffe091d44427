#include "dance/engine/workload/layer.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "dance/core/integers.h"

namespace dance {

namespace {

// Products and sums that remember an overflow of 64 bits instead of wrapping round.
class Checked {
 public:
  Checked(std::int64_t value) : value_(value) {}  // implicit: reads as the formula it stands for
  friend Checked operator*(Checked a, Checked b) {
    Checked out(0);
    out.overflow_ = __builtin_mul_overflow(a.value_, b.value_, &out.value_) || a.overflow_ || b.overflow_;
    return out;
  }
  friend Checked operator+(Checked a, Checked b) {
    Checked out(0);
    out.overflow_ = __builtin_add_overflow(a.value_, b.value_, &out.value_) || a.overflow_ || b.overflow_;
    return out;
  }
  std::optional<std::int64_t> value() const { return overflow_ ? std::nullopt : std::optional(value_); }

 private:
  std::int64_t value_;
  bool overflow_ = false;
};

Checked input_extent(std::int64_t outputs, int stride, std::int64_t taps, int dilation) {
  return Checked(outputs - 1) * stride + Checked(taps - 1) * dilation + 1;
}

Checked checked_volume(const Layer& layer, Tensor tensor, const Bounds& e) {
  switch (tensor) {
    case Tensor::Weights:
      return Checked(e[Dim::G]) * e[Dim::M] * e[Dim::C] * e[Dim::R] * e[Dim::S];
    case Tensor::Inputs:
      return Checked(e[Dim::N]) * e[Dim::G] * e[Dim::C] *
             input_extent(e[Dim::P], layer.stride_w, e[Dim::R], layer.dilation_w) *
             input_extent(e[Dim::Q], layer.stride_h, e[Dim::S], layer.dilation_h);
    default:
      return Checked(e[Dim::N]) * e[Dim::G] * e[Dim::M] * e[Dim::P] * e[Dim::Q];
  }
}

Checked checked_macs(const Layer& layer) {
  Checked product = 1;
  for (Dim d : kAllDims) product = product * layer.bounds[d];
  return product;
}

void check_size(const Layer& layer, const std::string& key, std::vector<Fault>& faults) {
  bool fits = checked_macs(layer).value().has_value();
  for (Tensor t : kAllTensors) fits = fits && checked_volume(layer, t, layer.bounds).value().has_value();
  if (!fits)
    faults.push_back(
        {"", 0, key, "the layer's MACs or words do not fit into 64 bits", "a smaller layer", ""});
}

// Positions of the filter along one axis; nothing where the padded input is shorter than the filter or too
// long.
std::optional<std::int64_t> output_extent(std::int64_t input, std::int64_t pad, std::int64_t kernel,
                                          int dilation, int stride) {
  const auto span = (Checked(kernel - 1) * dilation + 1).value();
  const auto padded = (Checked(pad) * 2 + input).value();
  if (!span || !padded || *padded < *span) return std::nullopt;
  return (*padded - *span) / stride + 1;
}

Layer unchecked_convolution(const ConvShape& shape, std::int64_t out_height, std::int64_t out_width) {
  Layer layer;
  layer.bounds[Dim::G] = shape.groups;
  layer.bounds[Dim::M] = shape.out_channels / shape.groups;
  layer.bounds[Dim::C] = shape.in_channels / shape.groups;
  layer.bounds[Dim::P] = out_width;
  layer.bounds[Dim::Q] = out_height;
  layer.bounds[Dim::R] = shape.kernel_w;
  layer.bounds[Dim::S] = shape.kernel_h;
  layer.stride_w = shape.stride_w, layer.stride_h = shape.stride_h;
  layer.dilation_w = shape.dilation_w, layer.dilation_h = shape.dilation_h;
  return layer;
}

// The layer and what is wrong with its shape; the layer counts only where nothing is.
std::pair<Layer, std::vector<Fault>> build(const ConvShape& shape) {
  std::vector<Fault> faults;
  const auto at_least = [&](const char* key, std::int64_t value, std::int64_t least) {
    if (value < least) {
      faults.push_back({"", 0, key, "out of range", fmt::format("an integer of at least {}", least),
                        fmt::format("'{}'", value)});
    }
  };
  at_least("input.channels", shape.in_channels, 1);
  at_least("input.height", shape.in_height, 1);
  at_least("input.width", shape.in_width, 1);
  at_least("output_channels", shape.out_channels, 1);
  at_least("groups", shape.groups, 1);
  for (std::int64_t size : {shape.kernel_h, shape.kernel_w}) at_least("kernel", size, 1);
  for (std::int64_t size : {shape.stride_h, shape.stride_w}) at_least("stride", size, 1);
  for (std::int64_t size : {shape.dilation_h, shape.dilation_w}) at_least("dilation", size, 1);
  for (std::int64_t size : {shape.pad_h, shape.pad_w}) at_least("padding", size, 0);
  if (!faults.empty()) return {Layer{}, faults};

  if (shape.in_channels % shape.groups != 0 || shape.out_channels % shape.groups != 0) {
    faults.push_back(
        {"", 0, "groups", "groups do not divide the channels",
         fmt::format("a divisor of {} input and {} output channels", shape.in_channels, shape.out_channels),
         fmt::format("'{}'", shape.groups)});
  }
  const auto height =
      output_extent(shape.in_height, shape.pad_h, shape.kernel_h, shape.dilation_h, shape.stride_h);
  const auto width =
      output_extent(shape.in_width, shape.pad_w, shape.kernel_w, shape.dilation_w, shape.stride_w);
  if (!height || !width) {
    faults.push_back({"", 0, "kernel", "the output is empty",
                      fmt::format("a filter no larger than the padded input, {}x{} and padding {}x{}",
                                  shape.in_height, shape.in_width, shape.pad_h, shape.pad_w),
                      fmt::format("{}x{} with dilation {}x{}", shape.kernel_h, shape.kernel_w,
                                  shape.dilation_h, shape.dilation_w)});
  }
  if (!faults.empty()) return {Layer{}, faults};
  const Layer layer = unchecked_convolution(shape, *height, *width);
  check_size(layer, "input", faults);
  return {layer, faults};
}

// Names the layer in each fault's key.
[[noreturn]] void refuse(const std::string& layer, std::vector<Fault> faults) {
  for (Fault& fault : faults) fault.key = layer + "." + fault.key;
  throw Error(std::move(faults));
}

Fault below_one(const char* key, std::int64_t value) {
  return {"", 0, key, "out of range", "an integer of at least 1", fmt::format("'{}'", value)};
}

std::pair<Layer, std::vector<Fault>> build(const MatrixShape& shape) {
  std::vector<Fault> faults;
  for (const auto& [key, value] : {std::pair("groups", shape.groups), std::pair("rows", shape.rows),
                                   std::pair("inner", shape.inner), std::pair("columns", shape.columns)}) {
    if (value < 1) faults.push_back(below_one(key, value));
  }
  Layer layer;
  layer.bounds[Dim::G] = shape.groups;
  layer.bounds[Dim::P] = shape.rows;
  layer.bounds[Dim::C] = shape.inner;
  layer.bounds[Dim::M] = shape.columns;
  if (faults.empty()) check_size(layer, "rows", faults);
  return {layer, faults};
}

template <typename Shape>
Layer layer_of(std::string name, const Shape& shape) {
  auto [layer, faults] = build(shape);
  if (!faults.empty()) refuse(name, std::move(faults));
  layer.name = std::move(name);
  return layer;
}

}  // namespace

std::int64_t Layer::macs() const { return checked_macs(*this).value().value_or(kSaturated); }

std::int64_t Layer::volume(Tensor tensor) const {
  return checked_volume(*this, tensor, bounds).value().value_or(kSaturated);
}

std::vector<Fault> faults_of(const ConvShape& shape) { return build(shape).second; }

Layer convolution(std::string name, const ConvShape& shape) { return layer_of(std::move(name), shape); }

Layer fully_connected(std::string name, std::int64_t in_features, std::int64_t out_features) {
  std::vector<Fault> faults;
  for (const auto& [key, value] :
       {std::pair("in_features", in_features), std::pair("out_features", out_features)}) {
    if (value < 1) faults.push_back(below_one(key, value));
  }
  Layer layer;
  layer.bounds[Dim::C] = in_features;
  layer.bounds[Dim::M] = out_features;
  if (faults.empty()) check_size(layer, "out_features", faults);
  if (!faults.empty()) refuse(name, std::move(faults));
  layer.name = std::move(name);
  return layer;
}

std::vector<Fault> faults_of(const MatrixShape& shape) { return build(shape).second; }

Layer matrix_product(std::string name, const MatrixShape& shape) { return layer_of(std::move(name), shape); }

}  // namespace dance
