// What a node must fulfil before and after ONNX's shape inference, which trusts what it is given: divides by
// strides, makes as many dimensions as a shape tensor has elements, and does not compare a Reshape's
// elements. Each returns false, with a fault that names `label`, where the node does not.
#pragma once

#include <string>

#include "dance/engine/onnx/shapes.h"

namespace onnx {
class OpSchema;
}

namespace dance::importer {

// Nothing where ONNX does not define the operator in this opset.
const onnx::OpSchema* schema_of(const onnx::NodeProto& node, int opset);
// Inputs, outputs, and attributes are those of the operator, of the right types. The operator has a schema.
bool fits_schema(const onnx::NodeProto& node, int opset, const std::string& label, FaultList& faults);
// Before inference, all input shapes known.
bool may_be_inferred(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                     FaultList& faults);
// The values of one input, known before the run: those that sizes are computed from must not make them wrap
// round.
bool values_are_usable(const onnx::NodeProto& node, int input, const Shape& values, const std::string& label,
                       FaultList& faults);
// After it. `batch_replaced`: the likely cause of a fault is a batch that the file holds as a number.
bool keeps_elements(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                    bool batch_replaced, FaultList& faults);

// The message of an exception of ONNX's, without its tag and context.
std::string readable(const std::exception& error);

}  // namespace dance::importer
