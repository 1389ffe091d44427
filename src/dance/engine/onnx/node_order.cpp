#include "dance/engine/onnx/node_order.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace dance::importer {

namespace {

void add_reads(const onnx::NodeProto& node, std::unordered_set<std::string>& names);

// A subgraph may read any tensor of the graph around it.
void add_reads(const onnx::GraphProto& graph, std::unordered_set<std::string>& names) {
  std::unordered_set<std::string> inside;
  for (const onnx::NodeProto& node : graph.node()) add_reads(node, inside);
  for (const onnx::ValueInfoProto& output : graph.output()) inside.insert(output.name());
  for (const onnx::ValueInfoProto& input : graph.input()) inside.erase(input.name());
  for (const onnx::NodeProto& node : graph.node()) {
    for (const std::string& output : node.output()) inside.erase(output);
  }
  names.merge(inside);
}

void add_reads(const onnx::NodeProto& node, std::unordered_set<std::string>& names) {
  names.insert(node.input().begin(), node.input().end());
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.has_g()) add_reads(attribute.g(), names);
    for (const onnx::GraphProto& graph : attribute.graphs()) add_reads(graph, names);
  }
}

void put_in_order(onnx::GraphProto& graph, const std::vector<int>& order) {
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
  for (const int node : order) nodes.Add()->Swap(graph.mutable_node(node));
  graph.mutable_node()->Swap(&nodes);
}

}  // namespace

NodeOrder sort_nodes(onnx::GraphProto& graph) {
  std::unordered_map<std::string, int> producer;
  for (int i = 0; i < graph.node_size(); ++i) {
    for (const std::string& output : graph.node(i).output()) {
      if (!output.empty()) producer.emplace(output, i);
    }
  }
  const auto nodes = static_cast<std::size_t>(graph.node_size());
  std::vector<std::vector<int>> readers(nodes);
  std::vector<int> waits_for(nodes, 0);
  for (int i = 0; i < graph.node_size(); ++i) {
    std::unordered_set<std::string> names;
    add_reads(graph.node(i), names);
    for (const std::string& name : names) {
      const auto found = producer.find(name);
      if (found == producer.end()) continue;
      readers[static_cast<std::size_t>(found->second)].push_back(i);
      ++waits_for[static_cast<std::size_t>(i)];
    }
  }
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (int i = 0; i < graph.node_size(); ++i) {
    if (waits_for[static_cast<std::size_t>(i)] == 0) ready.push(i);
  }
  std::vector<int> order;
  for (; !ready.empty();) {
    const int node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const int reader : readers[static_cast<std::size_t>(node)]) {
      if (--waits_for[static_cast<std::size_t>(reader)] == 0) ready.push(reader);
    }
  }
  NodeOrder result;
  if (order.size() < nodes) {
    for (int i = 0; i < graph.node_size(); ++i) {
      if (waits_for[static_cast<std::size_t>(i)] > 0) result.in_cycle.push_back(i);
    }
  } else if (!std::is_sorted(order.begin(), order.end())) {
    result.changed = true;
    put_in_order(graph, order);
  }
  return result;
}

}  // namespace dance::importer
