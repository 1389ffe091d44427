#include "dance/search/train/linear_classifier.h"

#include <gtest/gtest.h>

#include "dance/search/supernet/blocks.h"

namespace dance::test {
namespace {

// A weight for every pixel of every channel, row by row.
TEST(LinearClassifier, WeighsThePixels) {
  LinearClassifier network(2, 3, 4, 5, 1);
  torch::manual_seed(1);
  for (torch::Tensor& weight : network.parameters()) weight.data().normal_(0, 1);
  const torch::Tensor weight = network.named_parameters()["linear.weight"],
                      bias = network.named_parameters()["linear.bias"], images = torch::randn({6, 2, 3, 4});
  const torch::Tensor logits = network.forward(images);
  ASSERT_EQ(logits.sizes(), (torch::IntArrayRef{6, 5}));
  for (std::int64_t n = 0; n < 6; ++n) {
    for (std::int64_t k = 0; k < 5; ++k) {
      double sum = bias[k].item<double>();
      for (std::int64_t c = 0; c < 2; ++c)
        for (std::int64_t y = 0; y < 3; ++y)
          for (std::int64_t x = 0; x < 4; ++x)
            sum += weight[k][(c * 3 + y) * 4 + x].item<double>() * images[n][c][y][x].item<double>();
      EXPECT_NEAR(logits[n][k].item<double>(), sum, 1e-4) << n << " " << k;
    }
  }
}

// Batches are channels last in memory, which is no order of the pixels.
TEST(LinearClassifier, DoesNotDependOnHowTheImagesLieInMemory) {
  LinearClassifier network(3, 8, 8, 4, 1);
  const torch::Tensor images = torch::randn({6, 3, 8, 8});
  EXPECT_TRUE(torch::allclose(network.forward(images.contiguous(torch::MemoryFormat::ChannelsLast)),
                              network.forward(images), 1e-5, 1e-6));
}

TEST(LinearClassifier, TheSeedGivesTheWeights) {
  const auto weight = [](std::uint64_t seed) {
    return LinearClassifier(3, 8, 8, 4, seed).named_parameters()["linear.weight"].detach();
  };
  EXPECT_TRUE(torch::equal(weight(1), weight(1)));
  EXPECT_FALSE(torch::equal(weight(1), weight(2)));
  EXPECT_NEAR(weight(1).std().item<double>(), 0.01, 0.001);
  EXPECT_EQ(parameter_count(LinearClassifier(3, 8, 8, 4, 1)), 3 * 8 * 8 * 4 + 4);
}

}  // namespace
}  // namespace dance::test
