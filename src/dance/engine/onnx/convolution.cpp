#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "dance/engine/onnx/layers.h"
#include "dance/engine/onnx/window.h"

namespace dance::importer {

namespace {

// What the layers of a convolution need of its node.
struct Convolution {
  std::int64_t images = 1, groups = 1, in_channels = 1, out_channels = 1;
  WindowAxis height, width;  // a 1-D convolution has a height of 1
  Shape output;
};

bool check_rank(const NodeView& view, const Shape& input) {
  if (input.size() <= 4) return true;
  view.faults.add(view.label, fmt::format("a {}-D convolution is not supported", input.size() - 2),
                  "a 1-D or a 2-D convolution", "an input of shape " + to_text(input));
  return false;
}

// `per_group` is the weights' own count of input channels.
bool check_channels(const NodeView& view, const Convolution& conv, std::int64_t per_group, bool transposed) {
  const std::int64_t g = conv.groups;
  if (g < 1 || conv.in_channels % g != 0 || conv.out_channels % g != 0) {
    view.faults.add(
        view.label + ": group", "groups do not divide the channels",
        fmt::format("a divisor of {} input and {} output channels", conv.in_channels, conv.out_channels),
        std::to_string(g));
    return false;
  }
  const std::int64_t expected = transposed ? conv.in_channels : conv.in_channels / g;
  if (per_group == expected) return true;
  view.faults.add(
      view.label, "input and weights differ in channels",
      fmt::format("weights for {} input channels{}", expected, transposed || g == 1 ? "" : " per group"),
      std::to_string(per_group));
  return false;
}

std::optional<Convolution> read_convolution(const NodeView& view, const Operands& operands, bool transposed) {
  const Shape& input = *view.input(operands.activations)->shape;
  const Shape& weights = *view.input(operands.weights)->shape;
  if (!check_rank(view, input)) return std::nullopt;
  const auto window = read_window(view.node, view.label, input, weights, view.faults);
  if (!window) return std::nullopt;
  Convolution conv;
  conv.groups = integer_attribute(view.node, "group", 1);
  conv.images = input[0];
  conv.in_channels = input[1];
  conv.output = *view.output(0)->shape;
  if (conv.groups < 1 || conv.groups > kMaxDimension) {
    view.faults.add(view.label + ": group", "out of range", "an integer of at least 1",
                    std::to_string(conv.groups));
    return std::nullopt;
  }
  conv.out_channels = transposed ? weights[1] * conv.groups : weights[0];
  if (!check_channels(view, conv, transposed ? weights[0] : weights[1], transposed)) return std::nullopt;
  conv.width = window->back();
  if (window->size() == 2) conv.height = window->front();
  return conv;
}

Layer layer_of(const Convolution& conv, const std::string& name) {
  Layer layer;
  layer.name = name;
  layer.bounds[Dim::N] = conv.images;
  layer.bounds[Dim::G] = conv.groups;
  layer.bounds[Dim::M] = conv.out_channels / conv.groups;
  layer.bounds[Dim::C] = conv.in_channels / conv.groups;
  return layer;
}

// A Layer's strides and dilations are ints, and a transposed convolution counts its kernel's taps.
bool check_steps(const NodeView& view, const Convolution& conv) {
  for (const WindowAxis* axis : {&conv.width, &conv.height}) {
    if (std::max({axis->stride, axis->dilation, axis->kernel}) <= kMaxLoopBound) continue;
    view.faults.add(
        view.label, "a kernel, a stride or a dilation is too large", fmt::format("at most {}", kMaxLoopBound),
        fmt::format("kernel {}, stride {}, dilation {}", axis->kernel, axis->stride, axis->dilation));
    return false;
  }
  return true;
}

// The output pixels of a transposed convolution fall into as many phases along an axis as its stride. This
// is one kind of phases: those whose pixels take the same number of taps, and that have the same number of
// pixels.
struct Phases {
  std::int64_t taps = 0, count = 0, pixels = 0;
};

// Pixel o takes the taps r for which (o + pad_begin - r * dilation) is divisible by the stride. Pixels of a
// phase without a tap only hold the bias and take no MAC, so that such phases are left out.
std::vector<Phases> phases_of(const WindowAxis& axis, std::int64_t outputs) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> kinds;  // taps, pixels -> phases
  std::vector<std::int64_t> taps(static_cast<std::size_t>(axis.stride), 0);
  for (std::int64_t r = 0; r < axis.kernel; ++r)
    ++taps[static_cast<std::size_t>(r * axis.dilation % axis.stride)];
  for (std::int64_t phase = 0; phase < std::min(axis.stride, outputs); ++phase) {
    const std::int64_t of_phase = taps[static_cast<std::size_t>((phase + axis.pad_begin) % axis.stride)];
    if (of_phase > 0) ++kinds[{of_phase, (outputs - phase + axis.stride - 1) / axis.stride}];
  }
  std::vector<Phases> phases;
  for (const auto& [kind, count] : kinds) phases.push_back({kind.first, count, kind.second});
  return phases;
}

// The taps of one phase lie dilation / gcd(dilation, stride) input pixels apart.
int phase_dilation(const WindowAxis& axis) {
  return static_cast<int>(axis.dilation / std::gcd(axis.dilation, axis.stride));
}

// Where the output's size is given (output_shape, or auto_pad SAME), the padding follows from it.
void resolve_padding(const onnx::NodeProto& node, WindowAxis& axis, std::int64_t outputs) {
  const std::string mode = text_attribute(node, "auto_pad", "NOTSET");
  const bool same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
  if (!same && integers_attribute(node, "output_shape", {}).empty()) return;
  const std::int64_t full = (axis.input - 1) * axis.stride + axis.output_padding + axis.span();
  const std::int64_t total = std::max<std::int64_t>(0, full - outputs);
  axis.pad_begin = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
}

}  // namespace

