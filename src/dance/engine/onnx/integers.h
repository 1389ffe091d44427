// Evaluates the integers from which a graph computes shapes, node by node, as far as they follow from the
// file: sizes of tensors that are halved, joined, padded with zeros, put into another order, and the like.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

struct Integers {
  Shape shape;
  std::vector<std::int64_t> values;  // row-major
};

// The value of a node's output, which has the shape `output_shape`. `inputs` has one entry for each input
// of the node, null where its values are unknown; `input_shape` is the shape of the first one. The result
// is nothing where the operator is not one that exporters compute shapes with, where its inputs do not fit,
// or where a value does not fit into 64 bits.
std::optional<Integers> evaluate(const onnx::NodeProto& node, const std::vector<const Integers*>& inputs,
                                 const Shape& input_shape, const Shape& output_shape);

}  // namespace dance::importer
