#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "dance/engine/onnx/image_inputs.h"
#include "dance/engine/onnx/shapes.h"

namespace dance::importer {

namespace {

// The first of the inputs that hold an operator's parameters; nothing where any input may be an activation.
// In files whose initializers were taken out, this tells weights from inputs of the network.
std::optional<int> first_parameter(const onnx::NodeProto& node) {
  static const std::map<std::string, int> kFirst = {{"BatchNormalization", 1},
                                                    {"InstanceNormalization", 1},
                                                    {"LayerNormalization", 1},
                                                    {"PRelu", 1},
                                                    {"LSTM", 1},
                                                    {"GRU", 1},
                                                    {"RNN", 1},
                                                    {"QuantizeLinear", 1},
                                                    {"DequantizeLinear", 1},
                                                    {"Reshape", 1},
                                                    {"Clip", 1},
                                                    {"Resize", 1},
                                                    {"Slice", 1},
                                                    {"Pad", 1},
                                                    {"Unsqueeze", 1},
                                                    {"Squeeze", 1},
                                                    {"Tile", 1},
                                                    {"Expand", 1},
                                                    {"Dropout", 1}};
  if (!is_onnx_domain(node.domain())) return std::nullopt;
  if (product_of(node)) return 1;
  const auto found = kFirst.find(node.op_type());
  return found == kFirst.end() ? std::nullopt : std::optional(found->second);
}

// How the nodes use tensors, by name.
struct Uses {
  std::unordered_set<std::string> parameters;   // of some operator
  std::unordered_set<std::string> activations;  // any other use
  std::unordered_set<std::string> given;        // by a node
};

Uses uses_of(const onnx::GraphProto& graph) {
  Uses uses;
  std::unordered_set<std::string> weights;
  for (const onnx::TensorProto& tensor : graph.initializer()) weights.insert(tensor.name());
  for (const onnx::NodeProto& node : graph.node()) {
    std::optional<int> first = first_parameter(node);
    if (node.input_size() > 0 && weights.contains(node.input(0))) first.reset();  // W times x
    for (int i = 0; i < node.input_size(); ++i)
      (first && i >= *first ? uses.parameters : uses.activations).insert(node.input(i));
    uses.given.insert(node.output().begin(), node.output().end());
  }
  return uses;
}

class InputReader {
 public:
  InputReader(const Model& model, const OnnxOptions& options, FaultList& faults)
      : graph_(model.proto.graph()),
        options_(options),
        faults_(faults),
        uses_(uses_of(graph_)),
        images_(image_tensors(graph_)) {}

  GraphInputs read() {
    for (const onnx::TensorProto& tensor : graph_.initializer()) {
      read_initializer(tensor.name(), tensor.data_type(), {tensor.dims().begin(), tensor.dims().end()});
    }
    for (const onnx::SparseTensorProto& tensor : graph_.sparse_initializer()) {
      read_initializer(tensor.values().name(), tensor.values().data_type(),
                       {tensor.dims().begin(), tensor.dims().end()});
    }
    for (const onnx::ValueInfoProto& input : graph_.input()) {
      if (!inputs_.tensors.contains(input.name())) read_input(input);
    }
    for (const onnx::ValueInfoProto& info : graph_.value_info()) read_weight_taken_out(info);
    check_options();
    check_batches();
    return std::move(inputs_);
  }

 private:
  void set(const std::string& name, int element_type, const Shape& shape, bool constant) {
    onnx::TypeProto& type = inputs_.types[name];
    type.mutable_tensor_type()->set_elem_type(element_type);
    type.mutable_tensor_type()->mutable_shape();
    for (const std::int64_t size : shape)
      type.mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(size);
    inputs_.tensors[name] = {.shape = shape, .constant = constant, .faulty = false, .why_unknown = ""};
  }
  void refuse(const std::string& name) { inputs_.tensors[name].faulty = true; }

  void read_initializer(const std::string& name, int element_type, const Shape& shape) {
    if (!is_possible(shape, 0)) {
      faults_.add("initializer '" + printable(name) + "'", "its shape cannot be", possible_shapes(0),
                  to_text(shape));
      return refuse(name);
    }
    set(name, element_type, shape, true);
  }

  void read_input(const onnx::ValueInfoProto& input) {
    const std::string key = "graph input '" + printable(input.name()) + "'";
    const bool constant =
        uses_.parameters.contains(input.name()) && !uses_.activations.contains(input.name());
    const bool used = uses_.parameters.contains(input.name()) || uses_.activations.contains(input.name());
    int element_type = input.type().tensor_type().elem_type();
    if (element_type == onnx::TensorProto::UNDEFINED) element_type = onnx::TensorProto::FLOAT;
    if (const auto given = options_.input_shapes.find(input.name()); given != options_.input_shapes.end()) {
      inputs_.overridden = true;
      if (is_possible(given->second, 1)) {
        Shape shape = given->second;
        if (!constant) take_one_of_batch(input.name(), shape);
        return set(input.name(), element_type, shape, constant);
      }
      faults_.add("--input-shape " + printable(input.name()), "the shape cannot be", possible_shapes(1),
                  to_text(given->second));
      return refuse(input.name());
    }
    const std::string option =
        fmt::format("--input-shape {}=N,N,... with its sizes", printable(input.name()));
    if (!input.type().has_tensor_type() || !input.type().tensor_type().has_shape()) {
      if (used) faults_.add(key, "the file gives no shape", option);
      return refuse(input.name());
    }
    const onnx::TensorShapeProto& declared = input.type().tensor_type().shape();
    const std::optional<Shape> shape = read_shape(input.name(), key, declared, constant, option, used);
    if (!shape) return refuse(input.name());
    set(input.name(), element_type, *shape, constant);
  }

