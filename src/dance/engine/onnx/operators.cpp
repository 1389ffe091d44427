#include "dance/engine/onnx/operators.h"

#include <algorithm>
#include <set>

namespace dance::importer {

namespace {

std::optional<std::int64_t> volume_of(const TensorInfo* tensor) {
  return tensor != nullptr && tensor->shape ? volume(*tensor->shape) : std::nullopt;
}

std::optional<std::int64_t> product(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  std::int64_t value = 0;
  return a && b && !__builtin_mul_overflow(*a, *b, &value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> window_operations(const NodeView& view) {
  return product(volume_of(view.output(0)), volume(integers_attribute(view.node, "kernel_shape", {})));
}

std::optional<std::int64_t> largest_activation(const NodeView& view) {
  std::int64_t largest = 0;
  const auto take = [&](const TensorInfo* tensor) {
    if (tensor == nullptr || tensor->constant) return true;
    const auto elements = volume_of(tensor);
    largest = std::max(largest, elements.value_or(0));
    return elements.has_value();
  };
  bool known = true;
  for (int i = 0; i < view.node.input_size(); ++i) known = take(view.input(i)) && known;
  for (int i = 0; i < view.node.output_size(); ++i) known = take(view.output(i)) && known;
  return known ? std::optional(largest) : std::nullopt;
}

}  // namespace

bool is_folded(const onnx::NodeProto& node) {
  static const std::set<std::string> kFolded = {"Relu",
                                                "LeakyRelu",
                                                "PRelu",
                                                "ThresholdedRelu",
                                                "Elu",
                                                "Selu",
                                                "Celu",
                                                "Sigmoid",
                                                "HardSigmoid",
                                                "HardSwish",
                                                "Tanh",
                                                "Softplus",
                                                "Softsign",
                                                "Erf",
                                                "Clip",
                                                "Abs",
                                                "Neg",
                                                "Exp",
                                                "Log",
                                                "Sqrt",
                                                "Reciprocal",
                                                "Floor",
                                                "Ceil",
                                                "Round",
                                                "Sign",
                                                "BatchNormalization",
                                                "Dropout",
                                                "Identity",
                                                "Cast",
                                                "CastLike",
                                                "QuantizeLinear",
                                                "DequantizeLinear",
                                                "Flatten",
                                                "Reshape",
                                                "Squeeze",
                                                "Unsqueeze"};
  return is_one_of(node, kFolded);
}

bool is_elementwise(const onnx::NodeProto& node) {
  static const std::set<std::string> kElementwise = {"Add", "Sum", "Sub", "Mul", "Div", "Pow", "Min", "Max"};
  return is_one_of(node, kElementwise);
}

bool is_addition(const onnx::NodeProto& node) { return is_one_of(node, {"Add", "Sum"}); }

bool is_inferable(const onnx::NodeProto& node) {
  static const std::set<std::string> kOthers = {"MaxPool",
                                                "AveragePool",
                                                "LpPool",
                                                "GlobalAveragePool",
                                                "GlobalMaxPool",
                                                "GlobalLpPool",
                                                "MaxRoiPool",
                                                "InstanceNormalization",
                                                "LayerNormalization",
                                                "LpNormalization",
                                                "MeanVarianceNormalization",
                                                "LRN",
                                                "Softmax",
                                                "LogSoftmax",
                                                "Hardmax",
                                                "Einsum",
                                                "Concat",
                                                "Split",
                                                "Slice",
                                                "Gather",
                                                "GatherElements",
                                                "GatherND",
                                                "ScatterElements",
                                                "ScatterND",
                                                "Transpose",
                                                "Pad",
                                                "Resize",
                                                "Upsample",
                                                "Tile",
                                                "Expand",
                                                "DepthToSpace",
                                                "SpaceToDepth",
                                                "ReduceL1",
                                                "ReduceL2",
                                                "ReduceMax",
                                                "ReduceMean",
                                                "ReduceMin",
                                                "ReduceProd",
                                                "ReduceSum",
                                                "ReduceSumSquare",
                                                "ReduceLogSum",
                                                "ReduceLogSumExp",
                                                "ArgMax",
                                                "ArgMin",
                                                "TopK",
                                                "CumSum",
                                                "Equal",
                                                "Greater",
                                                "GreaterOrEqual",
                                                "Less",
                                                "LessOrEqual",
                                                "And",
                                                "Or",
                                                "Xor",
                                                "Not",
                                                "Where",
                                                "Mod",
                                                "Mean",
                                                "Sin",
                                                "Cos",
                                                "Shape",
                                                "Size",
                                                "Constant",
                                                "ConstantOfShape",
                                                "Range",
                                                "OneHot",
                                                "EyeLike",
                                                "Trilu",
                                                "DynamicQuantizeLinear"};
  return product_of(node) || is_folded(node) || is_elementwise(node) || is_one_of(node, kOthers);
}

std::optional<std::int64_t> operations_of(const NodeView& view) {
  if (!is_onnx_domain(view.node.domain()) || has_subgraph(view.node)) return std::nullopt;
  if (is_one_of(view.node, {"MaxPool", "AveragePool", "LpPool"})) return window_operations(view);
  if (is_one_of(view.node, {"Einsum"})) return std::nullopt;
  return largest_activation(view);
}

std::string type_of(const onnx::NodeProto& node) {
  const std::string type = printable(node.op_type());
  return is_onnx_domain(node.domain()) ? type : printable(node.domain()) + "." + type;
}

}  // namespace dance::importer
