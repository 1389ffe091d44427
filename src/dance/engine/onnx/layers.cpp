#include "dance/engine/onnx/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace dance::importer {

namespace {

// What the cost model asks of a layer.
void check_size(const NodeView& view, const NetworkLayer& entry) {
  const Layer& layer = entry.layer;
  for (const Dim d : kAllDims) {
    if (layer.bounds[d] <= kMaxLoopBound) continue;
    view.faults.add(view.label, "the layer is too large for the mapper",
                    fmt::format("loops of at most {} steps", kMaxLoopBound),
                    fmt::format("{} {}", letter_of(d), layer.bounds[d]));
    return;
  }
  constexpr std::int64_t kFull = std::numeric_limits<std::int64_t>::max();
  bool fits = entry.macs() != kFull;
  for (const Tensor t : kAllTensors) fits = fits && layer.volume(t) != kFull;
  if (!fits)
    view.faults.add(view.label, "the layer's MACs or words do not fit into 64 bits", "a smaller layer");
}

}  // namespace

const TensorInfo* NodeView::input(int index) const {
  if (index >= node.input_size() || node.input(index).empty()) return nullptr;
  return &shapes.of(node.input(index));
}

const TensorInfo* NodeView::output(int index) const {
  if (index >= node.output_size() || node.output(index).empty()) return nullptr;
  return &shapes.of(node.output(index));
}

std::vector<NetworkLayer> layers_of(const NodeView& view, const Product& product, const std::string& name) {
  const std::size_t faults_before = view.faults.count();
  std::vector<NetworkLayer> layers;
  switch (product.kind) {
    case ProductKind::Convolution:
      layers = convolution_layers(view, product.operands, name);
      break;
    case ProductKind::TransposedConvolution:
      layers = transposed_convolution_layers(view, name);
      break;
    case ProductKind::Recurrent:
      layers = recurrent_layers(view, name);
      break;
    default:
      layers = matrix_layers(view, product, name);
  }
  for (const NetworkLayer& layer : layers) {
    if (view.faults.count() == faults_before) check_size(view, layer);
  }
  if (view.faults.count() != faults_before) layers.clear();
  return layers;
}

}  // namespace dance::importer
