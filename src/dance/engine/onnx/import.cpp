#include "dance/engine/onnx/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "dance/core/files.h"
#include "dance/core/integers.h"
#include "dance/engine/onnx/layers.h"
#include "dance/engine/onnx/model.h"
#include "dance/engine/onnx/operators.h"
#include "dance/engine/onnx/shapes.h"

namespace dance {

namespace importer {

namespace {

std::set<std::string> names_of(const google::protobuf::RepeatedPtrField<onnx::ValueInfoProto>& values) {
  std::set<std::string> names;
  for (const onnx::ValueInfoProto& value : values) names.insert(value.name());
  return names;
}

// Bits of the integers that a quantised file computes with, by the most precise of its zero points, and 8
// without any; 0 of other files.
std::int64_t quantized_bits_of(const onnx::GraphProto& graph) {
  static const std::map<std::string, int> kZeroPoint = {
      {"QuantizeLinear", 2}, {"DequantizeLinear", 2}, {"QLinearConv", 2},          {"QLinearMatMul", 2},
      {"ConvInteger", 2},    {"MatMulInteger", 2},    {"DynamicQuantizeLinear", 1}};
  constexpr int kInt4 = 22, kUint4 = 21;  // data types of later versions of ONNX
  static const std::map<int, std::int64_t> kBits = {
      {onnx::TensorProto::INT16, 16}, {onnx::TensorProto::UINT16, 16}, {kInt4, 4}, {kUint4, 4}};
  std::map<std::string, int> types;
  for (const onnx::TensorProto& tensor : graph.initializer()) types[tensor.name()] = tensor.data_type();
  std::int64_t bits = 0;
  for (const onnx::NodeProto& node : graph.node()) {
    const auto found = kZeroPoint.find(node.op_type());
    if (!is_onnx_domain(node.domain()) || found == kZeroPoint.end()) continue;
    const auto type = found->second < node.input_size() ? types.find(node.input(found->second)) : types.end();
    if (type != types.end() && type->second == onnx::TensorProto::INT32) continue;  // of a bias
    const auto known = type == types.end() ? kBits.end() : kBits.find(type->second);
    bits = std::max(bits, known == kBits.end() ? std::int64_t{8} : known->second);
  }
  return bits;
}

// Says where the work of a graph without layers may be.
std::string subgraphs_text(const onnx::GraphProto& graph) {
  std::set<std::string> operators;
  for (const onnx::NodeProto& node : graph.node()) {
    if (has_subgraph(node)) operators.insert(printable(node.op_type()));
  }
  if (operators.empty()) return "";
  return fmt::format("operators inside the subgraphs of {}, which are not modelled",
                     fmt::join(operators, ", "));
}

// Walks the nodes in order and builds the network.
class NetworkBuilder {
 public:
  NetworkBuilder(const Model& model, const GraphShapes& shapes, FaultList& faults)
      : graph_(model.proto.graph()), opset_(model.opset), shapes_(shapes), faults_(faults) {
    network_.notes = shapes.notes;
  }

  Network build() {
    for (int i = 0; i < graph_.node_size(); ++i) {
      const onnx::NodeProto& node = graph_.node(i);
      visit({node, label_of(node, i), shapes_, faults_}, i);
    }
    network_.quantized_bits = quantized_bits_of(graph_);
    return std::move(network_);
  }

 private:
  void visit(const NodeView& view, int index) {
    if (follows_from_fault(view) || is_constant(view)) return;
    const bool known = has_schema(view.node, opset_);
    if (const auto product = product_of(view.node); known && product) {
      add_layers(view, *product, index);
    } else if (known && is_folded(view.node)) {
      fold(view.node, view.node.input(0));
    } else if (known && is_elementwise(view.node)) {
      visit_elementwise(view);
    } else {
      network_.list(type_of(view.node), operations_of(view));
    }
  }

  bool follows_from_fault(const NodeView& view) const {
    for (int i = 0; i < view.node.output_size(); ++i) {
      if (const TensorInfo* output = view.output(i); output != nullptr && output->faulty) return true;
    }
    return false;
  }

  // Whether the node can be computed once, before the network runs. So can one without outputs: it does
  // nothing.
  bool is_constant(const NodeView& view) const {
    for (int i = 0; i < view.node.output_size(); ++i) {
      if (const TensorInfo* output = view.output(i); output != nullptr && !output->constant) return false;
    }
    return true;
  }

  void add_layers(const NodeView& view, const Product& product, int index) {
    bool known = true;
    std::vector<const TensorInfo*> tensors = {view.input(product.operands.activations),
                                              view.input(product.operands.weights)};
    // Each output of a recurrent operator may be left out, and its layers follow from its inputs.
    if (product.kind != ProductKind::Recurrent) tensors.push_back(view.output(0));
    for (const TensorInfo* tensor : tensors) {
      if (!known || (tensor != nullptr && tensor->shape)) continue;
      known = false;
      const std::string why = tensor == nullptr ? "no such tensor" : tensor->why_unknown;
      if (!reported_.insert(why).second) continue;
      faults_.add(
          view.label, "the shape of a tensor that it reads or writes is unknown",
          "an operator that ONNX's shape inference knows before it, or the shape in the file's value_info",
          why);
    }
    if (!known) return;
    for (NetworkLayer& layer : layers_of(view, product, name_of(view.node, index))) {
      if (view.output(0) != nullptr) layer_of_[view.node.output(0)] = network_.layers.size();
      network_.layers.push_back(std::move(layer));
    }
    if (product.kind == ProductKind::Gemm && view.input(2) != nullptr &&
        layer_of_.contains(view.node.output(0)))
      add_residual(view.node.output(0), {view.node.input(2)});
  }

