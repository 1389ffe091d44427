#include "dance/engine/onnx/shapes.h"

#include <fmt/format.h>
#include <onnx/defs/schema.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <exception>

#include "dance/engine/onnx/batch_in_sizes.h"
#include "dance/engine/onnx/checks.h"
#include "dance/engine/onnx/einsum.h"
#include "dance/engine/onnx/image_inputs.h"
#include "dance/engine/onnx/known_values.h"
#include "dance/engine/onnx/operators.h"
#include "dance/engine/onnx/resize.h"
#include "dance/engine/onnx/values.h"
#include "dance/engine/onnx/write_as_opset_17.h"

namespace dance::importer {

namespace {

constexpr int kLastSchemas = 17;  // of ONNX 1.12, whose inference this is

// The shape of a type; nothing where a size is open.
std::optional<Shape> complete_shape(const onnx::TypeProto& type) {
  if (!type.has_tensor_type() || !type.tensor_type().has_shape()) return std::nullopt;
  Shape shape;
  for (const auto& dim : type.tensor_type().shape().dim()) {
    if (!dim.has_dim_value()) return std::nullopt;
    shape.push_back(dim.dim_value());
  }
  return shape;
}

class Inference {
 public:
  Inference(Model& model, GraphInputs inputs, FaultList& faults)
      : graph_(*model.proto.mutable_graph()), opset_(model.opset), faults_(faults) {
    types_ = std::move(inputs.types);
    shapes_.tensors = std::move(inputs.tensors);
    shapes_.notes = model.notes;
    shapes_.notes.insert(shapes_.notes.end(), inputs.notes.begin(), inputs.notes.end());
    shapes_.batch = inputs.replaced_batch;
    images_ = std::move(inputs.images);
    overridden_ = inputs.overridden;
    for (auto& [name, type] : types_) type_pointers_[name] = &type;
    for (const onnx::TensorProto& tensor : graph_.initializer()) values_.keep(tensor.name(), tensor);
    for (const onnx::ValueInfoProto& info : graph_.value_info()) declared_[info.name()] = &info.type();
    for (const onnx::ValueInfoProto& info : graph_.output()) declared_[info.name()] = &info.type();
  }

  GraphShapes run() {
    for (int i = 0; i < graph_.node_size(); ++i) visit(*graph_.mutable_node(i), label_of(graph_.node(i), i));
    return std::move(shapes_);
  }

 private:
  void visit(onnx::NodeProto& node, const std::string& label) {
    const auto is_faulty = [&](const std::string& input) {
      return !input.empty() && shapes_.of(input).faulty;
    };
    if (std::any_of(node.input().begin(), node.input().end(), is_faulty)) return mark_faulty(node);
    std::string why;
    auto own = type_of_axes(node);
    if (!own) own = type_of_images(node);
    if (opset_ > kLastSchemas)
      why = write_as_opset_17(node, [&](const std::string& tensor) {
        const Integers* known = values_.integers(tensor);
        return known != nullptr ? std::optional(known->values) : std::nullopt;
      });
    std::vector<onnx::TypeProto> outputs;
    const auto fault_before = faults_.count();
    if (has_schema(node, opset_) && !fits_schema(node, opset_, label, faults_)) return mark_faulty(node);
    if (own) {
      why.clear();
      outputs = {*own};
    } else if (can_infer(node, why)) {
      if (!may_be_inferred(node, label, shapes_, faults_) || !check_values(node, label))
        return mark_faulty(node);
      const auto einsum = einsum_type(node);
      outputs = einsum ? std::vector{*einsum} : infer(node, label);
    }
    for (int i = 0; i < node.output_size(); ++i) {
      if (node.output(i).empty()) continue;
      const auto at = static_cast<std::size_t>(i);
      set_output(node, node.output(i), label, at < outputs.size() ? outputs[at] : onnx::TypeProto(), why);
    }
    if (faults_.count() != fault_before || !keeps_elements(node, label, shapes_, shapes_.batch != 1, faults_))
      mark_faulty(node);
  }

  void mark_faulty(const onnx::NodeProto& node) {
    for (const std::string& output : node.output()) {
      if (!output.empty()) shapes_.tensors[output].faulty = true;
    }
  }

  // Whether ONNX's inference knows the operator and all that it asks for; where not, `why` says so.
  bool can_infer(const onnx::NodeProto& node, std::string& why) const {
    if (!why.empty()) return false;
    const std::string op = printable(node.op_type());
    if (!is_onnx_domain(node.domain())) {
      why = fmt::format("it comes from the operator {} of the domain {}", op, printable(node.domain()));
    } else if (!has_schema(node, opset_)) {
      why = opset_ <= kLastSchemas
                ? fmt::format("ONNX has no operator {} in opset {}", op, opset_)
                : fmt::format("it comes from {}, whose shape inference ONNX 1.12 lacks", op);
    } else if (has_subgraph(node)) {
      why = fmt::format("it comes from {}, which runs a subgraph", op);
    } else if (!is_inferable(node)) {
      why = fmt::format("it comes from {}, whose shape inference is not used here", op);
    }
    if (!why.empty()) return false;
    for (const std::string& input : node.input()) {
      if (input.empty() || shapes_.of(input).shape) continue;
      why = shapes_.of(input).why_unknown;
      return false;
    }
    return true;
  }

