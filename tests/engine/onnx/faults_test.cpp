// Bad models: an Error that names the file, the node and what would be right; never anything else.
#include "core/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/random.h"
#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"
#include "engine/onnx/options.h"

namespace dance::test {
namespace {

using test::OnnxBuilder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string fault_of_bytes(const std::string& bytes, const OnnxOptions& options = {}) {
  try {
    import_onnx(bytes, "bad.onnx", options);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitBadInput);
    return error.what();
  }
  return "accepted";
}
std::string fault_of(const OnnxBuilder& model, const OnnxOptions& options = {}) {
  return fault_of_bytes(model.bytes(), options);
}

OnnxBuilder convolution() {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w", {6, 4, 3, 3});
  return model;
}

TEST(OnnxFaults, BytesThatAreNoModel) {
  EXPECT_EQ(fault_of_bytes(""), "bad.onnx: the file is empty; expected an ONNX model");
  EXPECT_THAT(fault_of_bytes("name: lenet\nlayers: []\n"),
              StartsWith("bad.onnx: not an ONNX model, or a truncated one"));
  OnnxBuilder model = convolution();
  model.node("Conv", {"x", "w"}, "y");
  const std::string bytes = model.bytes();
  for (std::size_t size = 1; size < bytes.size(); ++size)
    EXPECT_THAT(fault_of_bytes(bytes.substr(0, size)), HasSubstr("bad.onnx: "));
}

// No message is cut in its middle, or says something odd.
TEST(OnnxFaults, MessagesAreWhole) {
  EXPECT_EQ(fault_of_bytes(std::string(4096, '\x01')),
            "bad.onnx: not an ONNX model, or a truncated one; expected a protobuf of ONNX's ModelProto; got "
            "4096 bytes that do not parse as one");
  OnnxBuilder differs;
  differs.input("x", {1, 8, 20, 4}).input("k", {3, 8, 1, 4});
  differs.node("Concat", {"x", "k"}, "y").integer("axis", 2);
  EXPECT_THAT(fault_of(differs, shape_of("k", {3, 8, 1, 4})), Not(HasSubstr("...; expected")));
  OnnxBuilder loop;
  loop.input("x", {1, 4});
  loop.node("Loop", {"", "", "x"}, "y").subgraph("body", convolution().proto().graph());
  EXPECT_THAT(fault_of(loop), AllOf(HasSubstr("graph: no layer to model"),
                                    HasSubstr("inside the subgraphs of Loop, which are not modelled")));
}

TEST(OnnxFaults, ShapesOfRecurrentOperators) {
  const auto fault = [](std::vector<std::int64_t> w, std::vector<std::int64_t> r, const char* direction) {
    OnnxBuilder model(14);
    model.input("x", {10, 2, 6}).weight("w", std::move(w)).weight("r", std::move(r));
    model.node("LSTM", {"x", "w", "r"}, "y").integer("hidden_size", 3).text("direction", direction);
    return fault_of(model);
  };
  EXPECT_EQ(fault({1, 12, 6}, {1, 12, 3}, "forward"), "accepted");
  EXPECT_THAT(fault({1, 9, 6}, {1, 9, 3}, "forward"),
              AllOf(HasSubstr("node 0 (LSTM): the operands' shapes do not fit"),
                    HasSubstr("W [1, 4 x hidden, features]"), HasSubstr("got [10, 2, 6], [1, 9, 6] and")));
  EXPECT_THAT(fault({1, 12, 6}, {1, 12, 3}, "bidirectional"), HasSubstr("W [2, 4 x hidden, features]"));
  EXPECT_THAT(fault({1, 12, 7}, {1, 12, 3}, "forward"), HasSubstr("do not fit"));
  EXPECT_THAT(fault({1, 16, 6}, {1, 16, 4}, "forward"), HasSubstr("do not fit"));  // hidden_size is 3
}

TEST(OnnxFaults, NestingBeyondReason) {
  std::string nested;  // ModelProto.graph(7).node(1).attribute(5).g(6).node(1).attribute(5).g(6)...
  const auto wrap = [&](char tag) {
    std::string length;
    for (std::size_t size = nested.size();; size >>= 7) {
      length += static_cast<char>((size & 0x7f) | (size > 0x7f ? 0x80 : 0));
      if (size <= 0x7f) break;
    }
    nested = tag + length + nested;
  };
  for (int i = 0; i < 2000; ++i) wrap(0x32), wrap(0x2a), wrap(0x0a);
  wrap(0x3a);
  EXPECT_THAT(fault_of_bytes(nested), HasSubstr("not an ONNX model"));
}

TEST(OnnxFaults, VersionsOutsideTheRange) {
  for (const int opset : {0, 6, 24}) {
    OnnxBuilder model(opset);
    model.input("x", {1, 4});
    model.node("Relu", {"x"}, "y");
    EXPECT_THAT(fault_of(model),
                AllOf(HasSubstr("bad.onnx: opset_import: the version of ONNX's operators is not supported"),
                      HasSubstr("an opset from 7 to 23"), HasSubstr("got opset " + std::to_string(opset))));
  }
  for (const int ir : {1, 2, 12}) {
    OnnxBuilder model(13, ir);
    model.input("x", {1, 4});
    model.node("Relu", {"x"}, "y");
    EXPECT_THAT(fault_of(model), AllOf(HasSubstr("ir_version"), HasSubstr("got " + std::to_string(ir))));
  }
  OnnxBuilder none = convolution();
  none.node("Conv", {"x", "w"}, "y");
  none.proto().clear_opset_import();
  EXPECT_THAT(fault_of(none), HasSubstr("does not say which version"));
}

TEST(OnnxFaults, TheGraphsStructure) {
  OnnxBuilder model = convolution();
  model.node("Relu", {"b"}, "a").name("first");
  model.node("Relu", {"a"}, "b").name("second");
  model.node("Conv", {"nowhere", "w"}, "c");
  model.node("Relu", {"c"}, "x");
  EXPECT_EQ(fault_of(model),
            "bad.onnx: node 0 'first' (Relu): reads the tensor 'b'; expected a graph input, an initializer, "
            "or an output of a node that does not depend on this one; got an output of node 1 'second' "
            "(Relu): the nodes form a cycle\n"
            "bad.onnx: node 2 (Conv): reads the tensor 'nowhere'; expected a graph input, an initializer, or "
            "an output of a node that does not depend on this one; got a name that nothing in the graph "
            "gives\n"
            "bad.onnx: node 3 (Relu): the tensor 'x' has two origins; expected names that differ; got also "
            "given by a "
            "graph input");
  EXPECT_THAT(fault_of(OnnxBuilder()), HasSubstr("graph: no operator to model"));
  OnnxBuilder no_layer;
  no_layer.input("x", {1, 4});
  no_layer.node("Relu", {"x"}, "y");
  EXPECT_THAT(fault_of(no_layer), HasSubstr("graph: no layer to model; expected at least one convolution"));
}

// One convolution, wrong in one way.
std::string fault_of_conv(const std::function<void(test::NodeBuilder&)>& change) {
  OnnxBuilder model = convolution();
  test::NodeBuilder node = model.node("Conv", {"x", "w"}, "y").name("c");
  change(node);
  return fault_of(model);
}

TEST(OnnxFaults, AttributesOfAConvolution) {
  const auto ints = [](const char* name, std::vector<std::int64_t> values) {
    return fault_of_conv([&](test::NodeBuilder& node) { node.ints(name, values); });
  };
  EXPECT_EQ(
      ints("strides", {0, 1}),
      "bad.onnx: node 0 'c' (Conv): strides: out of range; expected integers in 1..2147483648; got [0, 1]");
  EXPECT_THAT(ints("strides", {1}),
              HasSubstr("strides: not one value for each axis; expected 2 integers; got 1"));
  EXPECT_THAT(ints("dilations", {-1, 1}), HasSubstr("dilations: out of range"));
  EXPECT_THAT(ints("pads", {1, 1, 1, -1}), HasSubstr("pads: out of range"));
  EXPECT_THAT(ints("kernel_shape", {5, 5}),
              HasSubstr("kernel_shape: not the shape of the weights; expected [3, 3]"));
  EXPECT_THAT(ints("dilations", {4, 4}), AllOf(HasSubstr("the output is empty"), HasSubstr("padded input, 8"),
                                               HasSubstr("3 with dilation 4")));
  EXPECT_THAT(
      fault_of_conv([](auto& node) { node.integer("group", 4); }),
      HasSubstr(
          "group: groups do not divide the channels; expected a divisor of 4 input and 6 output channels"));
  EXPECT_THAT(
      fault_of_conv([](auto& node) { node.integer("group", 2); }),
      HasSubstr(
          "input and weights differ in channels; expected weights for 2 input channels per group; got 4"));
  EXPECT_THAT(fault_of_conv([](auto& node) { node.integer("group", 0); }), HasSubstr("group: out of range"));
  EXPECT_THAT(fault_of_conv([](auto& node) { node.text("auto_pad", "SAME"); }),
              HasSubstr("auto_pad: not one of"));
  EXPECT_THAT(fault_of_conv([](auto& node) {
                node.text("auto_pad", "VALID").ints("pads", {1, 1, 1, 1});
              }),
              HasSubstr("pads: given together with auto_pad"));
  EXPECT_THAT(fault_of_conv([](auto& node) { node.text("strides", "2"); }),
              AllOf(HasSubstr("node 0 'c' (Conv): does not fit its operator"), HasSubstr("strides")));
  EXPECT_THAT(fault_of_conv([](auto& node) { node.integer("speed", 2); }), HasSubstr("speed"));
  EXPECT_THAT(fault_of_conv([](auto& node) { node.integer("group", 1).integer("group", 2); }),
              HasSubstr("group: given twice"));
}

TEST(OnnxFaults, ShapesThatCannotBe) {
  for (const std::vector<std::int64_t>& shape :
       std::vector<std::vector<std::int64_t>>{{1, 4, 0, 8}, {0, 4, 8, 8}, {1, 4, 8, std::int64_t{1} << 40}}) {
    OnnxBuilder model;
    model.input("x", shape).weight("w", {6, 4, 3, 3});
    model.node("Conv", {"x", "w"}, "y");
    EXPECT_THAT(fault_of(model), HasSubstr("graph input 'x': its shape cannot be"))
        << testing::PrintToString(shape);
  }
  OnnxBuilder cube;
  cube.input("x", {1, 4, 8, 8, 8}).weight("w", {6, 4, 3, 3, 3});
  cube.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(cube), HasSubstr("node 0 (Conv): a 3-D convolution is not supported"));
  OnnxBuilder rank;
  rank.input("x", {1, 4, 8, 8}).weight("w", {6, 4, 3});
  rank.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(rank), HasSubstr("input and weights differ in rank"));
  OnnxBuilder weights;
  weights.input("x", {1, 4, 8, 8}).weight("w", {6, 4, -3, 3});
  weights.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(weights), HasSubstr("initializer 'w': its shape cannot be"));
  OnnxBuilder gemm;
  gemm.input("x", {3, 20}).weight("w", {21, 7});
  gemm.node("Gemm", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(gemm), HasSubstr("node 0 (Gemm): "));
  OnnxBuilder declared = convolution();
  declared.node("Conv", {"x", "w"}, "y");
  declared.value_info("y", {1, 6, 8, 8});
  EXPECT_THAT(fault_of(declared), AllOf(HasSubstr("declares another shape for its output 'y'"),
                                        HasSubstr("expected [1, 6, 6, 6]"), HasSubstr("got [1, 6, 8, 8]")));
}

