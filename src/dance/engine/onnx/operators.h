// What becomes of the operators that are no layer: folded into the layer before them at no cost, or listed
// with a count of their operations.
#pragma once

#include <optional>
#include <string>

#include "dance/engine/onnx/layers.h"

namespace dance::importer {

// Elementwise functions of one activation, batch norm, quantisation, and views of a tensor under another
// shape: free.
bool is_folded(const onnx::NodeProto& node);

// Elementwise functions of two or more tensors: free where at most one is an activation (a bias, a scale).
bool is_elementwise(const onnx::NodeProto& node);
// Those that add: with two activations, a residual connection.
bool is_addition(const onnx::NodeProto& node);

// Operators of networks, whose shape inference in ONNX 1.12 stands any input (the fuzz target runs it).
// Others are rare in networks, and some of theirs read past what they are given: their outputs have the
// shapes that the file declares.
bool is_inferable(const onnx::NodeProto& node);

// Operations of a listed operator: a pooling's outputs times its window; the MACs of a recurrent layer; else
// the elements of its largest activation. Nothing for subgraphs, other domains and unknown shapes.
std::optional<std::int64_t> operations_of(const NodeView& view);
// The operator's name, with its domain where that is not ONNX's.
std::string type_of(const onnx::NodeProto& node);

}  // namespace dance::importer