  // Checks the values that inference computes a shape from.
  bool check_values(const onnx::NodeProto& node, const std::string& label) {
    for (int input = 0; input < node.input_size(); ++input) {
      const auto data = values_.data().find(node.input(input));
      const Shape values = data != values_.data().end() ? integers_of(*data->second) : Shape();
      if (!values_are_usable(node, input, values, label, faults_)) return false;
    }
    return true;
  }

  std::vector<onnx::TypeProto> infer(onnx::NodeProto& node, const std::string& label) {
    const onnx::OpSchema& schema = *schema_of(node, opset_);
    try {
      onnx::shape_inference::InferenceContextImpl context(node, type_pointers_, values_.data(), {});
      schema.GetTypeAndShapeInferenceFunction()(context);
      return std::move(context.allOutputTypes_);
    } catch (const std::exception& error) {
      faults_.add(label, "ONNX's shape inference refuses it: " + readable(error),
                  "inputs that fit the operator", inputs_text(node));
    }
    return {};
  }

  // The output of an Einsum, of which inference of ONNX 1.12 gives only the number of dimensions; nothing for
  // other operators, and where the inputs do not fit the equation.
  std::optional<onnx::TypeProto> einsum_type(const onnx::NodeProto& node) const {
    const auto equation = node.op_type() == "Einsum" ? read_equation(node) : std::nullopt;
    if (!equation) return std::nullopt;
    std::vector<Shape> inputs;
    for (const std::string& input : node.input()) inputs.push_back(*shapes_.of(input).shape);
    const auto shape = einsum_output(*equation, inputs);
    return shape ? std::optional(type_like(node.input(0), *shape)) : std::nullopt;
  }

  // The output of a Resize or Pad that names axes, where the values that it reads are known.
  std::optional<onnx::TypeProto> type_of_axes(const onnx::NodeProto& node) {
    const bool resize = is_resize_of_axes(node);
    if ((!resize && !is_pad_of_axes(node)) || node.input_size() == 0 || node.input(0).empty())
      return std::nullopt;
    const auto& input = shapes_.of(node.input(0)).shape;
    if (!input) return std::nullopt;
    const auto integers = [&](int i) {
      const Integers* known = i < node.input_size() ? values_.integers(node.input(i)) : nullptr;
      return known == nullptr ? std::optional<Shape>() : std::optional(known->values);
    };
    std::optional<Shape> shape;
    if (resize) {
      shape = resize_output(node, *input, {integers(3), known_scales(node)});
    } else if (const auto pads = integers(1), axes = integers(3); pads && axes) {
      shape = pad_output(*input, *pads, *axes);
    }
    return shape ? std::optional(type_like(node.input(0), *shape)) : std::nullopt;
  }

  // The output of a Reshape or Resize of images whose sizes hold the batch of the file, for one image.
  std::optional<onnx::TypeProto> type_of_images(const onnx::NodeProto& node) {
    const int sizes_at = is_one_of(node, {"Reshape"}) ? 1 : is_one_of(node, {"Resize"}) ? 3 : -1;
    if (sizes_at < 0 || node.input_size() <= sizes_at || !images_.contains(node.input(0)))
      return std::nullopt;
    const auto& image = shapes_.of(node.input(0)).shape;
    const Integers* sizes = values_.integers(node.input(sizes_at));
    if (!image || sizes == nullptr) return std::nullopt;
    const auto shape = sizes_at == 1 ? reshape_one_image(*image, sizes->values, shapes_.batch)
                                     : resize_one_image(*image, sizes->values, shapes_.batch);
    return shape ? std::optional(type_like(node.input(0), *shape)) : std::nullopt;
  }

  std::optional<std::vector<float>> known_scales(const onnx::NodeProto& node) {
    const Floats* known = node.input_size() > 2 ? values_.floats(node.input(2)) : nullptr;
    return known != nullptr ? std::optional(known->values) : std::nullopt;
  }

  // A tensor of the elements of `tensor`, in another shape.
  onnx::TypeProto type_like(const std::string& tensor, const Shape& shape) const {
    onnx::TypeProto type;
    type.mutable_tensor_type()->set_elem_type(types_.at(tensor).tensor_type().elem_type());
    type.mutable_tensor_type()->mutable_shape();
    for (const std::int64_t size : shape)
      type.mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(size);
    return type;
  }

  std::string inputs_text(const onnx::NodeProto& node) const {
    std::string text = "inputs of shape ";
    for (int i = 0; i < std::min(node.input_size(), 4); ++i) {
      const std::string& name = node.input(i);
      text += (i > 0 ? ", " : "") + (name.empty() ? "(none)" : to_text(*shapes_.of(name).shape));
    }
    return text + (node.input_size() > 4 ? ", ..." : "");
  }