TEST(OnnxFaults, SizesBeyondReason) {
  OnnxBuilder wide;
  wide.input("x", {1, 1 << 25}).weight("w", {1 << 25, 8});
  wide.node("MatMul", {"x", "w"}, "y");
  EXPECT_THAT(
      fault_of(wide),
      HasSubstr(
          "node 0 (MatMul): the layer is too large for the mapper; expected loops of at most 16777216"));
  OnnxBuilder product;
  product.input("x", {1, 1 << 20, 1 << 20}).weight("w", {1 << 20, 1 << 20});
  product.node("MatMul", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(product), HasSubstr("accepted"));  // 2^60
  OnnxBuilder beyond;
  beyond.input("x", {16, 1 << 20, 1 << 20}).weight("w", {16, 1 << 20, 1 << 20});
  beyond.node("MatMul", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(beyond), HasSubstr("do not fit into 64 bits"));
  const std::int64_t large = std::int64_t{1} << 31;
  OnnxBuilder batches;
  batches.input("x", {large, large, large, 2, 2}).weight("w", {2, 2});
  batches.node("MatMul", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(batches),
              HasSubstr("graph input 'x': its shape cannot be; expected at most 32 dimensions in "
                        "1..2147483648, and elements within 64 bits"));
}

TEST(OnnxFaults, OpenDimensions) {
  OnnxBuilder model;
  model.open_input("x", {-1, 3, -1, -1}, "side").weight("w", {4, 3, 3, 3});
  model.node("Conv", {"x", "w"}, "y");
  EXPECT_EQ(fault_of(model),
            "bad.onnx: graph input 'x': dimension 2 is open ('side'); expected --input-shape x=N,N,... "
            "with its sizes; got [side, 3, side, side]");
  EXPECT_EQ(fault_of(model, shape_of("x", {1, 3, 32, 32})), "accepted");
  EXPECT_THAT(fault_of(model, shape_of("X", {1, 3, 32, 32})),
              HasSubstr("--input-shape: the graph has no such input; expected one of x; got 'X'"));
  EXPECT_EQ(fault_of(model, shape_of("x", {2, 3, 32, 32})), "accepted");
  OnnxBuilder none = convolution();
  none.node("Conv", {"x", "w"}, "y");
  none.proto().mutable_graph()->mutable_input(0)->clear_type();
  EXPECT_THAT(fault_of(none),
              HasSubstr("graph input 'x': the file gives no shape; expected --input-shape x="));
}

