#include "dance/engine/onnx/known_values.h"

#include <onnx/defs/tensor_proto_util.h>

#include <utility>

#include "dance/engine/onnx/values.h"

namespace dance::importer {

namespace {

bool is_integral(int type) {
  return type == onnx::TensorProto::INT64 || type == onnx::TensorProto::INT32 ||
         type == onnx::TensorProto::BOOL;
}

// Values of one dimension, or a single one, as ONNX holds them.
onnx::TensorProto tensor_of(const Shape& shape, int type) {
  onnx::TensorProto tensor;
  tensor.set_data_type(type);
  for (const std::int64_t size : shape) tensor.add_dims(size);
  return tensor;
}

onnx::TensorProto to_tensor(const Integers& integers, int type) {
  onnx::TensorProto tensor = tensor_of(integers.shape, type);
  for (const std::int64_t value : integers.values) {
    if (type == onnx::TensorProto::INT64) tensor.add_int64_data(value);
    if (type == onnx::TensorProto::INT32) tensor.add_int32_data(static_cast<std::int32_t>(value));
  }
  return tensor;
}

onnx::TensorProto to_tensor(const Floats& floats) {
  onnx::TensorProto tensor = tensor_of(floats.shape, onnx::TensorProto::FLOAT);
  for (const float value : floats.values) tensor.add_float_data(value);
  return tensor;
}

Shape shape_of(const onnx::TensorProto& tensor) { return {tensor.dims().begin(), tensor.dims().end()}; }

}  // namespace

void KnownValues::keep(const std::string& name, const onnx::TensorProto& tensor) {
  if (has_small_data(tensor)) data_[name] = &tensor;
}

void KnownValues::keep(const std::string& name, const onnx::AttributeProto& value) {
  if (value.has_t()) return keep(name, value.t());
  onnx::TensorProto tensor;
  if (value.has_i()) {
    tensor = to_tensor(Integers{{}, {value.i()}}, onnx::TensorProto::INT64);
  } else if (value.ints_size() > 0) {
    tensor = to_tensor(Integers{{value.ints_size()}, {value.ints().begin(), value.ints().end()}},
                       onnx::TensorProto::INT64);
  } else if (value.has_f()) {
    tensor = to_tensor(Floats{{}, {value.f()}});
  } else if (value.floats_size() > 0) {
    tensor = to_tensor(Floats{{value.floats_size()}, {value.floats().begin(), value.floats().end()}});
  } else {
    return;
  }
  keep(name, constants_.emplace_back(std::move(tensor)));
}

void KnownValues::evaluate_output(const onnx::NodeProto& node, const Shape& first, const Shape& output,
                                  int type) {
  const std::string& name = node.output(0);
  if (data_.contains(name) || (!is_integral(type) && type != onnx::TensorProto::FLOAT)) return;
  std::vector<KnownInput> inputs;
  std::vector<const Integers*> of_integers;
  for (const std::string& input : node.input()) {
    inputs.push_back({integers(input), floats(input)});
    of_integers.push_back(inputs.back().integers);
  }
  if (type == onnx::TensorProto::FLOAT) {
    if (auto value = evaluate_floats(node, inputs, output)) set(name, std::move(*value));
  } else if (is_one_of(node, {"Cast"}) && inputs.size() == 1 && inputs[0].floats != nullptr) {
    if (auto value = cast_to_integers(*inputs[0].floats, type)) set(name, std::move(*value), type);
  } else if (auto value = evaluate(node, of_integers, first, output)) {
    set(name, std::move(*value), type);
  }
}

void KnownValues::set(const std::string& name, Integers value, int type) {
  if (value.shape.size() <= 1 && type != onnx::TensorProto::BOOL)
    keep(name, constants_.emplace_back(to_tensor(value, type)));
  integers_[name] = std::move(value);
}

void KnownValues::set(const std::string& name, Floats value) {
  if (value.shape.size() <= 1) keep(name, constants_.emplace_back(to_tensor(value)));
  floats_[name] = std::move(value);
}

const Integers* KnownValues::integers(const std::string& name) {
  if (const auto found = integers_.find(name); found != integers_.end()) return &found->second;
  const auto found = data_.find(name);
  if (found == data_.end() || !is_integral(found->second->data_type())) return nullptr;
  const onnx::TensorProto& tensor = *found->second;
  return &integers_.emplace(name, Integers{shape_of(tensor), integers_of(tensor)}).first->second;
}

const Floats* KnownValues::floats(const std::string& name) {
  if (const auto found = floats_.find(name); found != floats_.end()) return &found->second;
  const auto found = data_.find(name);
  if (found == data_.end() || found->second->data_type() != onnx::TensorProto::FLOAT) return nullptr;
  const onnx::TensorProto& tensor = *found->second;
  return &floats_.emplace(name, Floats{shape_of(tensor), onnx::ParseData<float>(&tensor)}).first->second;
}

}  // namespace dance::importer
