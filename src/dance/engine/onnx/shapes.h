// The shape of every tensor of a graph, by ONNX's own shape inference run node by node: each node is
// checked against its operator's schema first, so that a fault names the node, and no shape that cannot be
// (zero, negative, beyond kMaxDimension) reaches the next one. Shapes that inference does not give, such as
// those behind custom operators and subgraphs, come from the file's value_info.
//
// The leading dimension of an input of images (image_inputs.h) is its batch, and becomes 1: shapes are of one
// image.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dance/engine/onnx/import.h"
#include "dance/engine/onnx/model.h"

namespace dance::importer {

// Whether ONNX defines the operator in this opset.
bool has_schema(const onnx::NodeProto& node, int opset);

struct TensorInfo {
  std::optional<Shape> shape;
  // Does not depend on the network's input: a weight, or computed from weights and shapes alone.
  bool constant = false;
  // Follows from a fault that has been reported.
  bool faulty = false;
  std::string why_unknown;  // where there is no shape
};

struct GraphShapes {
  std::unordered_map<std::string, TensorInfo> tensors;
  std::vector<std::string> notes;  // what was assumed, for the user
  std::int64_t batch = 1;          // images that run together, as the inputs have them

  const TensorInfo& of(const std::string& tensor) const { return tensors.at(tensor); }
};

// The graph inputs and the initializers, with the shapes that the file or the options give, and a batch of
// 1.
struct GraphInputs {
  std::unordered_map<std::string, onnx::TypeProto> types;
  std::unordered_map<std::string, TensorInfo> tensors;
  std::vector<std::string> notes;
  std::int64_t replaced_batch = 1;         // the batch that became 1
  std::unordered_set<std::string> images;  // the inputs that had it
  bool overridden = false;                 // some shape is not what the file says
};
GraphInputs read_inputs(const Model& model, const OnnxOptions& options, FaultList& faults);

// Afterwards every node that has a schema fits it, or its outputs are marked as faulty.
GraphShapes infer_shapes(Model& model, const OnnxOptions& options, FaultList& faults);

}  // namespace dance::importer