  bool is_constant(const onnx::NodeProto& node) const {
    if (is_onnx_domain(node.domain()) && (node.op_type() == "Shape" || node.op_type() == "Size")) return true;
    if (has_subgraph(node)) return false;
    return std::all_of(node.input().begin(), node.input().end(),
                       [&](const std::string& input) { return input.empty() || shapes_.of(input).constant; });
  }

  void set_output(const onnx::NodeProto& node, const std::string& name, const std::string& label,
                  onnx::TypeProto inferred, const std::string& why) {
    TensorInfo& info = shapes_.tensors[name];
    info.constant = is_constant(node);
    const auto declared = declared_.find(name);
    if (declared != declared_.end()) merge(*declared->second, inferred, name, label);
    info.shape = complete_shape(inferred);
    if (!info.shape) {
      const std::string shape = inferred.has_tensor_type() && inferred.tensor_type().has_shape()
                                    ? " beyond " + to_text(inferred.tensor_type().shape())
                                    : "";
      info.why_unknown =
          why.empty() ? fmt::format("ONNX's inference cannot tell the output of {}{}", label, shape) : why;
      return;
    }
    const std::int64_t least = info.constant ? 0 : 1;
    if (!is_possible(*info.shape, least)) {
      faults_.add(label, fmt::format("the shape of its output '{}' cannot be", printable(name)),
                  possible_shapes(least), to_text(inferred.tensor_type().shape()));
      info.shape.reset();
      return;
    }
    if (!info.shape->empty() && info.shape->front() == 1 && gives_images(node, images_)) images_.insert(name);
    types_[name] = std::move(inferred);
    type_pointers_[name] = &types_[name];
    if (node.op_type() == "Constant" && node.attribute_size() == 1) values_.keep(name, node.attribute(0));
    if (info.constant && node.output(0) == name) {
      const Shape first = node.input_size() > 0 ? shapes_.of(node.input(0)).shape.value_or(Shape()) : Shape();
      values_.evaluate_output(node, first, *info.shape, types_[name].tensor_type().elem_type());
    }
  }

  // What the file declares fills what inference left open, and must not contradict it.
  void merge(const onnx::TypeProto& declared, onnx::TypeProto& inferred, const std::string& name,
             const std::string& label) {
    if (!declared.has_tensor_type() ||
        (inferred.value_case() != onnx::TypeProto::VALUE_NOT_SET && !inferred.has_tensor_type()))
      return;
    auto& target = *inferred.mutable_tensor_type();
    if (target.elem_type() == onnx::TensorProto::UNDEFINED)
      target.set_elem_type(declared.tensor_type().elem_type());
    if (target.elem_type() == onnx::TensorProto::UNDEFINED) target.set_elem_type(onnx::TensorProto::FLOAT);
    if (!declared.tensor_type().has_shape()) return;
    const onnx::TensorShapeProto& shape = declared.tensor_type().shape();
    const bool open = !target.has_shape();
    bool contradicts = !open && target.shape().dim_size() != shape.dim_size();
    for (int i = 0; i < shape.dim_size() && !contradicts; ++i) {
      auto* dim = open ? target.mutable_shape()->add_dim() : target.mutable_shape()->mutable_dim(i);
      if (!dim->has_dim_value()) {
        if (const auto value = declared_size(shape, i)) dim->set_dim_value(*value);
      } else if (shape.dim(i).has_dim_value() && shape.dim(i).dim_value() != dim->dim_value()) {
        contradicts = true;
      }
    }
    if (open && shape.dim_size() == 0) target.mutable_shape();
    if (contradicts && !overridden_) {
      faults_.add(label, fmt::format("the file declares another shape for its output '{}'", printable(name)),
                  to_text(target.shape()) + ", as ONNX infers it", to_text(shape));
    }
  }

  // A declared size; the leading one is 1 where it is open or a batch that was replaced.
  std::optional<std::int64_t> declared_size(const onnx::TensorShapeProto& shape, int i) const {
    const auto& dim = shape.dim(i);
    if (i == 0 && !dim.has_dim_value() && overridden_) return 1;
    if (!dim.has_dim_value()) return std::nullopt;
    return i == 0 && dim.dim_value() == shapes_.batch ? 1 : dim.dim_value();
  }

  onnx::GraphProto& graph_;
  const int opset_;
  FaultList& faults_;
  GraphShapes shapes_;
  bool overridden_ = false;
  // What ONNX's contexts look up: types, and values of small tensors.
  std::unordered_map<std::string, onnx::TypeProto> types_;
  std::unordered_map<std::string, onnx::TypeProto*> type_pointers_;
  KnownValues values_;
  std::unordered_set<std::string> images_;  // tensors whose first dimension is the batch that became 1
  std::unordered_map<std::string, const onnx::TypeProto*> declared_;
};

}  // namespace

bool has_schema(const onnx::NodeProto& node, int opset) { return schema_of(node, opset) != nullptr; }

GraphShapes infer_shapes(Model& model, const OnnxOptions& options, FaultList& faults) {
  return Inference(model, read_inputs(model, options, faults), faults).run();
}

}  // namespace dance::importer
