#include "dance/engine/onnx/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace dance::importer {

namespace {

bool is_transposed(const onnx::NodeProto& node) { return node.op_type() == "ConvTranspose"; }

// Reads one list of integers per axis; each fault names the attribute.
class WindowReader {
 public:
  WindowReader(const onnx::NodeProto& node, std::string label, std::size_t axes, FaultList& faults)
      : node_(node), label_(std::move(label)), axes_(axes), faults_(faults) {}

  Shape read(const char* name, std::size_t size, std::int64_t least, std::int64_t fallback) {
    Shape values = integers_attribute(node_, name, Shape(size, fallback));
    if (values.size() != size) {
      fault(name, "not one value for each axis", fmt::format("{} integers", size),
            std::to_string(values.size()));
      return Shape(size, std::max<std::int64_t>(least, 1));
    }
    for (const std::int64_t value : values) {
      if (value >= least && value <= kMaxDimension) continue;
      fault(name, "out of range", fmt::format("integers in {}..{}", least, kMaxDimension), to_text(values));
      return Shape(size, std::max<std::int64_t>(least, 1));
    }
    return values;
  }
  void fault(const char* attribute, const std::string& problem, const std::string& expected,
             const std::string& found) {
    faults_.add(label_ + ": " + attribute, problem, expected, found);
    ok_ = false;
  }
  std::size_t axes() const { return axes_; }
  bool ok() const { return ok_; }

 private:
  const onnx::NodeProto& node_;
  std::string label_;
  std::size_t axes_;
  FaultList& faults_;
  bool ok_ = true;
};

// Padding that gives ceil(input / stride) outputs. Where its sum is odd, the larger part is at the end
// (SAME_UPPER) or at the beginning (SAME_LOWER).
void pad_to_same(WindowAxis& axis, bool upper) {
  const std::int64_t outputs = (axis.input + axis.stride - 1) / axis.stride;
  const std::int64_t total =
      std::max<std::int64_t>(0, (outputs - 1) * axis.stride + axis.span() - axis.input);
  axis.pad_begin = upper ? total / 2 : total - total / 2;
  axis.pad_end = total - axis.pad_begin;
}

void read_padding(const onnx::NodeProto& node, WindowReader& reader, std::vector<WindowAxis>& window) {
  const std::size_t axes = reader.axes();
  const Shape pads = reader.read("pads", 2 * axes, 0, 0);
  const std::string mode = text_attribute(node, "auto_pad", "NOTSET");
  const bool same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
  const bool padded = std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; });
  if (!same && mode != "NOTSET" && mode != "VALID") {
    reader.fault("auto_pad", "not one of the choices", "NOTSET, SAME_UPPER, SAME_LOWER or VALID",
                 "'" + printable(mode) + "'");
  } else if (mode != "NOTSET" && padded) {
    reader.fault("pads", "given together with auto_pad", "one of the two", to_text(pads));
  }
  for (std::size_t i = 0; i < axes; ++i) {
    window[i].pad_begin = pads[i], window[i].pad_end = pads[i + axes];
    if (same && !is_transposed(node)) pad_to_same(window[i], mode == "SAME_UPPER");
  }
}

void check_kernel_fits(const onnx::NodeProto& node, WindowReader& reader,
                       const std::vector<WindowAxis>& window) {
  if (is_transposed(node) || node.op_type() == "MaxUnpool") return;
  for (const WindowAxis& axis : window) {
    const std::int64_t padded = axis.input + axis.pad_begin + axis.pad_end;
    if (axis.span() <= padded) continue;
    reader.fault("kernel_shape", "the output is empty",
                 fmt::format("a kernel no larger than the padded input, {}", padded),
                 fmt::format("{} with dilation {}", axis.kernel, axis.dilation));
    return;
  }
}

}  // namespace

bool has_window(const onnx::NodeProto& node) {
  static const std::set<std::string> kOperators = {"Conv",    "ConvInteger", "QLinearConv", "ConvTranspose",
                                                   "MaxPool", "AveragePool", "LpPool",      "MaxUnpool"};
  return is_onnx_domain(node.domain()) && kOperators.contains(node.op_type());
}

std::optional<std::vector<WindowAxis>> read_window(const onnx::NodeProto& node, const std::string& label,
                                                   const Shape& input, const std::optional<Shape>& weights,
                                                   FaultList& faults) {
  if (input.size() < 3) {
    faults.add(label, "the input has no spatial axis", "[batch, channels, ...]", to_text(input));
    return std::nullopt;
  }
  if (weights && weights->size() != input.size()) {
    faults.add(
        label, "input and weights differ in rank",
        fmt::format("an input of {} dimensions, as the weights {} have", weights->size(), to_text(*weights)),
        to_text(input));
    return std::nullopt;
  }
  WindowReader reader(node, label, input.size() - 2, faults);
  const std::size_t axes = reader.axes();
  Shape kernel = weights ? Shape(weights->begin() + 2, weights->end()) : Shape(axes, 0);
  const Shape given = reader.read("kernel_shape", axes, weights ? 0 : 1, 0);
  const bool is_given = integers_attribute(node, "kernel_shape", {}).size() == axes;
  if (weights && is_given && given != kernel) {
    reader.fault("kernel_shape", "not the shape of the weights", to_text(kernel), to_text(given));
  }
  if (!weights) kernel = given;
  const Shape strides = reader.read("strides", axes, 1, 1);
  const Shape dilations = reader.read("dilations", axes, 1, 1);
  const Shape output_padding = reader.read("output_padding", axes, 0, 0);
  if (!reader.ok()) return std::nullopt;
  std::vector<WindowAxis> window(axes);
  for (std::size_t i = 0; i < axes; ++i)
    window[i] = {input[i + 2], kernel[i], strides[i], dilations[i], 0, 0, output_padding[i]};
  read_padding(node, reader, window);
  if (reader.ok()) check_kernel_fits(node, reader, window);
  return reader.ok() ? std::optional(window) : std::nullopt;
}

}  // namespace dance::importer
