// The integers that a graph computes its shapes from (sizes of tensors, halved, joined, padded with zeros,
// turned round), evaluated node by node as far as they follow from the file.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

struct Integers {
  Shape shape;
  std::vector<std::int64_t> values;  // row-major
};

// The value of a node's output of this shape. `inputs` has one entry for each input of the node, null where
// its values are unknown; `input_shape` is the shape of the first one. Nothing where the operator is none of
// those that exporters compute shapes with, its inputs do not fit, or a value does not fit into 64 bits.
std::optional<Integers> evaluate(const onnx::NodeProto& node, const std::vector<const Integers*>& inputs,
                                 const Shape& input_shape, const Shape& output_shape);

}  // namespace dance::importer
