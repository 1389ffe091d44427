// Accelerators as head values and as features.
#include "dance/search/evaluator/accelerator_encoding.h"

#include <gmock/gmock.h>

#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

class AcceleratorEncodingTest : public ::testing::Test {
 protected:
  const HardwareSpace space_ = make_space({3, 4, 2, 2, 2, 3});
  const AcceleratorEncoding encoding_{space_};
};

TEST_F(AcceleratorEncodingTest, HasAHeadForEveryParameter) {
  EXPECT_EQ(encoding_.heads(), 6);
  EXPECT_THAT(encoding_.sizes(), testing::ElementsAre(3, 4, 2, 2, 2, 3));
  EXPECT_EQ(encoding_.names().size(), 6U);
  EXPECT_EQ(encoding_.names().front(), "pe_x");
  EXPECT_EQ(encoding_.features(), 3 + 4 + 2 + 2 + 2 + 3);
  EXPECT_EQ(encoding_.accelerators(), 3 * 4 * 2 * 2 * 2 * 3);
}

TEST_F(AcceleratorEncodingTest, ValuesNameEveryAccelerator) {
  EXPECT_TRUE(torch::equal(encoding_.accelerators_of(encoding_.values()),
                           torch::arange(space_.size(), torch::kLong)));
  for (std::int64_t i = 0; i < space_.size(); ++i) {
    const Accelerator a = space_.at(i);
    const auto value = [&](std::int64_t head) {
      return static_cast<std::size_t>(encoding_.values()[i][head].item<std::int64_t>());
    };
    EXPECT_EQ(space_.pe_x[value(0)], a.pe_x);
    EXPECT_EQ(space_.pe_y[value(1)], a.pe_y);
    EXPECT_EQ(space_.rf_words[value(2)], a.rf_words);
    EXPECT_EQ(space_.glb_bytes[value(3)], a.glb_bytes);
    EXPECT_EQ(space_.glb_width_bits[value(4)], a.glb_width_bits);
    EXPECT_EQ(static_cast<int>(value(5)), a.dataflow_index);
  }
}

TEST_F(AcceleratorEncodingTest, FindsAcceleratorsInAnyShape) {
  const torch::Tensor some = torch::tensor({{5, 200}, {0, 287}, {31, 5}}, torch::kLong);
  const torch::Tensor values = encoding_.values().index({some});  // [3, 2, 6]
  ASSERT_EQ(values.sizes(), (torch::IntArrayRef{3, 2, 6}));
  EXPECT_TRUE(torch::equal(encoding_.accelerators_of(values), some));
}

TEST_F(AcceleratorEncodingTest, OneHotHasOneFeaturePerHead) {
  const torch::Tensor all = torch::arange(encoding_.accelerators(), torch::kLong);
  const torch::Tensor features = encoding_.one_hot(all);
  EXPECT_TRUE(torch::equal(features.sum(1), torch::full({encoding_.accelerators()}, 6.0)));
  std::int64_t h = 0;
  for (const torch::Tensor& head : features.split_with_sizes(encoding_.sizes(), 1)) {
    EXPECT_TRUE(torch::equal(head.sum(1), torch::ones({encoding_.accelerators()})));
    EXPECT_TRUE(torch::equal(head.argmax(1), encoding_.values().select(1, h++)));
  }
}

}  // namespace
}  // namespace dance::test
