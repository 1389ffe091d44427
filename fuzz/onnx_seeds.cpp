// Writes the seeds of the ONNX target into a folder: small models that together hold every operator the
// importer knows.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "engine/onnx/builder.h"

namespace {

using dance::test::OnnxBuilder;

OnnxBuilder convolutions(int opset) {
  OnnxBuilder model(opset);
  model.open_input("x", {-1, 4, 9, 8}, "N")
      .weight("w1", {8, 4, 3, 3})
      .weight("w2", {8, 1, 3, 2})
      .weight("w3", {8, 2, 3, 3});
  for (const char* parameter : {"scale", "bias", "mean", "variance"}) model.weight(parameter, {8});
  model.node("Conv", {"x", "w1", "bias"}, "a").ints("pads", {1, 0, 1, 2}).ints("strides", {1, 2});
  model.node("BatchNormalization", {"a", "scale", "bias", "mean", "variance"}, "b").number("epsilon", 1e-5f);
  model.node("Relu", {"b"}, "c");
  model.node("Conv", {"c", "w2"}, "d")
      .integer("group", 8)
      .text("auto_pad", "SAME_UPPER")
      .ints("dilations", {2, 1});
  model.node("Add", {"d", "c"}, "e");
  model.node("ConvTranspose", {"e", "w3"}, "f")
      .ints("strides", {2, 2})
      .ints("output_padding", {1, 0})
      .integer("group", 2);
  model.node("MaxPool", {"f"}, "g").ints("kernel_shape", {2, 2}).ints("strides", {2, 2});
  model.node("AveragePool", {"g"}, "h").ints("kernel_shape", {3, 3}).integer("count_include_pad", 1);
  model.node("GlobalAveragePool", {"h"}, "i");
  model.node("Sigmoid", {"i"}, "j");
  model.node("Mul", {"j", "h"}, "k").name("gate");
  model.graph_output("k", {1, 4, 7, 3});
  return model;
}

OnnxBuilder matrices(int opset) {
  OnnxBuilder model(opset);
  model.input("x", {1, 2, 6, 4})
      .input("y", {2, 4, 5})
      .weight("w", {10, 20})
      .weight("v", {20})
      .integers("to", {6, -1});
  model.integers("zero", {0}).integers("sizes", {1, 2, 12, 8});
  model.node("MatMul", {"x", "y"}, "a").name("scores");
  model.node("Softmax", {"a"}, "b").integer("axis", -1);
  model.node("Transpose", {"b"}, "c").ints("perm", {0, 2, 1, 3});
  model.node("Reshape", {"c", "to"}, "d");
  model.node("Gemm", {"d", "w", "v"}, "e").number("alpha", 0.5f);
  model.node("Shape", {"e"}, "f");
  model.node("Constant", {}, "one").values({1});
  model.node("Gather", {"f", "one"}, "g").integer("axis", 0);
  model.node("Concat", {"one", "g"}, "h").integer("axis", 0);
  if (opset >= 12) model.node("Einsum", {"x", "y"}, "k").text("equation", "...ij,...jk->...ik");
  if (opset >= 10) model.node("Slice", {"e", "zero", "one"}, "i");
  if (opset >= 13) model.node("Resize", {"x", "", "", "sizes"}, "j").text("mode", "nearest");
  return model;
}

OnnxBuilder quantised() {
  OnnxBuilder model(13);
  model.input("x", {1, 3, 8, 8}).weight("s", {}).weight("z", {}).weight("w", {4, 3, 3, 3});
  model.node("QLinearConv", {"x", "s", "z", "w", "s", "z", "s", "z"}, "a");
  model.node("ConvInteger", {"a", "b"}, "c");
  model.weight("b", {4, 4, 1, 1});
  model.node("DequantizeLinear", {"c", "s", "z"}, "d");
  model.node("QuantizeLinear", {"d", "s", "z"}, "e");
  return model;
}

OnnxBuilder others() {
  OnnxBuilder model(11), body(11);
  body.node("Identity", {"c"}, "inner");
  model.input("x", {1, 4, 6}).weight("w", {1, 9, 6}).weight("r", {1, 9, 3}).weight("k", {3, 4, 3});
  model.node("GRU", {"x", "w", "r"}, "a").output("state").integer("hidden_size", 3);
  model.node("Conv", {"x", "k"}, "c").text("auto_pad", "SAME_LOWER");
  model.node("If", {"c"}, "d")
      .subgraph("then_branch", body.proto().graph())
      .subgraph("else_branch", body.proto().graph());
  model.node("FusedGelu", {"c"}, "e").domain("com.example");
  model.value_info("e", {1, 3, 6});
  return model;
}

// Sizes that are computed, in integers and in floating point, and one that holds the batch.
OnnxBuilder sizes() {
  OnnxBuilder model(13);
  model.input("x", {2, 3, 9, 7}).weight("w", {4, 3, 1, 1}).floats("scale", {1.5F});
  model.integers("none", {1, 4}).integers("at", {2}).integers("rows", {2, -1});
  model.node("Conv", {"x", "w"}, "a");
  model.node("Shape", {"a"}, "b");
  model.node("Gather", {"b", "at"}, "c").integer("axis", 0);
  model.node("Cast", {"c"}, "d").integer("to", onnx::TensorProto::FLOAT);
  model.node("Mul", {"d", "scale"}, "e");
  model.node("Floor", {"e"}, "f");
  model.node("Cast", {"f"}, "g").integer("to", onnx::TensorProto::INT64);
  model.node("Concat", {"none", "g", "g"}, "h").integer("axis", 0);
  model.node("Resize", {"a", "", "", "h"}, "i").text("mode", "nearest");
  model.node("Reshape", {"i", "rows"}, "j");
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: onnx_seeds FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const OnnxBuilder& model) {
    std::ofstream(folder / (name + ".onnx"), std::ios::binary) << model.bytes();
  };
  for (const int opset : {7, 10, 11, 13, 17, 20}) {
    write("convolutions" + std::to_string(opset), convolutions(opset));
    write("matrices" + std::to_string(opset), matrices(opset));
  }
  write("quantised", quantised());
  write("others", others());
  write("sizes", sizes());
  return 0;
}
