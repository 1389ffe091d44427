#include "engine/onnx/builder.h"

namespace dance::test {

namespace {

void declare(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& shape,
             const std::string& symbol = "") {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  tensor.mutable_shape();
  for (const std::int64_t size : shape) {
    auto& dim = *tensor.mutable_shape()->add_dim();
    if (size >= 0) dim.set_dim_value(size);
    if (size < 0 && !symbol.empty()) dim.set_dim_param(symbol);
  }
}

void fill(onnx::TensorProto& tensor, const std::vector<std::int64_t>& values) {
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) tensor.add_int64_data(value);
}

}  // namespace

NodeBuilder& NodeBuilder::name(const std::string& name) {
  node_.set_name(name);
  return *this;
}
NodeBuilder& NodeBuilder::domain(const std::string& domain) {
  node_.set_domain(domain);
  return *this;
}
NodeBuilder& NodeBuilder::output(const std::string& tensor) {
  node_.add_output(tensor);
  return *this;
}
NodeBuilder& NodeBuilder::integer(const std::string& name, std::int64_t value) {
  add(name, onnx::AttributeProto::INT).set_i(value);
  return *this;
}
NodeBuilder& NodeBuilder::ints(const std::string& name, const std::vector<std::int64_t>& values) {
  onnx::AttributeProto& attribute = add(name, onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
  return *this;
}
NodeBuilder& NodeBuilder::number(const std::string& name, float value) {
  add(name, onnx::AttributeProto::FLOAT).set_f(value);
  return *this;
}
NodeBuilder& NodeBuilder::text(const std::string& name, const std::string& value) {
  add(name, onnx::AttributeProto::STRING).set_s(value);
  return *this;
}
NodeBuilder& NodeBuilder::subgraph(const std::string& name, const onnx::GraphProto& graph) {
  *add(name, onnx::AttributeProto::GRAPH).mutable_g() = graph;
  return *this;
}
NodeBuilder& NodeBuilder::values(const std::vector<std::int64_t>& values) {
  fill(*add("value", onnx::AttributeProto::TENSOR).mutable_t(), values);
  return *this;
}
onnx::AttributeProto& NodeBuilder::add(const std::string& name, onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

OnnxBuilder::OnnxBuilder(int opset, int ir_version) {
  proto_.set_ir_version(ir_version);
  proto_.add_opset_import()->set_version(opset);
  proto_.mutable_graph()->set_name("graph");
}
OnnxBuilder& OnnxBuilder::input(const std::string& name, const std::vector<std::int64_t>& shape) {
  return open_input(name, shape, "");
}
OnnxBuilder& OnnxBuilder::open_input(const std::string& name, const std::vector<std::int64_t>& shape,
                                     const std::string& symbol) {
  declare(*proto_.mutable_graph()->add_input(), name, shape, symbol);
  return *this;
}
OnnxBuilder& OnnxBuilder::weight(const std::string& name, const std::vector<std::int64_t>& shape) {
  onnx::TensorProto& tensor = *proto_.mutable_graph()->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t size : shape) tensor.add_dims(size);
  return *this;
}
OnnxBuilder& OnnxBuilder::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  onnx::TensorProto& tensor = *proto_.mutable_graph()->add_initializer();
  tensor.set_name(name);
  fill(tensor, values);
  return *this;
}
OnnxBuilder& OnnxBuilder::floats(const std::string& name, const std::vector<float>& values) {
  weight(name, {static_cast<std::int64_t>(values.size())});
  for (const float value : values)
    proto_.mutable_graph()->mutable_initializer()->rbegin()->add_float_data(value);
  return *this;
}
OnnxBuilder& OnnxBuilder::value_info(const std::string& name, const std::vector<std::int64_t>& shape) {
  declare(*proto_.mutable_graph()->add_value_info(), name, shape);
  return *this;
}
OnnxBuilder& OnnxBuilder::graph_output(const std::string& name, const std::vector<std::int64_t>& shape) {
  declare(*proto_.mutable_graph()->add_output(), name, shape);
  return *this;
}
NodeBuilder OnnxBuilder::node(const std::string& op, const std::vector<std::string>& inputs,
                              const std::string& output) {
  onnx::NodeProto& node = *proto_.mutable_graph()->add_node();
  node.set_op_type(op);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return NodeBuilder(node);
}

}  // namespace dance::test
