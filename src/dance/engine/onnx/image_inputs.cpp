#include "dance/engine/onnx/image_inputs.h"

#include <algorithm>
#include <set>
#include <vector>

#include "dance/engine/onnx/node.h"
#include "dance/engine/onnx/operators.h"

namespace dance::importer {

namespace {

// Whether the operator takes its first operand as a batch of images.
bool reads_images(const onnx::NodeProto& node) {
  static const std::set<std::string> kPoolings = {
      "MaxPool",       "AveragePool",  "LpPool", "GlobalAveragePool",
      "GlobalMaxPool", "GlobalLpPool", "LRN",    "InstanceNormalization"};
  if (is_one_of(node, {"Flatten"})) return integer_attribute(node, "axis", 1) == 1;
  const auto product = product_of(node);
  return is_one_of(node, kPoolings) || (product && (product->kind == ProductKind::Convolution ||
                                                    product->kind == ProductKind::TransposedConvolution));
}

// Whether the result has the images of the operands, each made from its own alone. Of operators of other
// domains it is taken to be so.
bool keeps_images(const onnx::NodeProto& node) {
  if (!is_onnx_domain(node.domain())) return true;
  if (is_one_of(node, {"Reshape", "Squeeze", "Unsqueeze"})) return false;
  if (is_one_of(node, {"Concat"})) return integer_attribute(node, "axis", 0) > 0;
  if (is_one_of(node, {"Transpose"})) {
    const std::vector<std::int64_t> order = integers_attribute(node, "perm", {});
    return !order.empty() && order.front() == 0;
  }
  return is_folded(node) || is_elementwise(node) ||
         is_one_of(node, {"Pad", "Resize", "Upsample", "Slice", "SpaceToDepth", "DepthToSpace"});
}

bool has_operands_alone(const onnx::NodeProto& node) {
  return is_elementwise(node) || is_one_of(node, {"Concat"});
}

// Whether the result of a product has the rows of its first operand.
bool keeps_rows(const onnx::NodeProto& node, ProductKind kind) {
  if (kind == ProductKind::Gemm) return integer_attribute(node, "transA", 0) == 0;
  return kind != ProductKind::Einsum && kind != ProductKind::Recurrent;
}

}  // namespace

std::unordered_set<std::string> image_tensors(const onnx::GraphProto& graph) {
  std::unordered_set<std::string> images;
  for (int i = graph.node_size() - 1; i >= 0; --i) {
    const onnx::NodeProto& node = graph.node(i);
    if (node.input_size() == 0) continue;
    const bool gives_images = std::any_of(node.output().begin(), node.output().end(),
                                          [&](const std::string& output) { return images.contains(output); });
    if (!reads_images(node) && !(gives_images && keeps_images(node))) continue;
    const int operands = has_operands_alone(node) ? node.input_size() : 1;
    images.insert(node.input().begin(), node.input().begin() + operands);
  }
  return images;
}

bool gives_images(const onnx::NodeProto& node, const std::unordered_set<std::string>& images) {
  const auto product = product_of(node);
  const int first = product ? product->operands.activations : 0;
  const int end = has_operands_alone(node) ? node.input_size() : first + 1;
  if (end > node.input_size() ||
      std::none_of(node.input().begin() + first, node.input().begin() + end,
                   [&](const std::string& input) { return images.contains(input); }))
    return false;
  if (product) return keeps_rows(node, product->kind);
  if (is_one_of(node, {"Split"})) return integer_attribute(node, "axis", 0) > 0;
  return reads_images(node) || keeps_images(node) ||
         is_one_of(node, {"Reshape", "Softmax", "LogSoftmax", "LayerNormalization"});
}

}  // namespace dance::importer
