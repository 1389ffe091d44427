// Models whose file writes the batch into the sizes of a Reshape or Resize.
#include "dance/engine/onnx/batch_in_sizes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "core/faults.h"
#include "dance/engine/onnx/image_inputs.h"
#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::reshape_one_image;
using importer::Shape;
using testing::ElementsAre;

TEST(OnnxBatchInSizes, AReshapeOfOneImage) {
  const Shape image = {1, 4, 6, 6};
  EXPECT_THAT(*reshape_one_image(image, {8, 144}, 8), ElementsAre(1, 144));
  EXPECT_THAT(*reshape_one_image(image, {8, -1}, 8), ElementsAre(1, 144));
  EXPECT_THAT(*reshape_one_image(image, {8, 0, -1}, 8), ElementsAre(1, 4, 36));
  EXPECT_THAT(*reshape_one_image(image, {8, 2, 2, 6, 6}, 8), ElementsAre(1, 2, 2, 6, 6));
  EXPECT_FALSE(reshape_one_image(image, {4, 36}, 8));       // not of the batch
  EXPECT_FALSE(reshape_one_image(image, {8, 100}, 8));      // another number of elements
  EXPECT_FALSE(reshape_one_image(image, {8, -1, 100}, 8));  // no whole number of hundreds
  EXPECT_FALSE(reshape_one_image(image, {8, -1, -1}, 8));
  EXPECT_FALSE(reshape_one_image({4, 36}, {8, 18}, 8));  // not of one image
  EXPECT_FALSE(reshape_one_image({}, {8}, 8));
}

TEST(OnnxBatchInSizes, WhichNodesHaveTheImagesOfTheirOperands) {
  const auto gives = [](
                         const std::string& op, const std::vector<std::string>& inputs,
                         const std::function<void(NodeBuilder&)>& attributes = [](NodeBuilder&) {}) {
    OnnxBuilder model;
    NodeBuilder node = model.node(op, inputs, "y");
    attributes(node);
    return importer::gives_images(model.proto().graph().node(0), {"images"});
  };
  for (const char* op : {"Relu", "MaxPool", "GlobalAveragePool", "Softmax", "Reshape", "Slice", "Resize"})
    EXPECT_TRUE(gives(op, {"images", "w"})) << op;
  for (const char* op : {"Conv", "Gemm", "MatMul"}) {
    EXPECT_TRUE(gives(op, {"images", "w"})) << op;
    EXPECT_FALSE(gives(op, {"w", "images"})) << op;
  }
  EXPECT_TRUE(gives("Add", {"w", "images"}));
  EXPECT_FALSE(gives("Add", {"w", "v"}));
  EXPECT_FALSE(gives("Relu", {}));
  EXPECT_FALSE(gives("Squeeze", {"images"}));
  EXPECT_FALSE(gives("Gemm", {"images", "w"}, [](NodeBuilder& node) { node.integer("transA", 1); }));
  for (const std::int64_t axis : {0, 1}) {
    EXPECT_EQ(gives("Concat", {"w", "images"}, [&](NodeBuilder& node) { node.integer("axis", axis); }),
              axis == 1);
    EXPECT_EQ(gives("Split", {"images"}, [&](NodeBuilder& node) { node.integer("axis", axis); }), axis == 1);
    EXPECT_EQ(gives("Transpose", {"images"},
                    [&](NodeBuilder& node) {
                      node.ints("perm", {axis, 1 - axis});
                    }),
              axis == 0);
  }
}

std::int64_t macs_of(const OnnxBuilder& model) {
  const Network network = import_onnx(model.bytes(), "model.onnx");
  EXPECT_TRUE(network.notes.empty());
  return network.macs();
}

// The same network for any batch; costs are of one image, whatever the batch.
template <typename Make>
void expect_same_for_every_batch(const Make& make, std::int64_t macs) {
  for (const std::int64_t batch : {1, 2, 8}) {
    const OnnxBuilder model = make(batch);
    EXPECT_EQ(macs_of(model), macs) << batch;
    EXPECT_EQ(import_onnx(model.bytes(), "model.onnx").batch, batch);
  }
}

TEST(OnnxBatchInSizes, AFlatClassifier) {
  for (const std::int64_t rest : {144, -1}) {
    const auto with_batch = [&](std::int64_t batch) {
      OnnxBuilder model;
      model.input("x", {batch, 4, 6, 6}).weight("k", {4, 4, 1, 1}).weight("w", {144, 10});
      model.integers("to", {batch, rest}).value_info("f", {batch, 144}).graph_output("y", {batch, 10});
      model.node("Conv", {"x", "k"}, "c");
      model.node("Relu", {"c"}, "r");
      model.node("Reshape", {"r", "to"}, "f");
      model.node("Gemm", {"f", "w"}, "y");
      return model;
    };
    expect_same_for_every_batch(with_batch, 36 * 16 + 1440);
  }
}