TEST(OnnxFaults, AnUnknownShapeNamesItsCause) {
  OnnxBuilder model = convolution();
  model.node("Mystery", {"x"}, "m").domain("com.example");
  model.node("Relu", {"m"}, "r");
  model.node("Conv", {"r", "w"}, "y").name("c");
  EXPECT_THAT(fault_of(model),
              AllOf(HasSubstr("node 2 'c' (Conv): the shape of a tensor that it reads or writes is unknown"),
                    HasSubstr("it comes from the operator Mystery of the domain com.example")));
}

// Reshapes with the batch of the file baked in.
TEST(OnnxFaults, ABatchThatCannotBeReplacedSaysSo) {
  OnnxBuilder model;
  model.input("x", {8, 4, 6, 6}).weight("k", {4, 4, 1, 1}).weight("w", {288, 10}).integers("to", {4, 288});
  model.node("Conv", {"x", "k"}, "c");
  model.node("Reshape", {"c", "to"}, "f");
  model.node("Gemm", {"f", "w"}, "y");
  EXPECT_EQ(fault_of(model),
            "bad.onnx: node 1 (Reshape): its output has another number of elements than its input; expected "
            "144 of them, as in [1, 4, 6, 6]; got [4, 288]: it may hold the batch of the file, which is "
            "replaced by 1 (export the model with a batch of 1)");
}

