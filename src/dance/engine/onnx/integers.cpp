#include "dance/engine/onnx/integers.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "dance/engine/onnx/values.h"

namespace dance::importer {

namespace {

using Values = std::vector<std::int64_t>;
using Value = std::optional<std::int64_t>;
using Inputs = std::vector<const Integers*>;

// Place of an element in each dimension.
Shape place_of(std::int64_t index, const Shape& shape) {
  Shape place(shape.size());
  for (std::size_t d = shape.size(); d-- > 0; index /= shape[d]) place[d] = index % shape[d];
  return place;
}

std::int64_t index_of(const Shape& place, const Shape& shape) {
  std::int64_t index = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) index = index * shape[d] + place[d];
  return index;
}

// The element of `tensor` that goes to this place of a larger or equal shape (ONNX, "Multidirectional
// Broadcasting").
Value broadcast(const Integers& tensor, const Shape& place) {
  if (tensor.shape.size() > place.size()) return std::nullopt;
  Shape own(place.end() - static_cast<std::ptrdiff_t>(tensor.shape.size()), place.end());
  for (std::size_t d = 0; d < own.size(); ++d) {
    if (tensor.shape[d] == 1) own[d] = 0;
    if (own[d] >= tensor.shape[d]) return std::nullopt;
  }
  return tensor.values[static_cast<std::size_t>(index_of(own, tensor.shape))];
}

// One value for each place of the output.
std::optional<Values> at_each_place(const Shape& output,
                                    const std::function<Value(const Shape& place)>& value) {
  Values values;
  const std::int64_t count = volume(output).value_or(0);
  for (std::int64_t i = 0; i < count; ++i) {
    const Value one = value(place_of(i, output));
    if (!one) return std::nullopt;
    values.push_back(*one);
  }
  return values;
}

std::optional<Values> sizes(const onnx::NodeProto& node, const Shape& shape) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  const auto bound = [&](const char* name, std::int64_t fallback) {
    const std::int64_t at = integer_attribute(node, name, fallback);
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t start = bound("start", 0), end = bound("end", rank);
  if (start > end) return Values();
  return Values(shape.begin() + start, shape.begin() + end);
}

std::optional<Values> filled(const onnx::NodeProto& node, const Shape& output) {
  std::int64_t fill = 0;
  if (const onnx::AttributeProto* attribute = find_attribute(node, "value")) {
    if (!attribute->has_t() || !has_small_data(attribute->t())) return std::nullopt;
    const Shape value = integers_of(attribute->t());
    if (value.size() != 1) return std::nullopt;
    fill = value[0];
  }
  return Values(static_cast<std::size_t>(volume(output).value_or(0)), fill);
}

std::optional<Values> concatenated(const onnx::NodeProto& node, const Inputs& inputs, const Shape& output) {
  const auto axis = axis_of(integer_attribute(node, "axis", 0), output.size());
  if (!axis) return std::nullopt;
  return at_each_place(output, [&](Shape place) -> Value {
    for (const Integers* input : inputs) {
      if (input->shape.size() != output.size()) return std::nullopt;
      if (place[*axis] < input->shape[*axis]) return broadcast(*input, place);
      place[*axis] -= input->shape[*axis];
    }
    return std::nullopt;
  });
}

std::optional<Values> gathered(const onnx::NodeProto& node, const Inputs& inputs, const Shape& output) {
  const Integers &data = *inputs[0], &indices = *inputs[1];
  const auto axis = axis_of(integer_attribute(node, "axis", 0), data.shape.size());
  if (!axis || output.size() + 1 != data.shape.size() + indices.shape.size()) return std::nullopt;
  const auto cut = static_cast<std::ptrdiff_t>(*axis), end = cut + std::ssize(indices.shape);
  return at_each_place(output, [&](const Shape& place) -> Value {
    const Value index = broadcast(indices, Shape(place.begin() + cut, place.begin() + end));
    if (!index) return std::nullopt;
    Shape from(place.begin(), place.begin() + cut);
    from.push_back(*index < 0 ? *index + data.shape[*axis] : *index);
    from.insert(from.end(), place.begin() + end, place.end());
    if (from[*axis] < 0) return std::nullopt;
    return broadcast(data, from);
  });
}

// The ends of a slice are not needed: the output's shape holds them.
std::optional<Values> slice(const onnx::NodeProto& node, const Inputs& inputs, const Shape& output) {
  const Integers& data = *inputs[0];
  const std::size_t rank = data.shape.size();
  // What the attribute or the input holds, which may be left out; nothing where it is given but not known.
  const auto given = [&](std::size_t i, const char* attribute) -> std::optional<Values> {
    if (inputs.size() < 2) return integers_attribute(node, attribute, {});  // before opset 10
    if (i >= inputs.size() || node.input(static_cast<int>(i)).empty()) return Values();
    return inputs[i] != nullptr ? std::optional(inputs[i]->values) : std::nullopt;
  };
  const auto given_starts = given(1, "starts"), given_axes = given(3, "axes"),
             given_steps = given(4, "steps");
  if (!given_starts || !given_axes || !given_steps) return std::nullopt;
  const Values &starts = *given_starts, &steps = *given_steps;
  Values axes = *given_axes;
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (axes.size() != starts.size() || (!steps.empty() && steps.size() != axes.size()) ||
      output.size() != rank)
    return std::nullopt;
  Shape first(rank, 0), step(rank, 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = axis_of(axes[i], rank);
    if (!axis) return std::nullopt;
    const std::int64_t size = data.shape[*axis];
    step[*axis] = steps.empty() ? 1 : std::clamp<std::int64_t>(steps[i], -kMaxDimension, kMaxDimension);
    const std::int64_t start = std::clamp<std::int64_t>(starts[i], -kMaxDimension, kMaxDimension);
    first[*axis] =
        std::clamp<std::int64_t>(start < 0 ? start + size : start, 0, step[*axis] < 0 ? size - 1 : size);
  }
  return at_each_place(output, [&](Shape place) -> Value {
    for (std::size_t d = 0; d < rank; ++d) {
      place[d] = first[d] + place[d] * step[d];
      if (place[d] < 0 || place[d] >= data.shape[d]) return std::nullopt;
    }
    return data.values[static_cast<std::size_t>(index_of(place, data.shape))];
  });
}

std::optional<Values> transposed(const onnx::NodeProto& node, const Integers& data, const Shape& output) {
  Shape order(data.shape.size());
  std::iota(order.rbegin(), order.rend(), 0);
  order = integers_attribute(node, "perm", order);
  if (order.size() != output.size()) return std::nullopt;
  return at_each_place(output, [&](const Shape& place) -> Value {
    Shape from(place.size());
    for (std::size_t d = 0; d < place.size(); ++d) {
      const auto axis = axis_of(order[d], place.size());
      if (!axis) return std::nullopt;
      from[*axis] = place[d];
    }
    return broadcast(data, from);
  });
}

std::optional<Values> range(const Inputs& inputs, const Shape& output) {
  if (inputs[0]->values.size() != 1 || inputs[2]->values.size() != 1) return std::nullopt;
  return at_each_place(output, [&](const Shape& place) -> Value {
    std::int64_t value = 0;
    if (place.size() != 1 || __builtin_mul_overflow(place[0], inputs[2]->values[0], &value) ||
        __builtin_add_overflow(value, inputs[0]->values[0], &value))
      return std::nullopt;
    return value;
  });
}

// Functions of the elements at one place.
using Function = Value (*)(const Values&);

Value add(const Values& x) {
  std::int64_t y = 0;
  return __builtin_add_overflow(x[0], x[1], &y) ? std::nullopt : Value(y);
}
Value subtract(const Values& x) {
  std::int64_t y = 0;
  return __builtin_sub_overflow(x[0], x[1], &y) ? std::nullopt : Value(y);
}
Value multiply(const Values& x) {
  std::int64_t y = 0;
  return __builtin_mul_overflow(x[0], x[1], &y) ? std::nullopt : Value(y);
}
// By -1 the quotient may not fit, so that it is left unknown.
Value divide(const Values& x) { return x[1] == 0 || x[1] == -1 ? std::nullopt : Value(x[0] / x[1]); }
// With fmod 0 the result has the divisor's sign.
Value modulo(const Values& x) {
  if (x[1] == 0 || x[1] == -1) return std::nullopt;
  const std::int64_t rest = x[0] % x[1];
  return rest != 0 && (rest < 0) != (x[1] < 0) ? rest + x[1] : rest;
}

struct Elementwise {
  std::size_t inputs = 0;
  Function function = nullptr;
};

const Elementwise* find_elementwise(const std::string& op) {
  static const std::map<std::string, Elementwise> kOperators = {
      {"Add", {2, add}},
      {"Sub", {2, subtract}},
      {"Mul", {2, multiply}},
      {"Div", {2, divide}},
      {"Mod", {2, modulo}},
      {"Min", {2, [](const Values& x) { return Value(std::min(x[0], x[1])); }}},
      {"Max", {2, [](const Values& x) { return Value(std::max(x[0], x[1])); }}},
      {"Equal", {2, [](const Values& x) { return Value(x[0] == x[1]); }}},
      {"Where", {3, [](const Values& x) { return Value(x[0] != 0 ? x[1] : x[2]); }}},
      {"Expand", {1, [](const Values& x) { return Value(x[0]); }}}};
  const auto found = kOperators.find(op);
  return found == kOperators.end() ? nullptr : &found->second;
}

std::optional<Values> elementwise(const Elementwise& of, const Inputs& inputs, const Shape& output) {
  return at_each_place(output, [&](const Shape& place) -> Value {
    Values x;
    for (std::size_t i = 0; i < of.inputs; ++i) {
      const Value one = broadcast(*inputs[i], place);
      if (!one) return std::nullopt;
      x.push_back(*one);
    }
    return of.function(x);
  });
}

// How many of its inputs an operator takes values from. The others only decide the output's shape, which is
// known.
std::optional<std::size_t> inputs_needed(const onnx::NodeProto& node) {
  static const std::map<std::string, std::size_t> kNeeded = {
      {"Gather", 2}, {"Slice", 1},   {"Transpose", 1}, {"Range", 3},     {"Identity", 1},
      {"Cast", 1},   {"Reshape", 1}, {"Squeeze", 1},   {"Unsqueeze", 1}, {"Flatten", 1}};
  const std::string& op = node.op_type();
  if (const Elementwise* found = find_elementwise(op)) return found->inputs;
  if (op == "Concat") return static_cast<std::size_t>(node.input_size());
  const auto found = kNeeded.find(op);
  return found == kNeeded.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Values> values_of(const onnx::NodeProto& node, const Inputs& inputs, const Shape& input_shape,
                                const Shape& output) {
  const std::string& op = node.op_type();
  if (op == "Shape") return sizes(node, input_shape);
  if (op == "Size") return Values{volume(input_shape).value_or(0)};
  if (op == "ConstantOfShape") return filled(node, output);
  if (op == "Mod" && integer_attribute(node, "fmod", 0) != 0) return std::nullopt;
  const auto needed = inputs_needed(node);
  if (!needed || inputs.size() < *needed) return std::nullopt;
  const auto end = inputs.begin() + static_cast<std::ptrdiff_t>(*needed);
  if (std::find(inputs.begin(), end, nullptr) != end) return std::nullopt;
  if (const Elementwise* found = find_elementwise(op)) return elementwise(*found, inputs, output);
  if (op == "Concat") return concatenated(node, inputs, output);
  if (op == "Gather") return gathered(node, inputs, output);
  if (op == "Slice") return slice(node, inputs, output);
  if (op == "Transpose") return transposed(node, *inputs[0], output);
  if (op == "Range") return range(inputs, output);
  return inputs[0]->values;  // under another shape or type
}

}  // namespace

std::optional<Integers> evaluate(const onnx::NodeProto& node, const std::vector<const Integers*>& inputs,
                                 const Shape& input_shape, const Shape& output_shape) {
  const auto count = volume(output_shape);
  if (!is_onnx_domain(node.domain()) || !count || *count > kMaxDataElements) return std::nullopt;
  auto values = values_of(node, inputs, input_shape, output_shape);
  if (!values || std::ssize(*values) != *count) return std::nullopt;
  return Integers{output_shape, std::move(*values)};
}

}  // namespace dance::importer