std::vector<NetworkLayer> convolution_layers(const NodeView& view, const Operands& operands,
                                             const std::string& name) {
  const auto conv = read_convolution(view, operands, false);
  if (!conv || !check_steps(view, *conv)) return {};
  Layer layer = layer_of(*conv, name);
  layer.bounds[Dim::P] = conv->output.back();
  layer.bounds[Dim::Q] = conv->output.size() == 4 ? conv->output[2] : 1;
  layer.bounds[Dim::R] = conv->width.kernel, layer.bounds[Dim::S] = conv->height.kernel;
  layer.stride_w = static_cast<int>(conv->width.stride),
  layer.stride_h = static_cast<int>(conv->height.stride);
  layer.dilation_w = static_cast<int>(conv->width.dilation),
  layer.dilation_h = static_cast<int>(conv->height.dilation);
  return {{layer, 0}};
}

std::vector<NetworkLayer> transposed_convolution_layers(const NodeView& view, const std::string& name) {
  auto conv = read_convolution(view, Operands{}, true);
  if (!conv || !check_steps(view, *conv)) return {};
  std::vector<NetworkLayer> layers;
  const std::int64_t height = conv->output.size() == 4 ? conv->output[2] : 1;
  resolve_padding(view.node, conv->height, height),
      resolve_padding(view.node, conv->width, conv->output.back());
  for (const Phases& rows : phases_of(conv->height, height)) {
    for (const Phases& columns : phases_of(conv->width, conv->output.back())) {
      Layer layer = layer_of(*conv, name);
      layer.bounds[Dim::M] *= rows.count * columns.count;
      layer.bounds[Dim::P] = columns.pixels, layer.bounds[Dim::Q] = rows.pixels;
      layer.bounds[Dim::R] = columns.taps, layer.bounds[Dim::S] = rows.taps;
      layer.dilation_w = phase_dilation(conv->width), layer.dilation_h = phase_dilation(conv->height);
      layers.push_back({layer, 0});
    }
  }
  if (layers.size() > 1) {
    for (std::size_t i = 0; i < layers.size(); ++i) layers[i].layer.name += fmt::format(".phase{}", i + 1);
  }
  if (layers.empty()) view.faults.add(view.label, "no output takes a tap of the kernel", "a larger output");
  return layers;
}

}  // namespace dance::importer
