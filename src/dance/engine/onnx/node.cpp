#include "dance/engine/onnx/node.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "dance/core/utf8.h"
#include "dance/engine/onnx/einsum.h"

namespace dance::importer {

namespace {

// Bytes of the character at the front of the text; 0 where there is none, or a control character.
std::size_t printable_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = utf8_length(text);
  const bool control = (length == 1 && (byte(0) < 0x20 || byte(0) == 0x7f)) ||
                       (length == 2 && byte(0) == 0xc2 && byte(1) < 0xa0);
  return control ? 0 : length;
}

}  // namespace

void FaultList::add(std::string key, std::string problem, std::string expected, std::string found) {
  faults_.push_back({file_, 0, std::move(key), std::move(problem), std::move(expected), std::move(found)});
}

void FaultList::check() const {
  if (!faults_.empty()) throw Error(faults_);
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= max_bytes) return out + "...";
    const std::size_t length = printable_length(text);
    out += length == 0 ? "?" : std::string(text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string to_text(const Shape& shape) {
  const auto shown = static_cast<std::ptrdiff_t>(std::min(shape.size(), kMaxRank));
  return fmt::format("[{}{}]", fmt::join(shape.begin(), shape.begin() + shown, ", "),
                     shape.size() > kMaxRank ? ", ..." : "");
}

std::string to_text(const onnx::TensorShapeProto& shape) {
  std::vector<std::string> dims;
  for (const auto& dim : shape.dim()) {
    if (dims.size() == kMaxRank) {
      dims.push_back("...");
      break;
    }
    dims.push_back(dim.has_dim_value()   ? std::to_string(dim.dim_value())
                   : dim.has_dim_param() ? printable(dim.dim_param())
                                         : "?");
  }
  return fmt::format("[{}]", fmt::join(dims, ", "));
}

std::string label_of(const onnx::NodeProto& node, int index) {
  const std::string name = node.name().empty() ? "" : fmt::format(" '{}'", printable(node.name()));
  const std::string domain = is_onnx_domain(node.domain()) ? "" : printable(node.domain()) + ".";
  return fmt::format("node {}{} ({}{})", index, name, domain, printable(node.op_type()));
}

bool is_onnx_domain(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

bool is_one_of(const onnx::NodeProto& node, const std::set<std::string>& operators) {
  return is_onnx_domain(node.domain()) && operators.contains(node.op_type());
}

bool has_subgraph(const onnx::NodeProto& node) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.has_g() || attribute.graphs_size() > 0) return true;
  }
  return false;
}

std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank) {
  if (axis < 0) axis += static_cast<std::int64_t>(rank);
  if (axis < 0 || axis >= static_cast<std::int64_t>(rank)) return std::nullopt;
  return static_cast<std::size_t>(axis);
}

std::optional<std::int64_t> volume(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t size : shape) {
    if (__builtin_mul_overflow(product, size, &product)) return std::nullopt;
  }
  return product;
}

bool is_possible(const Shape& shape, std::int64_t least) {
  const auto good = [&](std::int64_t size) { return size >= least && size <= kMaxDimension; };
  return shape.size() <= kMaxRank && std::all_of(shape.begin(), shape.end(), good) &&
         volume(shape).has_value();
}

std::string possible_shapes(std::int64_t least) {
  return fmt::format("at most {} dimensions in {}..{}, and elements within 64 bits", kMaxRank, least,
                     kMaxDimension);
}

const onnx::AttributeProto* find_attribute(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

std::int64_t integer_attribute(const onnx::NodeProto& node, std::string_view name, std::int64_t fallback) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute != nullptr && attribute->has_i() ? attribute->i() : fallback;
}

Shape integers_attribute(const onnx::NodeProto& node, std::string_view name, const Shape& fallback) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute == nullptr ? fallback : Shape(attribute->ints().begin(), attribute->ints().end());
}

std::string text_attribute(const onnx::NodeProto& node, std::string_view name, const std::string& fallback) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute != nullptr && attribute->has_s() ? attribute->s() : fallback;
}

std::optional<Product> product_of(const onnx::NodeProto& node) {
  static const std::map<std::string, Product> kProducts = {
      {"Conv", {ProductKind::Convolution, {0, 1}}},
      {"ConvInteger", {ProductKind::Convolution, {0, 1}}},
      {"QLinearConv", {ProductKind::Convolution, {0, 3}}},
      {"ConvTranspose", {ProductKind::TransposedConvolution, {0, 1}}},
      {"Gemm", {ProductKind::Gemm, {0, 1}}},
      {"MatMul", {ProductKind::MatMul, {0, 1}}},
      {"MatMulInteger", {ProductKind::MatMul, {0, 1}}},
      {"QLinearMatMul", {ProductKind::MatMul, {0, 3}}},
      {"LSTM", {ProductKind::Recurrent, {0, 1}}},
      {"GRU", {ProductKind::Recurrent, {0, 1}}},
      {"RNN", {ProductKind::Recurrent, {0, 1}}}};
  if (!is_onnx_domain(node.domain())) return std::nullopt;
  if (node.op_type() == "Einsum") {
    const auto equation = read_equation(node);
    return equation && is_matrix_product(*equation) ? std::optional(Product{ProductKind::Einsum, {0, 1}})
                                                    : std::nullopt;
  }
  const auto found = kProducts.find(node.op_type());
  return found == kProducts.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace dance::importer
