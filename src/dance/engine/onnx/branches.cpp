#include "dance/engine/onnx/branches.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace dance::importer {

namespace {

using Names = std::unordered_map<std::string, std::string>;  // of a branch -> in the graph around it

bool is_if(const onnx::NodeProto& node) { return is_onnx_domain(node.domain()) && node.op_type() == "If"; }

// As for layers: names of nodes are optional.
std::string name_of(const onnx::NodeProto& node) {
  return node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
}

onnx::GraphProto* graph_attribute(onnx::NodeProto& node, const std::string& name) {
  for (onnx::AttributeProto& attribute : *node.mutable_attribute()) {
    if (attribute.name() == name && attribute.has_g()) return attribute.mutable_g();
  }
  return nullptr;
}

std::pair<int, int> size_of(const onnx::GraphProto& graph) {
  std::pair<int, int> size = {0, graph.node_size()};
  for (const onnx::NodeProto& node : graph.node()) {
    if (product_of(node)) ++size.first;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (!attribute.has_g()) continue;
      const auto [products, nodes] = size_of(attribute.g());
      size.first += products, size.second += nodes;
    }
  }
  return size;
}

void rename(std::string& name, const Names& names) {
  if (const auto found = names.find(name); found != names.end()) name = found->second;
}

// A subgraph inside may read all tensors around it.
void rename_reads(onnx::NodeProto& node, const Names& names) {
  for (std::string& input : *node.mutable_input()) rename(input, names);
  for (onnx::AttributeProto& attribute : *node.mutable_attribute()) {
    if (!attribute.has_g()) continue;
    for (onnx::NodeProto& inner : *attribute.mutable_g()->mutable_node()) rename_reads(inner, names);
    for (onnx::ValueInfoProto& output : *attribute.mutable_g()->mutable_output())
      rename(*output.mutable_name(), names);
  }
}

class Inliner {
 public:
  Inliner(onnx::GraphProto& graph, const OnnxOptions& options, std::vector<std::string>& notes,
          FaultList& faults)
      : graph_(graph), options_(options), notes_(notes), faults_(faults) {}

  void run() {
    for (const auto& named : options_.takes_then) unused_.insert(named.first);
    while (std::any_of(graph_.node().begin(), graph_.node().end(), is_if) && faults_.count() == 0) {
      google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
      nodes.Swap(graph_.mutable_node());
      for (onnx::NodeProto& node : nodes) {
        if (is_if(node)) {
          put_branch_for(node);
        } else {
          graph_.add_node()->Swap(&node);
        }
      }
    }
    check_names();
  }

 private:
  void put_branch_for(onnx::NodeProto& node) {
    onnx::GraphProto* const branches[] = {graph_attribute(node, "then_branch"),
                                          graph_attribute(node, "else_branch")};
    const std::string name = printable(name_of(node));
    names_.push_back(name);
    if (branches[0] == nullptr || branches[1] == nullptr) {
      faults_.add("If '" + name + "'", "an If without two branches", "then_branch and else_branch");
      return;
    }
    onnx::GraphProto& branch = *branches[takes_then(name, *branches[0], *branches[1]) ? 0 : 1];
    if (branch.output_size() != node.output_size()) {
      faults_.add("If '" + name + "'", "its branch has other outputs than the operator",
                  fmt::format("{} outputs", node.output_size()), std::to_string(branch.output_size()));
      return;
    }
    take(branch, node);
  }

  bool takes_then(const std::string& name, const onnx::GraphProto& first, const onnx::GraphProto& second) {
    unused_.erase(name);
    if (const auto named = options_.takes_then.find(name); named != options_.takes_then.end())
      return named->second;
    const bool then = size_of(first) >= size_of(second);
    notes_.push_back(
        fmt::format("of the If '{}' the {} branch is taken, the larger one (--branch {}={} for the other)",
                    name, then ? "then" : "else", name, then ? "else" : "then"));
    return then;
  }

  void take(onnx::GraphProto& branch, const onnx::NodeProto& node) {
    const Names names = names_of(branch, node);
    for (onnx::TensorProto& tensor : *branch.mutable_initializer()) {
      rename(*tensor.mutable_name(), names);
      graph_.add_initializer()->Swap(&tensor);
    }
    for (onnx::ValueInfoProto& info : *branch.mutable_value_info()) {
      rename(*info.mutable_name(), names);
      graph_.add_value_info()->Swap(&info);
    }
    for (onnx::NodeProto& inner : *branch.mutable_node()) {
      rename_reads(inner, names);
      for (std::string& output : *inner.mutable_output()) rename(output, names);
      graph_.add_node()->Swap(&inner);
    }
    // What the branch hands on, from around it or a second time, has no node of its own there.
    for (int i = 0; i < node.output_size(); ++i) {
      std::string given = branch.output(i).name();
      rename(given, names);
      if (node.output(i).empty() || given == node.output(i)) continue;
      onnx::NodeProto& identity = *graph_.add_node();
      identity.set_op_type("Identity");
      identity.add_input(given);
      identity.add_output(node.output(i));
    }
  }

  static Names names_of(const onnx::GraphProto& branch, const onnx::NodeProto& node) {
    Names names;
    // Names of nodes may repeat, those of tensors do not.
    const std::string first = node.output_size() > 0 ? node.output(0) : "";
    const std::string prefix = first.empty() ? name_of(node) : first;
    const auto add = [&](const std::string& own) {
      if (!own.empty()) names[own] = prefix + "/" + own;
    };
    for (const onnx::TensorProto& tensor : branch.initializer()) add(tensor.name());
    for (const onnx::NodeProto& inner : branch.node()) {
      for (const std::string& output : inner.output()) add(output);
    }
    std::set<std::string> handed_on;
    for (int i = 0; i < node.output_size(); ++i) {
      const auto own = names.find(branch.output(i).name());
      if (own != names.end() && !node.output(i).empty() && handed_on.insert(own->first).second)
        own->second = node.output(i);
    }
    return names;
  }

  void check_names() {
    for (const std::string& name : unused_) {
      faults_.add("--branch", "the graph has no such If",
                  names_.empty() ? "no --branch, as it has none at all"
                                 : fmt::format("one of {}", fmt::join(names_, ", ")),
                  "'" + printable(name) + "'");
    }
  }

  onnx::GraphProto& graph_;
  const OnnxOptions& options_;
  std::vector<std::string>& notes_;
  FaultList& faults_;
  std::vector<std::string> names_;  // of every If
  std::set<std::string> unused_;    // names that the user gives and no If has had so far
};

}  // namespace

void inline_branches(onnx::GraphProto& graph, const OnnxOptions& options, std::vector<std::string>& notes,
                     FaultList& faults) {
  Inliner(graph, options, notes, faults).run();
}

}  // namespace dance::importer
