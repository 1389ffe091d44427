#include "dance/engine/onnx/floats.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <string>

namespace dance::importer {

namespace {

// Gives the elements of tensors a number each, so that what moves integers moves floats as well.
class Numbered {
 public:
  Integers number(const Floats& tensor) {
    Integers numbers{tensor.shape, Shape(tensor.values.size())};
    std::iota(numbers.values.begin(), numbers.values.end(), std::ssize(elements_));
    elements_.insert(elements_.end(), tensor.values.begin(), tensor.values.end());
    return numbers;
  }

  Floats elements_of(const Integers& numbers) const {
    Floats floats{numbers.shape, {}};
    for (const std::int64_t i : numbers.values)
      floats.values.push_back(elements_[static_cast<std::size_t>(i)]);
    return floats;
  }

 private:
  std::vector<float> elements_;
};

// Operators that give elements of their inputs, in another order or under another shape.
bool is_moving(const std::string& op) {
  static const std::set<std::string> kOperators = {"Concat",   "Gather",  "Slice",     "Transpose",
                                                   "Identity", "Reshape", "Unsqueeze", "Squeeze",
                                                   "Flatten",  "Expand",  "Cast"};
  return kOperators.contains(op);
}

std::optional<Floats> moved(const onnx::NodeProto& node, const std::vector<KnownInput>& inputs,
                            const Shape& output) {
  Numbered elements;
  std::deque<Integers> numbers;
  std::vector<const Integers*> numbered;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool moves = i == 0 || node.op_type() == "Concat";  // the others are indices and shapes
    if (moves != (inputs[i].floats != nullptr)) return std::nullopt;
    numbered.push_back(moves ? &numbers.emplace_back(elements.number(*inputs[i].floats))
                             : inputs[i].integers);
  }
  const auto result = evaluate(node, numbered, inputs.empty() ? Shape() : inputs[0].floats->shape, output);
  return result ? std::optional(elements.elements_of(*result)) : std::nullopt;
}

std::optional<Floats> broadcast(const Floats& tensor, const Shape& output) {
  onnx::NodeProto expand;
  expand.set_op_type("Expand");
  return moved(expand, {{.floats = &tensor}}, output);
}

// Functions of the elements at one place.
struct Elementwise {
  std::size_t inputs = 0;
  float (*function)(const std::vector<float>& x) = nullptr;
};

const Elementwise* find_elementwise(const std::string& op) {
  using X = std::vector<float>;
  static const std::map<std::string, Elementwise> kOperators = {
      {"Add", {2, [](const X& x) { return x[0] + x[1]; }}},
      {"Sub", {2, [](const X& x) { return x[0] - x[1]; }}},
      {"Mul", {2, [](const X& x) { return x[0] * x[1]; }}},
      {"Div", {2, [](const X& x) { return x[1] == 0 ? HUGE_VALF : x[0] / x[1]; }}},
      {"Min", {2, [](const X& x) { return std::min(x[0], x[1]); }}},
      {"Max", {2, [](const X& x) { return std::max(x[0], x[1]); }}},
      {"Floor", {1, [](const X& x) { return std::floor(x[0]); }}},
      {"Ceil", {1, [](const X& x) { return std::ceil(x[0]); }}},
      {"Round", {1, [](const X& x) { return std::nearbyint(x[0]); }}}};  // halves to the even integer
  const auto found = kOperators.find(op);
  return found == kOperators.end() ? nullptr : &found->second;
}

std::optional<Floats> elementwise(const Elementwise& of, const std::vector<KnownInput>& inputs,
                                  const Shape& output) {
  if (inputs.size() != of.inputs) return std::nullopt;
  std::vector<Floats> operands;
  for (const KnownInput& input : inputs) {
    auto operand = input.floats != nullptr ? broadcast(*input.floats, output) : std::nullopt;
    if (!operand) return std::nullopt;
    operands.push_back(std::move(*operand));
  }
  Floats result{output, {}};
  for (std::size_t i = 0; i < operands[0].values.size(); ++i) {
    std::vector<float> x;
    for (const Floats& operand : operands) x.push_back(operand.values[i]);
    result.values.push_back(of.function(x));
  }
  return result;
}

std::optional<Floats> values_of(const onnx::NodeProto& node, const std::vector<KnownInput>& inputs,
                                const Shape& output) {
  const std::string& op = node.op_type();
  if (const Elementwise* found = find_elementwise(op)) return elementwise(*found, inputs, output);
  if (op == "Cast" && inputs.size() == 1 && inputs[0].integers != nullptr &&
      inputs[0].integers->shape == output)
    return Floats{output, {inputs[0].integers->values.begin(), inputs[0].integers->values.end()}};
  return is_moving(op) ? moved(node, inputs, output) : std::nullopt;
}

}  // namespace

std::optional<Floats> evaluate_floats(const onnx::NodeProto& node, const std::vector<KnownInput>& inputs,
                                      const Shape& output) {
  if (!is_onnx_domain(node.domain())) return std::nullopt;
  auto floats = values_of(node, inputs, output);
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!floats || !std::all_of(floats->values.begin(), floats->values.end(), finite)) return std::nullopt;
  return floats;
}

std::optional<Integers> cast_to_integers(const Floats& floats, int type) {
  if (type != onnx::TensorProto::INT64 && type != onnx::TensorProto::INT32) return std::nullopt;
  const float end = type == onnx::TensorProto::INT64 ? 0x1p63F : 0x1p31F;
  Integers integers{floats.shape, {}};
  for (const float value : floats.values) {
    if (!(value >= -end && value < end)) return std::nullopt;
    integers.values.push_back(static_cast<std::int64_t>(value));  // towards zero, as ONNX's Cast
  }
  return integers;
}

}  // namespace dance::importer
