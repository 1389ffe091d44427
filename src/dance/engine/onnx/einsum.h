// Einsum's equations: "bij,bjk->bik" multiplies x[b, i, j] by y[b, j, k] and sums over j, which is in no
// dimension of the output. "..." stands for any number of dimensions, which are broadcast.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

struct EinsumEquation {
  std::vector<std::string> inputs;  // a letter for each dimension, and '.' for the ellipsis
  std::string output;
};

// The node's equation, with the output that an equation without "->" implies; nothing where it is none.
std::optional<EinsumEquation> read_equation(const onnx::NodeProto& node);
// Whether two operands are multiplied and summed over a letter that both have. An Einsum that sums over
// nothing multiplies element by element.
bool is_matrix_product(const EinsumEquation& equation);

// The product as stacks of matrices [shared, m, k] and [shared, k, n]. A letter of one operand alone that the
// output lacks is summed before the product, and counts in none of them.
struct EinsumProduct {
  Shape shared, m, k, n;
};
// Nothing where the shapes do not fit the equation.
std::optional<EinsumProduct> einsum_product(const EinsumEquation& equation, const Shape& a, const Shape& b);
std::optional<Shape> einsum_output(const EinsumEquation& equation, const std::vector<Shape>& inputs);

}  // namespace dance::importer
