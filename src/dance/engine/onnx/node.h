// Nodes of an ONNX graph as the importer sees them: typed attributes, labels for faults, and text of the
// file made safe to print.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dance/core/error.h"

namespace dance::importer {

using Shape = std::vector<std::int64_t>;

inline constexpr std::int64_t kMaxDimension = std::int64_t{1} << 31;  // of a tensor, a kernel, a stride, ...
inline constexpr std::size_t kMaxRank = 32;

// Gathers the faults of one file.
class FaultList {
 public:
  explicit FaultList(std::string file) : file_(std::move(file)) {}
  void add(std::string key, std::string problem, std::string expected = "", std::string found = "");
  std::size_t count() const { return faults_.size(); }
  void check() const;  // throws Error where there are faults

 private:
  std::string file_;
  std::vector<Fault> faults_;
};

inline constexpr std::size_t kMaxNameBytes = 80;  // of a name of the file in a message

// Names in a file may be any bytes. Here control characters and what is not UTF-8 become '?', and longer text
// is cut.
std::string printable(std::string_view text, std::size_t max_bytes = kMaxNameBytes);
// "[1, 64, ?]"
std::string to_text(const Shape& shape);
std::string to_text(const onnx::TensorShapeProto& shape);
// "node 3 'layer1.conv1' (Conv)"
std::string label_of(const onnx::NodeProto& node, int index);
// The domain of ONNX's own operators, under both of its names.
bool is_onnx_domain(const std::string& domain);
// Whether the node is one of these operators of ONNX's own.
bool is_one_of(const onnx::NodeProto& node, const std::set<std::string>& operators);
bool has_subgraph(const onnx::NodeProto& node);

// The axis that a number means, which may count from the end; nothing where there is no such axis.
std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank);

// Elements of a tensor; nothing where they do not fit into 64 bits.
std::optional<std::int64_t> volume(const Shape& shape);

// Whether a tensor may have this shape: at most kMaxRank dimensions, each in least..kMaxDimension, and a
// number of elements that fits into 64 bits.
bool is_possible(const Shape& shape, std::int64_t least);
std::string possible_shapes(std::int64_t least);  // the same in words

// The attribute of this name, or null.
const onnx::AttributeProto* find_attribute(const onnx::NodeProto& node, std::string_view name);
// The values of attributes whose types have been checked against the operator's schema; `fallback` where
// the node has no such attribute.
std::int64_t integer_attribute(const onnx::NodeProto& node, std::string_view name, std::int64_t fallback);
Shape integers_attribute(const onnx::NodeProto& node, std::string_view name, const Shape& fallback);
std::string text_attribute(const onnx::NodeProto& node, std::string_view name, const std::string& fallback);

// Which inputs of an operator are the two operands of its products.
struct Operands {
  int activations = 0, weights = 1;
};
// Convolutions, products of matrices, quantised or not, and recurrent operators, which hold such products;
// nothing for other operators.
enum class ProductKind { Convolution, TransposedConvolution, Gemm, MatMul, Einsum, Recurrent };
struct Product {
  ProductKind kind = ProductKind::Convolution;
  Operands operands;
};
std::optional<Product> product_of(const onnx::NodeProto& node);

}  // namespace dance::importer
