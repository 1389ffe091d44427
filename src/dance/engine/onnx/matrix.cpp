#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dance/engine/onnx/einsum.h"
#include "dance/engine/onnx/layers.h"

namespace dance::importer {

namespace {

// A [batch.., m, k] times B [batch.., k, n] as a loop nest.
struct MatrixProduct {
  std::int64_t shared = 1;           // batch dimensions of both
  std::int64_t m = 1, k = 1, n = 1;  // with the batch dimensions of A alone in m, of B alone in n
  bool fits = true;                  // each within 64 bits

  void multiply(std::int64_t& factor, std::int64_t size) {
    fits = !__builtin_mul_overflow(factor, size, &factor) && fits;
  }
};

// As NumPy broadcasts: a vector A is a row, a vector B a column.
std::optional<MatrixProduct> matmul(const NodeView& view, Shape a, Shape b) {
  if (a.empty() || b.empty()) {
    view.faults.add(view.label, "an operand is a scalar", "vectors, matrices or stacks of them");
    return std::nullopt;
  }
  if (a.size() == 1) a.insert(a.begin(), 1);
  if (b.size() == 1) b.push_back(1);
  MatrixProduct product;
  product.m = a[a.size() - 2], product.k = a.back(), product.n = b.back();
  bool agree = b[b.size() - 2] == product.k;
  const std::size_t batches = std::max(a.size(), b.size()) - 2;
  for (std::size_t i = 0; i < batches; ++i) {
    const auto size = [&](const Shape& shape) {
      return i + 2 < shape.size() ? shape[shape.size() - 3 - i] : 1;
    };
    const std::int64_t of_a = size(a), of_b = size(b);
    if (of_a == of_b) {
      product.multiply(product.shared, of_a);
    } else if (of_b == 1) {
      product.multiply(product.m, of_a);
    } else if (of_a == 1) {
      product.multiply(product.n, of_b);
    } else {
      agree = false;
    }
  }
  if (agree) return product;
  view.faults.add(view.label, "the operands' shapes do not fit", "[.., m, k] and [.., k, n]",
                  to_text(a) + " and " + to_text(b));
  return std::nullopt;
}

std::optional<MatrixProduct> gemm(const NodeView& view, Shape a, Shape b) {
  if (a.size() != 2 || b.size() != 2) {
    view.faults.add(view.label, "an operand is no matrix", "two matrices", to_text(a) + " and " + to_text(b));
    return std::nullopt;
  }
  if (integer_attribute(view.node, "transA", 0) != 0) std::swap(a[0], a[1]);
  if (integer_attribute(view.node, "transB", 0) != 0) std::swap(b[0], b[1]);
  return matmul(view, a, b);
}

std::optional<MatrixProduct> einsum(const NodeView& view, const Shape& a, const Shape& b) {
  const auto product = einsum_product(*read_equation(view.node), a, b);
  if (!product) {
    view.faults.add(view.label, "the operands' shapes do not fit its equation",
                    printable(text_attribute(view.node, "equation", "")), to_text(a) + " and " + to_text(b));
    return std::nullopt;
  }
  MatrixProduct matrix;
  for (const std::int64_t size : product->shared) matrix.multiply(matrix.shared, size);
  for (const std::int64_t size : product->m) matrix.multiply(matrix.m, size);
  for (const std::int64_t size : product->k) matrix.multiply(matrix.k, size);
  for (const std::int64_t size : product->n) matrix.multiply(matrix.n, size);
  return matrix;
}

std::optional<MatrixProduct> read_product(const NodeView& view, ProductKind kind, const Shape& a,
                                          const Shape& b) {
  if (kind == ProductKind::Einsum) return einsum(view, a, b);
  return kind == ProductKind::Gemm ? gemm(view, a, b) : matmul(view, a, b);
}

}  // namespace

std::vector<NetworkLayer> matrix_layers(const NodeView& view, const Product& product,
                                        const std::string& name) {
  const TensorInfo& a = *view.input(product.operands.activations);
  const TensorInfo& b = *view.input(product.operands.weights);
  auto matrix = read_product(view, product.kind, *a.shape, *b.shape);
  if (!matrix) return {};
  if (!matrix->fits) {
    view.faults.add(view.label, "the layer's MACs or words do not fit into 64 bits", "a smaller layer");
    return {};
  }
  if (a.constant && !b.constant) std::swap(matrix->m, matrix->n);
  NetworkLayer layer;
  layer.layer.name = name;
  layer.layer.bounds[Dim::G] = matrix->shared;
  layer.layer.bounds[Dim::M] = matrix->n;
  layer.layer.bounds[Dim::C] = matrix->k;
  layer.layer.bounds[Dim::P] = matrix->m;
  layer.constant_weights = a.constant || b.constant;
  return {layer};
}

}  // namespace dance::importer
