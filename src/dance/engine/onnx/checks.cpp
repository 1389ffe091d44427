#include "dance/engine/onnx/checks.h"

#include <fmt/format.h>
#include <onnx/defs/schema.h>

#include <map>
#include <set>

#include "dance/engine/onnx/window.h"

namespace dance::importer {

namespace {

bool check_window(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                  FaultList& faults) {
  const auto product = product_of(node);
  const int weights_at = product ? product->operands.weights : -1;
  const std::optional<Shape> weights = product ? shapes.of(node.input(weights_at)).shape : std::nullopt;
  return read_window(node, label, *shapes.of(node.input(0)).shape, weights, faults).has_value();
}

// Inference squares an attribute such as blocksize, and divides by it.
bool check_integers(const onnx::NodeProto& node, const std::string& label, FaultList& faults) {
  if (node.op_type() == "Constant") return true;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (!attribute.has_i() || (attribute.i() >= -kMaxDimension && attribute.i() <= kMaxDimension)) continue;
    faults.add(label + ": " + printable(attribute.name()), "out of range",
               fmt::format("an integer in {}..{}", -kMaxDimension, kMaxDimension),
               std::to_string(attribute.i()));
    return false;
  }
  return true;
}

// The first of the inputs that hold a shape, axes, or something else with a value for each dimension.
std::optional<int> first_per_dimension(const onnx::NodeProto& node) {
  static const std::map<std::string, int> kFirst = {{"Reshape", 1},  {"Expand", 1},   {"ConstantOfShape", 0},
                                                    {"Tile", 1},     {"Squeeze", 1},  {"Unsqueeze", 1},
                                                    {"Pad", 1},      {"Slice", 1},    {"Resize", 1},
                                                    {"Upsample", 1}, {"ReduceSum", 1}};
  const auto found = kFirst.find(node.op_type());
  return found == kFirst.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

const onnx::OpSchema* schema_of(const onnx::NodeProto& node, int opset) {
  return is_onnx_domain(node.domain()) ? onnx::OpSchemaRegistry::Schema(node.op_type(), opset, "") : nullptr;
}

bool fits_schema(const onnx::NodeProto& node, int opset, const std::string& label, FaultList& faults) {
  std::set<std::string> names;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (names.insert(attribute.name()).second) continue;
    faults.add(label + ": " + printable(attribute.name()), "given twice", "each attribute once");
    return false;
  }
  try {
    schema_of(node, opset)->Verify(node);
  } catch (const std::exception& error) {
    faults.add(label, "does not fit its operator: " + readable(error),
               fmt::format("{} as opset {} defines it", printable(node.op_type()), opset));
    return false;
  }
  return true;
}

bool may_be_inferred(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                     FaultList& faults) {
  if (has_window(node)) return check_window(node, label, shapes, faults);
  if (!check_integers(node, label, faults)) return false;
  const std::optional<int> first = first_per_dimension(node);
  for (int i = first.value_or(node.input_size()); i < node.input_size(); ++i) {
    if (node.input(i).empty()) continue;
    const auto elements = volume(*shapes.of(node.input(i)).shape);
    constexpr std::int64_t kMost = 2 * static_cast<std::int64_t>(kMaxRank);  // Pad has two for each dimension
    if (elements && *elements <= kMost) continue;
    faults.add(
        label,
        fmt::format("its input '{}' has a value for each dimension, and too many", printable(node.input(i))),
        fmt::format("at most {} elements", kMost), to_text(*shapes.of(node.input(i)).shape));
    return false;
  }
  return true;
}

bool values_are_usable(const onnx::NodeProto& node, int input, const Shape& values, const std::string& label,
                       FaultList& faults) {
  const std::optional<int> first = first_per_dimension(node);
  if (!first || input < *first || node.op_type() == "Slice") return true;  // a slice may end at infinity
  std::int64_t product = 1;
  bool good = true;
  for (const std::int64_t value : values) {
    good = good && value >= -kMaxDimension && value <= kMaxDimension;
    if (value > 1) good = !__builtin_mul_overflow(product, value, &product) && good;
  }
  if (good) return true;
  faults.add(label, fmt::format("its input '{}' holds sizes that cannot be", printable(node.input(input))),
             possible_shapes(0), to_text(values));
  return false;
}

bool keeps_elements(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                    bool batch_replaced, FaultList& faults) {
  static const std::set<std::string> kOperators = {"Reshape",   "Flatten",      "Squeeze",     "Unsqueeze",
                                                   "Transpose", "DepthToSpace", "SpaceToDepth"};
  if (!is_onnx_domain(node.domain()) || !kOperators.contains(node.op_type())) return true;
  if (node.input_size() == 0 || node.output_size() == 0 || node.output(0).empty()) return true;
  const std::optional<Shape>&from = shapes.of(node.input(0)).shape, &to = shapes.of(node.output(0)).shape;
  if (!from || !to || volume(*from) == volume(*to)) return true;
  const auto elements = volume(*from);
  faults.add(
      label, "its output has another number of elements than its input",
      fmt::format("{} of them, as in {}", elements ? std::to_string(*elements) : "as many", to_text(*from)),
      to_text(*to) + (batch_replaced
                          ? ": it may hold the batch of the file, which is replaced by 1 (export the "
                            "model with a batch of 1)"
                          : ""));
  return false;
}

std::string readable(const std::exception& error) {
  std::string text = error.what();
  if (const std::size_t context = text.find("\n\n==> Context"); context != std::string::npos)
    text.resize(context);
  if (text.starts_with("[")) {
    const std::size_t end = text.find("] ");
    if (end != std::string::npos) text.erase(0, end + 2);
  }
  constexpr std::size_t kMaxMessageBytes = 2000;  // far above any that ONNX throws
  return printable(text, kMaxMessageBytes);
}

}  // namespace dance::importer
