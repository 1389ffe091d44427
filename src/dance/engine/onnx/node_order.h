// ONNX asks for nodes in an order in which each reads tensors that stand before it. Some tools write them in
// another one, which says the same as long as there is no cycle.
#pragma once

#include <onnx/onnx_pb.h>

#include <vector>

namespace dance::importer {

struct NodeOrder {
  bool changed = false;
  std::vector<int> in_cycle;  // nodes that are in a cycle or depend on one
};

// Sorts the nodes where that is needed and there is no cycle. Of nodes that may stand next, the one that
// comes first in the file does.
NodeOrder sort_nodes(onnx::GraphProto& graph);

}  // namespace dance::importer
