// Convolutions and products of matrices as loop nests (docs/onnx.md gives the table).
//
// MatMul, A [.., m, k] times B [.., k, n]: C = k; batch dimensions of both become G, of A alone join m in P,
// of B alone join n in M. Weights is B (A, where A is constant and B is not), Inputs the other: every volume
// is exact. ConvTranspose of strides s: an output pixel takes only the taps of its phase, so the layer is s_h
// x s_w ordinary convolutions of stride 1; phases of equal taps run as one, their output channels side by
// side.
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

  // Nothing where the node lacks the input.
  const TensorInfo* input(int index) const;
  const TensorInfo* output(int index) const;
};

// The layers of a node that `product_of` knows, all shapes known; none, and faults, where it cannot be
// modelled.
std::vector<NetworkLayer> layers_of(const NodeView& view, const Product& product, const std::string& name);

std::vector<NetworkLayer> convolution_layers(const NodeView& view, const Operands& operands,
                                             const std::string& name);
std::vector<NetworkLayer> transposed_convolution_layers(const NodeView& view, const std::string& name);
std::vector<NetworkLayer> matrix_layers(const NodeView& view, const Product& product,
                                        const std::string& name);

}  // namespace dance::importer