// As ShuffleNet shuffles channels, with all sizes written into the file.
TEST(OnnxBatchInSizes, ChannelsThatAreShuffled) {
  const auto with_batch = [](std::int64_t batch) {
    OnnxBuilder model;
    model.input("x", {batch, 8, 5, 5}).weight("k", {8, 8, 1, 1}).weight("l", {3, 8, 1, 1});
    model.integers("apart", {batch, 2, 4, 5, 5}).integers("together", {batch, -1, 5, 5});
    model.node("Conv", {"x", "k"}, "c");
    model.node("Reshape", {"c", "apart"}, "d");
    model.node("Transpose", {"d"}, "e").ints("perm", {0, 2, 1, 3, 4});
    model.node("Reshape", {"e", "together"}, "f");
    model.node("Conv", {"f", "l"}, "y");
    return model;
  };
  expect_same_for_every_batch(with_batch, 25 * 64 + 25 * 24);
}

// Squeeze and excitation: from images to rows, through products, and back.
TEST(OnnxBatchInSizes, RowsOfProductsThatBecomeImagesAgain) {
  const auto with_batch = [](std::int64_t batch) {
    OnnxBuilder model;
    model.input("x", {batch, 8, 5, 5}).weight("k", {8, 8, 1, 1}).weight("a", {8, 2}).weight("b", {2, 8});
    model.integers("rows", {batch, 8}).integers("channels", {batch, 8, 1, 1});
    model.node("Conv", {"x", "k"}, "c");
    model.node("GlobalAveragePool", {"c"}, "p");
    model.node("Reshape", {"p", "rows"}, "q");
    model.node("Gemm", {"q", "a"}, "d");
    model.node("MatMul", {"d", "b"}, "e");
    model.node("Sigmoid", {"e"}, "s");
    model.node("Reshape", {"s", "channels"}, "t");
    model.node("Mul", {"c", "t"}, "m");
    model.node("Conv", {"m", "k"}, "y");
    return model;
  };
  expect_same_for_every_batch(with_batch, 2 * 25 * 64 + 16 + 16);
}

TEST(OnnxBatchInSizes, AResizeToSizesOfTheWholeBatch) {
  const auto with_batch = [](std::int64_t batch) {
    OnnxBuilder model;
    model.input("x", {batch, 4, 6, 6}).weight("k", {4, 4, 1, 1}).integers("to", {batch, 4, 12, 9});
    model.node("Conv", {"x", "k"}, "c");
    model.node("Resize", {"c", "", "", "to"}, "r");
    model.node("Conv", {"r", "k"}, "y");
    return model;
  };
  expect_same_for_every_batch(with_batch, 36 * 16 + 108 * 16);
}

// A Reshape of weights to a size that happens to be the batch.
TEST(OnnxBatchInSizes, OtherReshapesAreLeftAlone) {
  OnnxBuilder model;
  model.input("x", {8, 4, 6, 6}).weight("k", {4, 4, 1, 1}).weight("v", {1, 32}).integers("to", {8, 4, 1, 1});
  model.node("Reshape", {"v", "to"}, "w");
  model.node("Conv", {"x", "k"}, "c");
  model.node("Conv", {"c", "w"}, "y");
  EXPECT_EQ(macs_of(model), 36 * 16 + 36 * 32);
}

// A Transpose of four pixels of each of eight images: a Reshape to [8, 4, 4] would mix the images.
TEST(OnnxBatchInSizes, ABatchThatIsNotInFrontIsRefused) {
  OnnxBuilder model;
  model.input("x", {8, 4, 2, 2}).weight("k", {4, 4, 1, 1}).weight("w", {4, 3});
  model.integers("pixels", {8, 4, 4}).integers("mixed", {8, 4, 4});
  model.node("Conv", {"x", "k"}, "c");
  model.node("Reshape", {"c", "pixels"}, "p");
  model.node("Transpose", {"p"}, "t").ints("perm", {1, 0, 2});
  model.node("Reshape", {"t", "mixed"}, "m");
  model.node("MatMul", {"m", "w"}, "y");
  EXPECT_THAT(message_of([&] { macs_of(model); }),
              testing::HasSubstr("node 3 (Reshape): its output has another number of elements"));
}

}  // namespace
}  // namespace dance::test
