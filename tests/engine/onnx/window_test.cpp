// Windows of convolutions and poolings: attributes, defaults, and padding from its definition.
#include "dance/engine/onnx/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::FaultList;
using importer::has_window;
using importer::Shape;
using importer::WindowAxis;
using testing::HasSubstr;

struct WindowNode {
  explicit WindowNode(const std::string& op) : build(node) { node.set_op_type(op); }
  onnx::NodeProto node;
  NodeBuilder build;

  // The window, which must be without faults.
  std::vector<WindowAxis> read(const Shape& input, const std::optional<Shape>& weights = std::nullopt) const {
    FaultList faults("model.onnx");
    const auto window = importer::read_window(node, "node 0", input, weights, faults);
    faults.check();
    return window.value();
  }
  std::string refusal(const Shape& input, const std::optional<Shape>& weights = std::nullopt) const {
    return message_of([&] {
      FaultList faults("model.onnx");
      EXPECT_FALSE(importer::read_window(node, "node 0", input, weights, faults));
      faults.check();
    });
  }
};

TEST(OnnxWindow, TheKernelIsThatOfTheWeightsAndOneIsTheDefault) {
  const std::vector<WindowAxis> window = WindowNode("Conv").read({1, 3, 10, 20}, Shape{8, 3, 5, 7});
  ASSERT_EQ(window.size(), 2u);
  EXPECT_EQ(window[0].input, 10);
  EXPECT_EQ(window[1].input, 20);
  EXPECT_EQ(window[0].kernel, 5);
  EXPECT_EQ(window[1].kernel, 7);
  for (const WindowAxis& axis : window) {
    EXPECT_EQ(axis.stride, 1);
    EXPECT_EQ(axis.dilation, 1);
    EXPECT_EQ(axis.pad_begin + axis.pad_end + axis.output_padding, 0);
  }
}

TEST(OnnxWindow, AttributesGoByAxisAndPadsByBeginningsThenEnds) {
  WindowNode pool("MaxPool");
  pool.build.ints("kernel_shape", {2, 3}).ints("strides", {4, 5}).ints("dilations", {6, 2});
  pool.build.ints("pads", {1, 2, 3, 4});
  const std::vector<WindowAxis> window = pool.read({1, 3, 10, 20});
  EXPECT_EQ(window[0].stride, 4);
  EXPECT_EQ(window[1].stride, 5);
  EXPECT_EQ(window[0].span(), 7);  // two taps, 6 apart
  EXPECT_EQ(window[1].span(), 5);
  EXPECT_EQ(window[0].pad_begin, 1);
  EXPECT_EQ(window[1].pad_begin, 2);
  EXPECT_EQ(window[0].pad_end, 3);
  EXPECT_EQ(window[1].pad_end, 4);
}

// SAME gives ceil(input / stride) outputs with the least padding, whose larger half is where it says.
TEST(OnnxWindow, SamePaddingFollowsItsDefinition) {
  for (std::int64_t input = 1; input <= 12; ++input) {
    for (std::int64_t kernel = 1; kernel <= 5; ++kernel) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (const char* mode : {"SAME_UPPER", "SAME_LOWER"}) {
          WindowNode pool("AveragePool");
          pool.build.ints("kernel_shape", {kernel}).ints("strides", {stride}).text("auto_pad", mode);
          const WindowAxis axis = pool.read({1, 3, input})[0];
          const auto outputs = [&](std::int64_t pad) { return (input + pad - kernel) / stride + 1; };
          const std::int64_t wanted = (input + stride - 1) / stride, pad = axis.pad_begin + axis.pad_end;
          EXPECT_EQ(outputs(pad), wanted) << input << " " << kernel << " " << stride;
          if (pad > 0) {
            EXPECT_TRUE(input + pad - 1 < kernel || outputs(pad - 1) < wanted);
          }
          const std::int64_t more = std::string(mode) == "SAME_UPPER" ? axis.pad_end - axis.pad_begin
                                                                      : axis.pad_begin - axis.pad_end;
          EXPECT_EQ(more, pad % 2);
        }
      }
    }
  }
}

TEST(OnnxWindow, FaultsNameTheAttribute) {
  const Shape image = {1, 3, 10, 20}, weights = {8, 3, 5, 5};
  WindowNode still("Conv");
  still.build.ints("strides", {0, 1});
  EXPECT_THAT(still.refusal(image, weights), HasSubstr("node 0: strides: out of range"));
  WindowNode few("Conv");
  few.build.ints("pads", {1, 1});
  EXPECT_THAT(few.refusal(image, weights), HasSubstr("node 0: pads: not one value for each axis"));
  WindowNode other("Conv");
  other.build.ints("kernel_shape", {5, 3});
  EXPECT_THAT(other.refusal(image, weights), HasSubstr("kernel_shape: not the shape of the weights"));
  WindowNode both("Conv");
  both.build.ints("pads", {1, 1, 1, 1}).text("auto_pad", "SAME_UPPER");
  EXPECT_THAT(both.refusal(image, weights), HasSubstr("pads: given together with auto_pad"));
  WindowNode large("MaxPool");
  large.build.ints("kernel_shape", {11, 1});
  EXPECT_THAT(large.refusal(image), HasSubstr("kernel_shape: the output is empty"));
  EXPECT_THAT(WindowNode("MaxPool").refusal(image), HasSubstr("kernel_shape: out of range"));
  EXPECT_THAT(WindowNode("Conv").refusal({1, 3}, weights), HasSubstr("the input has no spatial axis"));
  EXPECT_THAT(WindowNode("Conv").refusal({1, 3, 10}, weights), HasSubstr("differ in rank"));
}

TEST(OnnxWindow, OperatorsWithAWindow) {
  EXPECT_TRUE(has_window(WindowNode("ConvTranspose").node));
  EXPECT_FALSE(has_window(WindowNode("GlobalAveragePool").node));
  WindowNode foreign("Conv");
  foreign.build.domain("com.example");
  EXPECT_FALSE(has_window(foreign.node));
}

}  // namespace
}  // namespace dance::test