  // A tensor that the file declares, but nothing gives, is a weight whose initializer was taken out.
  void read_weight_taken_out(const onnx::ValueInfoProto& info) {
    if (inputs_.tensors.contains(info.name()) || uses_.given.contains(info.name())) return;
    const bool activation = uses_.activations.contains(info.name());
    if (activation) {
      faults_.add("tensor '" + printable(info.name()) + "'",
                  "nothing in the graph gives it, and it is no weight",
                  "a graph input, an initializer, or an output of a node");
      refuse(info.name());
    } else if (uses_.parameters.contains(info.name())) {
      read_input(info);
    }
  }

  std::optional<Shape> read_shape(const std::string& name, const std::string& key,
                                  const onnx::TensorShapeProto& declared, bool constant,
                                  const std::string& option, bool used) {
    Shape shape;
    for (int i = 0; i < declared.dim_size(); ++i) {
      const auto& dim = declared.dim(i);
      if (!dim.has_dim_value() && i == 0 && !constant) {
        inputs_.notes.push_back(
            fmt::format("the leading dimension of the input '{}' is open ({}): taken as 1", printable(name),
                        to_text(declared)));
        inputs_.overridden = true;
        shape.push_back(1);
      } else if (!dim.has_dim_value()) {
        if (used) {
          faults_.add(key,
                      fmt::format("dimension {} is open ('{}')", i,
                                  dim.has_dim_param() ? printable(dim.dim_param()) : "?"),
                      option, to_text(declared));
        }
        return std::nullopt;
      } else {
        shape.push_back(dim.dim_value());
      }
    }
    if (!is_possible(shape, 1)) {
      faults_.add(key, "its shape cannot be", possible_shapes(1) + "; or " + option, to_text(declared));
      return std::nullopt;
    }
    if (!constant) take_one_of_batch(name, shape);
    return shape;
  }

  void take_one_of_batch(const std::string& name, Shape& shape) {
    if (shape.size() < 2 || shape[0] == 1) return;
    if (shape.size() >= 3 && images_.contains(name)) {
      batches_[shape[0]].push_back(printable(name));
      inputs_.replaced_batch = shape[0];
      inputs_.images.insert(name);
      inputs_.overridden = true;
      shape[0] = 1;
    } else {
      inputs_.notes.push_back(fmt::format("the input '{}' is {}: all of its {} rows are counted",
                                          printable(name), to_text(shape), shape[0]));
    }
  }

  void check_batches() {
    if (inputs_.replaced_batch > kMaxBatch) {
      faults_.add("graph", "the batch of its inputs is too large", fmt::format("at most {}", kMaxBatch),
                  std::to_string(inputs_.replaced_batch));
    }
    if (batches_.size() < 2) return;
    std::vector<std::string> found;
    for (const auto& [images, names] : batches_)
      found.push_back(fmt::format("{} images in {}", images, fmt::join(names, ", ")));
    faults_.add("graph", "inputs of different batches", "one batch for all inputs of images (--input-shape)",
                fmt::format("{}", fmt::join(found, ", ")));
  }

  void check_options() {
    std::vector<std::string> names;
    for (const onnx::ValueInfoProto& input : graph_.input()) {
      if (names.size() < 20) names.push_back(printable(input.name()));
    }
    for (const auto& entry : options_.input_shapes) {
      const std::string& name = entry.first;
      const auto is_named = [&](const onnx::ValueInfoProto& input) { return input.name() == name; };
      if (std::any_of(graph_.input().begin(), graph_.input().end(), is_named)) continue;
      faults_.add("--input-shape", "the graph has no such input",
                  fmt::format("one of {}", fmt::join(names, ", ")), "'" + printable(name) + "'");
    }
  }

  const onnx::GraphProto& graph_;
  const OnnxOptions& options_;
  FaultList& faults_;
  const Uses uses_;
  const std::unordered_set<std::string> images_;
  std::map<std::int64_t, std::vector<std::string>> batches_;  // of images, with the inputs that have them
  GraphInputs inputs_;
};

}  // namespace

GraphInputs read_inputs(const Model& model, const OnnxOptions& options, FaultList& faults) {
  return InputReader(model, options, faults).read();
}

}  // namespace dance::importer
