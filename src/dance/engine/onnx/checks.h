// What a node must fulfil before and after ONNX's shape inference. Inference trusts what it is given: it
// divides by strides, makes as many dimensions as a shape tensor has elements, and does not compare the
// numbers of elements before and after a Reshape. Each check returns false, and adds a fault that names
// `label`, where the node does not pass.
#pragma once

#include <string>

#include "dance/engine/onnx/shapes.h"

namespace onnx {
class OpSchema;
}

namespace dance::importer {

// The definition of the node's operator; null where ONNX does not define it in this opset.
const onnx::OpSchema* schema_of(const onnx::NodeProto& node, int opset);
// Whether inputs, outputs and attributes are those of the operator, which must have a schema, and of the
// right types.
bool fits_schema(const onnx::NodeProto& node, int opset, const std::string& label, FaultList& faults);
// The check before inference. The shapes of all inputs must be known.
bool may_be_inferred(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                     FaultList& faults);
// The check of one input whose values are known before the run. Inference computes sizes from them, which
// must not wrap round.
bool values_are_usable(const onnx::NodeProto& node, int input, const Shape& values, const std::string& label,
                       FaultList& faults);
// The check after inference. With `batch_replaced` the fault says that the likely cause is a batch that the
// file holds as a number.
bool keeps_elements(const onnx::NodeProto& node, const std::string& label, const GraphShapes& shapes,
                    bool batch_replaced, FaultList& faults);

// The message of an exception that ONNX threw, without its tag and context.
std::string readable(const std::exception& error);

}  // namespace dance::importer