// All faults at once, none of them a consequence of another.
TEST(OnnxFaults, EachFaultOnce) {
  OnnxBuilder model = convolution();
  model.node("Conv", {"x", "w"}, "a").ints("strides", {0, 0});
  model.node("Relu", {"a"}, "b");
  model.node("Conv", {"b", "w"}, "c");
  model.node("Conv", {"x", "w"}, "d").integer("group", 5);
  const std::string faults = fault_of(model);
  EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 1) << faults;
  EXPECT_THAT(faults, AllOf(HasSubstr("node 0 (Conv): strides"), HasSubstr("node 3 (Conv): group")));
}

// A folded operator without an input, of an opset that lacks it: found by fuzzing.
TEST(OnnxFaults, AnOperatorWithoutInputsIsNoFoldedOne) {
  OnnxBuilder model = convolution();
  model.node("HardSigmoid", {}, "h").subgraph("body", onnx::GraphProto());
  model.node("HardSwish", {}, "s");  // opset 14
  model.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(model), HasSubstr("node 0 (HardSigmoid): does not fit its operator"));
}

// ONNX's inference would make a dimension for each of its elements: found by fuzzing.
TEST(OnnxFaults, AShapeTensorOfTooManyElements) {
  OnnxBuilder model = convolution();
  model.weight("v", {std::int64_t{1} << 31});
  model.node("Expand", {"x", "v"}, "e");
  model.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(model),
              HasSubstr("node 0 (Expand): its input 'v' has a value for each dimension, and too many; "
                        "expected at most 64 elements; got [2147483648]"));
}

