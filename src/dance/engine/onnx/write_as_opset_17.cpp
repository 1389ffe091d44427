#include "dance/engine/onnx/write_as_opset_17.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace dance::importer {

namespace {

void remove(onnx::NodeProto& node, const std::string& name) {
  auto& attributes = *node.mutable_attribute();
  attributes.erase(std::remove_if(attributes.begin(), attributes.end(),
                                  [&](const onnx::AttributeProto& a) { return a.name() == name; }),
                   attributes.end());
}

bool has_input(const onnx::NodeProto& node, int i) { return i < node.input_size() && !node.input(i).empty(); }

void keep_inputs(onnx::NodeProto& node, int count) {
  while (node.input_size() > count) node.mutable_input()->RemoveLast();
}

// In opset 18 the axes have become an input. Where there are none, all axes are reduced, or none with
// noop_with_empty_axes.
std::string reduce(onnx::NodeProto& node, const IntegersOf& integers_of) {
  const bool none = integer_attribute(node, "noop_with_empty_axes", 0) != 0;
  remove(node, "noop_with_empty_axes");
  const std::string axes_input = has_input(node, 1) ? node.input(1) : "";
  keep_inputs(node, 1);
  std::optional<Shape> axes = Shape();
  if (!axes_input.empty()) axes = integers_of(axes_input);
  if (!axes) return fmt::format("it comes from {}, whose axes are computed", node.op_type());
  if (axes->empty() && none) {
    node.set_op_type("Identity");
    node.clear_attribute();
  }
  if (axes->empty()) return "";
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name("axes");
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t axis : *axes) attribute.add_ints(axis);
  return "";
}

// Opset 18 has added the number of equal parts, of which the last one may be smaller. Before, there were as
// many parts as outputs.
std::string split(onnx::NodeProto& node) {
  const std::int64_t parts = integer_attribute(node, "num_outputs", node.output_size());
  remove(node, "num_outputs");
  return parts == node.output_size() ? ""
                                     : "it comes from Split, whose num_outputs is not that of its outputs";
}

// Since opset 18 an input may name the axes that the pads are for.
std::string without_axes_input(onnx::NodeProto& node, int at) {
  if (!has_input(node, at)) return "";
  keep_inputs(node, at);
  return fmt::format("it comes from {} with axes, whose shape inference is not used here", node.op_type());
}

std::string resize(onnx::NodeProto& node) {
  const std::string policy = text_attribute(node, "keep_aspect_ratio_policy", "stretch");
  const bool plain = find_attribute(node, "axes") == nullptr && policy == "stretch";
  for (const char* name : {"axes", "keep_aspect_ratio_policy", "antialias"}) remove(node, name);
  return plain ? ""
               : "it comes from Resize with axes or a kept aspect ratio, whose shape inference is not used "
                 "here";
}

// Opset 18 has added windows with gaps and the rounding of the output to LpPool, and opset 19 the gaps to
// AveragePool.
std::string pool(onnx::NodeProto& node, const std::vector<std::string>& added) {
  bool plain = true;
  for (const std::string& name : added) {
    const Shape ones = integers_attribute(node, name, {});
    plain = plain && integer_attribute(node, name, 0) == 0 &&
            std::all_of(ones.begin(), ones.end(), [](std::int64_t value) { return value == 1; });
    remove(node, name);
  }
  return plain
             ? ""
             : fmt::format("it comes from {} with gaps or ceil_mode, whose shape inference is not used here",
                           node.op_type());
}

// Writes a function of one tensor that opset 17 lacks as another one; which one makes no difference here.
void write_as_identity(onnx::NodeProto& node) {
  node.set_op_type("Identity");
  node.clear_attribute();
  keep_inputs(node, 1);
}

}  // namespace

std::string write_as_opset_17(onnx::NodeProto& node, const IntegersOf& integers_of) {
  static const std::set<std::string> kReductions = {"ReduceL1",        "ReduceL2",   "ReduceLogSum",
                                                    "ReduceLogSumExp", "ReduceMax",  "ReduceMean",
                                                    "ReduceMin",       "ReduceProd", "ReduceSumSquare"};
  static const std::set<std::string> kFunctions = {"Gelu", "Mish"};
  static const std::map<std::string, std::vector<std::string>> kOfNoEffect = {
      {"Cast", {"saturate"}},
      {"CastLike", {"saturate"}},
      {"QuantizeLinear", {"saturate", "block_size", "output_dtype", "precision"}},
      {"DequantizeLinear", {"block_size", "output_dtype"}}};
  if (!is_onnx_domain(node.domain())) return "";
  const std::string& op = node.op_type();
  if (kReductions.contains(op)) return reduce(node, integers_of);
  if (op == "Split") return split(node);
  if (op == "Pad") return without_axes_input(node, 3);
  if (op == "Resize") return resize(node);
  if (op == "AveragePool") return pool(node, {"dilations"});
  if (op == "LpPool") return pool(node, {"dilations", "ceil_mode"});
  if (kFunctions.contains(op)) write_as_identity(node);
  if (const auto found = kOfNoEffect.find(op); found != kOfNoEffect.end())
    for (const std::string& name : found->second) remove(node, name);
  return "";
}

}  // namespace dance::importer
