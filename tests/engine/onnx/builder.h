// Small ONNX models for tests, written through the protobufs as an exporter writes them.
//
//   OnnxBuilder model(13);
//   model.input("x", {1, 3, 8, 8}).weight("w", {4, 3, 3, 3});
//   model.node("Conv", {"x", "w"}, "y").ints("pads", {1, 1, 1, 1});
//   Network network = import_onnx(model.bytes(), "model.onnx");
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <vector>

namespace dance::test {

// The node that was added last; attributes follow.
class NodeBuilder {
 public:
  explicit NodeBuilder(onnx::NodeProto& node) : node_(node) {}
  NodeBuilder& name(const std::string& name);
  NodeBuilder& domain(const std::string& domain);
  NodeBuilder& output(const std::string& tensor);  // one more
  NodeBuilder& integer(const std::string& name, std::int64_t value);
  NodeBuilder& ints(const std::string& name, const std::vector<std::int64_t>& values);
  NodeBuilder& number(const std::string& name, float value);
  NodeBuilder& text(const std::string& name, const std::string& value);
  NodeBuilder& subgraph(const std::string& name, const onnx::GraphProto& graph);
  NodeBuilder& values(const std::vector<std::int64_t>& values);  // of a Constant: a 1-D tensor of integers

 private:
  onnx::AttributeProto& add(const std::string& name, onnx::AttributeProto::AttributeType type);
  onnx::NodeProto& node_;
};

class OnnxBuilder {
 public:
  explicit OnnxBuilder(int opset = 13, int ir_version = 7);

  OnnxBuilder& input(const std::string& name, const std::vector<std::int64_t>& shape);
  // A size below 0 is open; its name is `symbol`, or nothing.
  OnnxBuilder& open_input(const std::string& name, const std::vector<std::int64_t>& shape,
                          const std::string& symbol);
  OnnxBuilder& weight(const std::string& name, const std::vector<std::int64_t>& shape);  // without its values
  OnnxBuilder& integers(const std::string& name, const std::vector<std::int64_t>& values);
  OnnxBuilder& floats(const std::string& name, const std::vector<float>& values);
  OnnxBuilder& value_info(const std::string& name, const std::vector<std::int64_t>& shape);
  OnnxBuilder& graph_output(const std::string& name, const std::vector<std::int64_t>& shape);
  NodeBuilder node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output);

  onnx::ModelProto& proto() { return proto_; }
  std::string bytes() const { return proto_.SerializeAsString(); }

 private:
  onnx::ModelProto proto_;
};

}  // namespace dance::test
