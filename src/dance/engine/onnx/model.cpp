#include "dance/engine/onnx/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "dance/engine/onnx/branches.h"
#include "dance/engine/onnx/node_order.h"

namespace dance::importer {

namespace {

std::string version_range(int least, int most) { return fmt::format("{} to {}", least, most); }

// The opset of ONNX's own operators; where the file names several, the last version.
int read_opset(Model& model, FaultList& faults) {
  std::optional<std::int64_t> opset;
  for (const onnx::OperatorSetIdProto& import : model.proto.opset_import()) {
    if (!is_onnx_domain(import.domain())) continue;
    if (opset && *opset != import.version()) {
      model.notes.push_back(fmt::format("the file names opset {} and opset {}: read as opset {}", *opset,
                                        import.version(), std::max(*opset, import.version())));
    }
    opset = std::max(opset.value_or(import.version()), import.version());
  }
  const std::string expected = "an opset from " + version_range(kMinOpset, kMaxOpset);
  if (!opset) {
    faults.add("opset_import", "the file does not say which version of ONNX's operators it uses", expected);
  } else if (*opset < kMinOpset || *opset > kMaxOpset) {
    faults.add("opset_import", "the version of ONNX's operators is not supported",
               expected + " (export the model again with one of them, or convert it)",
               fmt::format("opset {}", *opset));
  } else {
    return static_cast<int>(*opset);
  }
  return kMaxOpset;
}

void check_versions(Model& model, FaultList& faults) {
  if (!model.proto.has_ir_version()) {
    faults.add("ir_version", "missing: not an ONNX model, or a damaged one",
               "an ir_version from " + version_range(kMinIrVersion, kMaxIrVersion));
  } else if (model.proto.ir_version() < kMinIrVersion || model.proto.ir_version() > kMaxIrVersion) {
    faults.add("ir_version", "the version of the file format is not supported",
               "an ir_version from " + version_range(kMinIrVersion, kMaxIrVersion),
               std::to_string(model.proto.ir_version()));
  }
  model.opset = read_opset(model, faults);
  if (model.proto.graph().node_size() == 0)
    faults.add("graph", "no operator to model", "at least one node", "none");
}

// Where each tensor comes from, in the order of the nodes.
class Structure {
 public:
  // `in_cycle` are the nodes that no order puts behind all that they read.
  Structure(const onnx::GraphProto& graph, const std::vector<int>& in_cycle, FaultList& faults)
      : graph_(graph), in_cycle_(in_cycle.begin(), in_cycle.end()), faults_(faults) {}

  void check() {
    for (const auto& input : graph_.input()) add(input.name(), "a graph input");
    for (const auto& tensor : graph_.initializer()) add_initializer(tensor.name());
    for (const auto& tensor : graph_.sparse_initializer()) add_initializer(tensor.values().name());
    for (const auto& info : graph_.value_info()) declared_.insert(info.name());
    for (int i = 0; i < graph_.node_size(); ++i) {
      for (const std::string& output : graph_.node(i).output()) producer_.emplace(output, i);
    }
    for (int i = 0; i < graph_.node_size(); ++i) check_node(i);
    for (const auto& output : graph_.output()) {
      if (!origin_.contains(output.name()))
        faults_.add("graph output '" + printable(output.name()) + "'", "no node gives this tensor");
    }
  }

 private:
  void add(const std::string& name, const std::string& origin) {
    if (name.empty()) {
      faults_.add(origin, "has no name", "a name");
      return;
    }
    const auto [entry, added] = origin_.emplace(name, origin);
    if (!added) {
      faults_.add(origin, fmt::format("the tensor '{}' has two origins", printable(name)),
                  "names that differ", "also given by " + entry->second);
    }
  }
  // Before IR version 4 every initializer was a graph input as well.
  void add_initializer(const std::string& name) {
    if (const auto entry = origin_.find(name); entry != origin_.end() && entry->second == "a graph input") {
      entry->second = "an initializer";
    } else {
      add(name, "an initializer");
    }
  }
  void check_node(int index) {
    const onnx::NodeProto& node = graph_.node(index);
    const std::string label = label_of(node, index);
    if (node.op_type().empty()) faults_.add(label, "the node has no operator", "an op_type");
    for (const std::string& input : node.input()) {
      if (input.empty() || origin_.contains(input)) continue;
      if (declared_.contains(input) && !producer_.contains(input)) continue;  // a weight that was taken out
      const auto later = producer_.find(input);
      if (later != producer_.end() && !in_cycle_.contains(index)) continue;
      faults_.add(label, fmt::format("reads the tensor '{}'", printable(input)),
                  "a graph input, an initializer, or an output of a node that does not depend on this one",
                  later == producer_.end()
                      ? "a name that nothing in the graph gives"
                      : fmt::format("an output of {}: the nodes form a cycle",
                                    label_of(graph_.node(later->second), later->second)));
    }
    for (const std::string& output : node.output()) {
      if (!output.empty()) add(output, label);
    }
  }

  const onnx::GraphProto& graph_;
  const std::unordered_set<int> in_cycle_;
  FaultList& faults_;
  std::unordered_map<std::string, std::string> origin_;
  std::unordered_map<std::string, int> producer_;
  std::unordered_set<std::string> declared_;  // by value_info
};

}  // namespace

Model parse_model(std::string_view bytes, const std::string& file, const OnnxOptions& options) {
  Model model;
  FaultList faults(file);
  constexpr std::size_t kMaxBytes = std::numeric_limits<int>::max();
  if (bytes.size() > kMaxBytes) {
    faults.add("", "the file is too large for a protobuf",
               "less than 2 GiB, weights in external files or left out",
               fmt::format("{} bytes", bytes.size()));
  } else if (bytes.empty()) {
    faults.add("", "the file is empty", "an ONNX model");
  } else if (!model.proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    faults.add("", "not an ONNX model, or a truncated one", "a protobuf of ONNX's ModelProto",
               fmt::format("{} bytes that do not parse as one", bytes.size()));
  }
  faults.check();
  check_versions(model, faults);
  faults.check();
  inline_branches(*model.proto.mutable_graph(), options, model.notes, faults);
  faults.check();
  const NodeOrder order = sort_nodes(*model.proto.mutable_graph());
  if (order.changed) {
    model.notes.push_back(
        "the nodes of the file are out of order: they are sorted, and numbered in their new order");
  }
  Structure(model.proto.graph(), order.in_cycle, faults).check();
  faults.check();
  return model;
}

}  // namespace dance::importer
