#include "dance/engine/onnx/resize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace dance::importer {

namespace {

using Axes = std::vector<std::size_t>;

std::optional<Axes> axes_of(const Shape& named, std::size_t rank) {
  Axes axes;
  std::set<std::size_t> different;
  for (const std::int64_t number : named) {
    const auto axis = axis_of(number, rank);
    if (!axis || !different.insert(*axis).second) return std::nullopt;
    axes.push_back(*axis);
  }
  return axes;
}

std::optional<std::int64_t> to_size(double size) {
  if (!(size >= 0) || size > static_cast<double>(kMaxDimension)) return std::nullopt;
  return static_cast<std::int64_t>(size);
}

// One scale for all axes: the least or the largest that a size asks for.
std::optional<Shape> keep_aspect_ratio(const std::string& policy, Shape output, const Axes& axes,
                                       const Shape& sizes) {
  std::vector<double> scales;
  for (std::size_t i = 0; i < axes.size(); ++i)
    scales.push_back(static_cast<double>(sizes[i]) / static_cast<double>(output[axes[i]]));
  const auto [least, largest] = std::minmax_element(scales.begin(), scales.end());
  const double scale = policy == "not_larger" ? *least : *largest;
  for (const std::size_t axis : axes) {
    const auto size = to_size(std::floor(scale * static_cast<double>(output[axis]) + 0.5));
    if (!size) return std::nullopt;
    output[axis] = *size;
  }
  return output;
}

}  // namespace

bool is_resize_of_axes(const onnx::NodeProto& node) {
  if (!is_onnx_domain(node.domain()) || node.op_type() != "Resize") return false;
  return find_attribute(node, "axes") != nullptr ||
         text_attribute(node, "keep_aspect_ratio_policy", "stretch") != "stretch";
}

bool is_pad_of_axes(const onnx::NodeProto& node) {
  return is_onnx_domain(node.domain()) && node.op_type() == "Pad" && node.input_size() > 3 &&
         !node.input(3).empty();
}

std::optional<Shape> resize_output(const onnx::NodeProto& node, const Shape& input,
                                   const ResizeOperands& operands) {
  Shape all(input.size());
  std::iota(all.begin(), all.end(), 0);
  const auto axes = axes_of(integers_attribute(node, "axes", all), input.size());
  if (!axes || axes->empty()) return std::nullopt;
  Shape output = input;
  if (operands.sizes) {
    if (operands.sizes->size() != axes->size()) return std::nullopt;
    const std::string policy = text_attribute(node, "keep_aspect_ratio_policy", "stretch");
    if (policy != "stretch") return keep_aspect_ratio(policy, input, *axes, *operands.sizes);
    for (std::size_t i = 0; i < axes->size(); ++i) output[(*axes)[i]] = (*operands.sizes)[i];
    return output;
  }
  if (!operands.scales || operands.scales->size() != axes->size()) return std::nullopt;
  for (std::size_t i = 0; i < axes->size(); ++i) {
    std::int64_t& size = output[(*axes)[i]];
    const auto scaled = to_size(std::floor(static_cast<double>(size) * (*operands.scales)[i]));
    if (!scaled) return std::nullopt;
    size = *scaled;
  }
  return output;
}

std::optional<Shape> pad_output(const Shape& input, const Shape& pads, const Shape& named) {
  const auto axes = axes_of(named, input.size());
  if (!axes || pads.size() != 2 * axes->size()) return std::nullopt;
  Shape output = input;
  for (std::size_t i = 0; i < axes->size(); ++i) {
    std::int64_t& size = output[(*axes)[i]];
    for (const std::int64_t pad : {pads[i], pads[i + axes->size()]}) {
      if (std::abs(static_cast<double>(pad)) > static_cast<double>(kMaxDimension)) return std::nullopt;
      size += pad;
    }
  }
  return output;
}

}  // namespace dance::importer
