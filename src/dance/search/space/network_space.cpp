#include "dance/search/space/network_space.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dance/core/error.h"

namespace dance {

namespace {

constexpr int kDepthwiseSeparableKernel = 3;

NetworkLayer conv(const std::string& name, std::int64_t in_channels, std::int64_t out_channels,
                  std::int64_t height, std::int64_t width, std::int64_t kernel, int stride,
                  std::int64_t groups = 1) {
  ConvShape shape;
  shape.in_channels = in_channels;
  shape.out_channels = out_channels;
  shape.groups = groups;
  shape.in_height = height;
  shape.in_width = width;
  shape.kernel_h = shape.kernel_w = kernel;
  shape.stride_h = shape.stride_w = stride;
  shape.pad_h = shape.pad_w = kernel / 2;
  return {convolution(name, shape), 0};
}

std::string names_of(const std::vector<Operation>& operations) {
  std::vector<std::string> names;
  for (const Operation& operation : operations) names.push_back(operation.name());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string Operation::name() const {
  return is_zero() ? "zero" : fmt::format("mbconv_k{}_e{}", kernel, expansion);
}

std::int64_t NetworkSpace::max_operations() const {
  std::size_t most = 0;
  for (const SearchableLayer& layer : layers) most = std::max(most, layer.operations.size());
  return static_cast<std::int64_t>(most);
}

std::vector<NetworkLayer> lower(const SearchableLayer& layer, const Operation& operation) {
  if (operation.is_zero()) return {};
  const std::int64_t expanded = layer.in_channels * operation.expansion;
  std::vector<NetworkLayer> layers;
  if (operation.expansion != 1) {
    layers.push_back(
        conv(layer.name + ".expand", layer.in_channels, expanded, layer.in_height, layer.in_width, 1, 1));
  }
  layers.push_back(conv(layer.name + ".depthwise", expanded, expanded, layer.in_height, layer.in_width,
                        operation.kernel, layer.stride, expanded));
  layers.push_back(conv(layer.name + ".project", expanded, layer.out_channels, layer.out_height(),
                        layer.out_width(), 1, 1));
  if (layer.has_residual()) layers.back().residual_words = layers.back().layer.volume(Tensor::Outputs);
  return layers;
}

std::vector<NetworkLayer> stem_layers(const NetworkSpace& space) {
  const Stem& stem = space.stem;
  ConvShape shape;
  shape.in_channels = space.input_channels;
  shape.out_channels = stem.channels;
  shape.in_height = space.input_height;
  shape.in_width = space.input_width;
  shape.kernel_h = shape.kernel_w = stem.kernel;
  shape.stride_h = shape.stride_w = stem.stride;
  shape.pad_h = shape.pad_w = stem.padding;
  std::vector<NetworkLayer> layers = {{convolution("stem", shape), 0}};
  if (stem.first_block_channels == 0) return layers;
  const std::int64_t height = space.stem_height(), width = space.stem_width();
  layers.push_back(conv("first_block.depthwise", stem.channels, stem.channels, height, width,
                        kDepthwiseSeparableKernel, 1, stem.channels));
  layers.push_back(
      conv("first_block.project", stem.channels, stem.first_block_channels, height, width, 1, 1));
  return layers;
}

std::vector<NetworkLayer> head_layers(const NetworkSpace& space) {
  const SearchableLayer& last = space.layers.back();
  std::vector<NetworkLayer> layers;
  std::int64_t features = last.out_channels;
  if (space.head.channels > 0) {
    layers.push_back(conv("head", features, space.head.channels, last.out_height(), last.out_width(), 1, 1));
    features = space.head.channels;
  }
  layers.push_back({fully_connected("classifier", features, space.classes), 0});
  return layers;
}

std::vector<NetworkLayer> fixed_layers(const NetworkSpace& space) {
  std::vector<NetworkLayer> layers = stem_layers(space);
  for (NetworkLayer& layer : head_layers(space)) layers.push_back(std::move(layer));
  return layers;
}

Network lower(const NetworkSpace& space, const Architecture& architecture) {
  if (architecture.size() != space.layers.size()) {
    throw Error({space.file, 0, "architecture", "does not fit the network space '" + space.name + "'",
                 fmt::format("{} operations", space.layers.size()), std::to_string(architecture.size())});
  }
  Network network;
  network.name = space.name;
  network.layers = stem_layers(space);
  for (std::size_t i = 0; i < architecture.size(); ++i) {
    const SearchableLayer& layer = space.layers[i];
    const int choice = architecture[i];
    if (choice < 0 || choice >= static_cast<int>(layer.operations.size())) {
      throw Error({space.file, 0, layer.name, "has no such operation",
                   fmt::format("0..{}", layer.operations.size() - 1), std::to_string(choice)});
    }
    for (NetworkLayer& lowered : lower(layer, layer.operations[static_cast<std::size_t>(choice)])) {
      network.layers.push_back(std::move(lowered));
    }
  }
  for (NetworkLayer& layer : head_layers(space)) network.layers.push_back(std::move(layer));
  const SearchableLayer& last = space.layers.back();
  network.list("GlobalAveragePool", (space.head.channels > 0 ? space.head.channels : last.out_channels) *
                                        last.out_height() * last.out_width());
  return network;
}

Architecture uniform_architecture(const NetworkSpace& space, const std::string& operation) {
  Architecture architecture;
  bool known = false;
  for (const SearchableLayer& layer : space.layers) {
    const auto found =
        std::find_if(layer.operations.begin(), layer.operations.end(),
                     [&](const Operation& candidate) { return candidate.name() == operation; });
    known = known || found != layer.operations.end();
    architecture.push_back(
        found == layer.operations.end() ? 0 : static_cast<int>(found - layer.operations.begin()));
  }
  if (known) return architecture;
  std::vector<Operation> all;
  for (const SearchableLayer& layer : space.layers) {
    if (layer.operations.size() > all.size()) all = layer.operations;
  }
  throw Error({space.file, 0, "operation", "no layer of the network space '" + space.name + "' has it",
               "one of " + names_of(all), "'" + operation + "'"});
}

std::vector<std::string> operation_names(const NetworkSpace& space, const Architecture& architecture) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < architecture.size(); ++i)
    names.push_back(space.layers[i].operations[static_cast<std::size_t>(architecture[i])].name());
  return names;
}

Architecture parse_architecture(const NetworkSpace& space, const std::vector<std::string>& operations) {
  if (operations.size() != space.layers.size()) {
    throw Error({space.file, 0, "architecture", "does not fit the network space '" + space.name + "'",
                 fmt::format("{} operations, one per searchable layer", space.layers.size()),
                 std::to_string(operations.size())});
  }
  Architecture architecture;
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const SearchableLayer& layer = space.layers[i];
    const auto found =
        std::find_if(layer.operations.begin(), layer.operations.end(),
                     [&](const Operation& candidate) { return candidate.name() == operations[i]; });
    if (found == layer.operations.end()) {
      faults.push_back({space.file, 0, layer.name, "the layer has no such operation",
                        "one of " + names_of(layer.operations), "'" + operations[i] + "'"});
    }
    architecture.push_back(static_cast<int>(found - layer.operations.begin()));
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return architecture;
}

}  // namespace dance
