// Convolutions and products of matrices as loop nests (docs/onnx.md gives the table).
//
// MatMul multiplies A [.., m, k] by B [.., k, n]. C is k. Batch dimensions of both operands become G; those
// of A alone join m in P, and those of B alone join n in M. The weights are B, or A where only A is
// constant, and the inputs are the other one, so that every volume is exact.
//
// In a ConvTranspose of strides s_h and s_w an output pixel takes only the taps of its phase, so that it is
// s_h x s_w ordinary convolutions of stride 1. Phases with equal taps run as one layer, their output
// channels side by side.
//
// A recurrent operator multiplies X [steps, batch, features] by W [directions, gates x hidden, features] and
// the state [directions, batch, hidden] by R [directions, gates x hidden, hidden], with 4 gates in an LSTM, 3
// in a GRU and 1 in an RNN. The product with W does not need the state, so that it is one layer over all
// steps, with the directions side by side in M. The one with R runs once in each step, with the directions
// in G; it adds its step's part of the product with W, which is a residual read.
#pragma once

#include <string>
#include <vector>

#include "dance/engine/onnx/node.h"
#include "dance/engine/onnx/shapes.h"
#include "dance/engine/workload/network.h"

namespace dance::importer {

// One node and what is known about the tensors around it.
struct NodeView {
  const onnx::NodeProto& node;
  std::string label;
  const GraphShapes& shapes;
  FaultList& faults;

  // Null where the node lacks the input (or the output).
  const TensorInfo* input(int index) const;
  const TensorInfo* output(int index) const;
};

// The layers of a node that `product_of` knows; all shapes around it must be known. Where the node cannot
// be modelled there are faults, and no layers.
std::vector<NetworkLayer> layers_of(const NodeView& view, const Product& product, const std::string& name);

std::vector<NetworkLayer> convolution_layers(const NodeView& view, const Operands& operands,
                                             const std::string& name);
std::vector<NetworkLayer> transposed_convolution_layers(const NodeView& view, const std::string& name);
std::vector<NetworkLayer> matrix_layers(const NodeView& view, const Product& product,
                                        const std::string& name);
std::vector<NetworkLayer> recurrent_layers(const NodeView& view, const std::string& name);

}  // namespace dance::importer
