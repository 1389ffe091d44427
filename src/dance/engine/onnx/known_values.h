// The values of small tensors that follow from the file: constants, and what a graph computes shapes from
// (integers.h, floats.h). Those of one dimension or none are handed to ONNX's inference.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "dance/engine/onnx/floats.h"
#include "dance/engine/onnx/integers.h"

namespace dance::importer {

class KnownValues {
 public:
  using Data = std::unordered_map<std::string, const onnx::TensorProto*>;

  // Keeps a tensor where it has small data. It must outlive this object.
  void keep(const std::string& name, const onnx::TensorProto& tensor);
  // The same of the attribute that holds the value of a Constant.
  void keep(const std::string& name, const onnx::AttributeProto& value);
  // Keeps the first output of a node where it can be evaluated. `first` is the shape of its first input,
  // `output` and `type` are the shape and the type of elements of the output.
  void evaluate_output(const onnx::NodeProto& node, const Shape& first, const Shape& output, int type);

  // Null where they are unknown, or of another type.
  const Integers* integers(const std::string& name);
  const Floats* floats(const std::string& name);
  const Data& data() const { return data_; }

 private:
  void set(const std::string& name, Integers value, int type);
  void set(const std::string& name, Floats value);

  Data data_;
  std::deque<onnx::TensorProto> constants_;  // of Constant nodes that hold no tensor, and of computed values
  std::unordered_map<std::string, Integers> integers_;
  std::unordered_map<std::string, Floats> floats_;
};

}  // namespace dance::importer