  // Names of nodes are optional in ONNX and may repeat; those of layers differ.
  std::string name_of(const onnx::NodeProto& node, int index) {
    const auto given = [](const std::string& output) { return !output.empty(); };
    const auto output = std::find_if(node.output().begin(), node.output().end(), given);
    const std::string first = output == node.output().end() ? "" : *output;
    std::string name = printable(node.name().empty() ? first : node.name());
    if (!names_.insert(name).second) {
      name += fmt::format("#{}", index);
      names_.insert(name);
    }
    return name;
  }

  const std::string& root_of(const std::string& tensor) const {
    const auto found = root_.find(tensor);
    return found == root_.end() ? tensor : found->second;
  }
  void fold(const onnx::NodeProto& node, const std::string& operand) {
    root_[node.output(0)] = root_of(operand);
  }

  // Whether a tensor is an activation. A weight is none, and neither is a graph input that is broadcast,
  // since it is a bias whose initializer was taken out.
  bool is_activation(const std::string& tensor, const TensorInfo& output) const {
    const TensorInfo& info = shapes_.of(tensor);
    if (info.constant) return false;
    if (!graph_inputs_.contains(tensor) || !info.shape || !output.shape) return true;
    return *info.shape == *output.shape;
  }

  void visit_elementwise(const NodeView& view) {
    const TensorInfo& output = *view.output(0);
    std::vector<std::string> activations;
    std::set<std::string> roots;
    for (const std::string& input : view.node.input()) {
      if (!input.empty() && is_activation(input, output) && roots.insert(root_of(input)).second)
        activations.push_back(input);
    }
    if (activations.size() == 1) return fold(view.node, activations.front());  // a bias, x * sigmoid(x), ...
    if (activations.empty() || !is_addition(view.node) || !fuse_addition(view.node, activations, output))
      network_.list(type_of(view.node), operations_of(view));
  }

  // The last of the layers that give an operand of the output's shape adds the others to its result.
  bool fuse_addition(const onnx::NodeProto& node, const std::vector<std::string>& activations,
                     const TensorInfo& output) {
    const std::string* last = nullptr;
    for (const std::string& tensor : activations) {
      const TensorInfo& info = shapes_.of(tensor);
      if (!info.shape || !output.shape || *info.shape != *output.shape) continue;
      const auto layer = layer_of_.find(root_of(tensor));
      if (layer == layer_of_.end()) continue;
      if (last == nullptr || layer->second > layer_of_.at(root_of(*last))) last = &tensor;
    }
    if (last == nullptr) return false;
    std::vector<std::string> others;
    for (const std::string& tensor : activations) {
      if (!shapes_.of(tensor).shape) return false;
      if (&tensor != last) others.push_back(tensor);
    }
    add_residual(root_of(*last), others);
    fold(node, *last);
    return true;
  }

  void add_residual(const std::string& root, const std::vector<std::string>& others) {
    NetworkLayer& layer = network_.layers[layer_of_.at(root)];
    std::int64_t& words = layer.residual_words;
    for (const std::string& tensor : others) {
      const TensorInfo& info = shapes_.of(tensor);
      if (info.constant || !info.shape) continue;
      const auto elements = volume(*info.shape);
      if (!elements || __builtin_add_overflow(words, ceil_divide(*elements, layer.steps), &words))
        faults_.add("tensor '" + printable(tensor) + "'", "its words do not fit into 64 bits",
                    "a smaller tensor");
    }
  }

  const onnx::GraphProto& graph_;
  const int opset_;
  const GraphShapes& shapes_;
  FaultList& faults_;
  Network network_;
  std::set<std::string> names_;
  std::set<std::string> reported_;  // why shapes are unknown
  const std::set<std::string> graph_inputs_ = names_of(graph_.input());
  std::unordered_map<std::string, std::string> root_;      // a folded tensor -> the tensor it is made from
  std::unordered_map<std::string, std::size_t> layer_of_;  // a layer's output -> the layer
};

}  // namespace

}  // namespace importer

Network import_onnx(std::string_view bytes, const std::string& file_name, const OnnxOptions& options) {
  importer::Model model = importer::parse_model(bytes, file_name, options);
  importer::FaultList faults(file_name);
  const importer::GraphShapes shapes = importer::infer_shapes(model, options, faults);
  Network network = importer::NetworkBuilder(model, shapes, faults).build();
  network.name = importer::printable(std::filesystem::path(file_name).stem().string());
  if (faults.count() == 0 && network.layers.empty()) {
    faults.add("graph", "no layer to model",
               "at least one convolution, product of matrices or recurrent operator",
               importer::subgraphs_text(model.proto.graph()));
  }
  if (faults.count() == 0 && !network.fits())
    faults.add("graph", "the network's MACs or weights do not fit into 64 bits", "a smaller network");
  faults.check();
  network.set_batch(shapes.batch);
  return network;
}

Network import_onnx(const std::filesystem::path& file, const OnnxOptions& options) {
  return import_onnx(read_file(file), file.string(), options);
}

}  // namespace dance
