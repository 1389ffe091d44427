// The operator If runs one of two subgraphs, by a value that only a run of the network gives. Here the nodes
// of one of them take its place: of the branch that the user names, else of the larger one.
#pragma once

#include <string>
#include <vector>

#include "dance/engine/onnx/import.h"
#include "dance/engine/onnx/node.h"

namespace dance::importer {

// Larger is the branch with more products (product_of), then that with more nodes, then the first one.
// `notes` get a line for each If that the user did not name. Faults are names that no If has, and branches
// without the outputs of their If. Tensors of a branch get the name of the If's first output before theirs,
// so that they differ from others.
void inline_branches(onnx::GraphProto& graph, const OnnxOptions& options, std::vector<std::string>& notes,
                     FaultList& faults);

}  // namespace dance::importer