// The square of this block size is 0 in 64 bits, and ONNX's inference divides by it: found by fuzzing.
TEST(OnnxFaults, SizesThatWrapRound) {
  const std::int64_t large = std::int64_t{1} << 32;
  OnnxBuilder block = convolution();
  block.node("DepthToSpace", {"x"}, "d").integer("blocksize", large);
  block.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(block),
              HasSubstr("node 0 (DepthToSpace): blocksize: out of range; expected an integer in "
                        "-2147483648..2147483648; got 4294967296"));
  for (const std::vector<std::int64_t>& to : std::vector<std::vector<std::int64_t>>{
           {large, large, -1}, {1 << 30, 1 << 30, 1 << 30, -1}, {INT64_MIN, -1}}) {
    for (const int opset : {7, 13, 14}) {
      OnnxBuilder reshape(opset);
      reshape.input("x", {1, 4, 8, 8}).weight("w", {6, 4, 3, 3}).integers("to", to);
      reshape.node("Reshape", {"x", "to"}, "r");
      reshape.node("Conv", {"x", "w"}, "y");
      EXPECT_THAT(fault_of(reshape),
                  HasSubstr("node 0 (Reshape): its input 'to' holds sizes that cannot be"));
    }
  }
  OnnxBuilder tile = convolution();
  tile.integers("times", {1, 1, (std::int64_t{1} << 62) + 1, 1});
  tile.node("Tile", {"x", "times"}, "t");
  tile.node("Conv", {"x", "w"}, "y");
  EXPECT_THAT(fault_of(tile), HasSubstr("node 0 (Tile): its input 'times' holds sizes that cannot be"));
}

// Flipped bytes of a model: a network or an Error.
TEST(OnnxFaults, DamagedBytesAreANetworkOrAnError) {
  OnnxBuilder model = convolution();
  model.node("Conv", {"x", "w"}, "a").ints("pads", {1, 1, 1, 1});
  model.node("Relu", {"a"}, "b");
  model.node("MaxPool", {"b"}, "c").ints("kernel_shape", {2, 2});
  model.value_info("b", {1, 6, 8, 8});
  const std::string bytes = model.bytes();
  Random random(7, "damaged onnx");
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips)
      damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
    if (fault_of_bytes(damaged) == "accepted") ++accepted;
  }
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, 20000);
}

}  // namespace
}  // namespace dance::test
