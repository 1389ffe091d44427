#include "dance/search/data/batches.h"

#include <gtest/gtest.h>

#include <set>

#include "dance/core/error.h"

namespace dance::test {
namespace {

constexpr Normalisation kPlain = {.mean = {0, 0, 0}, .deviation = {1, 1, 1}};

// Images of 6x5 pixels; pixel (c, y, x) of image i is 1 + i + 40 * c + 5 * y + x, never 0.
Dataset numbered(std::int64_t count) {
  Dataset data = {torch::empty({count, 3, 6, 5}, torch::kUInt8), torch::arange(count)};
  for (std::int64_t i = 0; i < count; ++i) {
    const torch::Tensor plane = torch::arange(30).reshape({1, 6, 5}) + 1 + i;
    data.images[i] = (plane + 40 * torch::arange(3).reshape({3, 1, 1})).to(torch::kUInt8);
  }
  return data;
}

torch::Tensor bytes_of(const torch::Tensor& image) { return (image * 255).round().to(torch::kUInt8); }

TEST(Batches, NormalisesEachChannel) {
  const Dataset data = numbered(4);
  const Normalisation normalisation = {.mean = {0.1f, 0.2f, 0.3f}, .deviation = {0.5f, 0.25f, 2.0f}};
  for_each_batch(data, normalisation, 4, torch::kCPU, [&](const Batch& batch) {
    const torch::Tensor mean = torch::tensor({0.1f, 0.2f, 0.3f}).reshape({1, 3, 1, 1});
    const torch::Tensor deviation = torch::tensor({0.5f, 0.25f, 2.0f}).reshape({1, 3, 1, 1});
    const torch::Tensor expected = (data.images.to(torch::kFloat32) / 255 - mean) / deviation;
    EXPECT_TRUE(torch::allclose(batch.images, expected, 1e-5, 1e-6));
    EXPECT_TRUE(batch.images.is_contiguous(torch::MemoryFormat::ChannelsLast));
  });
}

TEST(Batches, SkippingIsAsTakingThem) {
  const Dataset data = numbered(13);
  for (const std::int64_t count : {0, 1, 3, 10}) {
    BatchIterator taken(data, kPlain, {.pad = 1, .flip = true}, 4, 7, "test"),
        skipped(data, kPlain, {.pad = 1, .flip = true}, 4, 7, "test");
    for (std::int64_t i = 0; i < count; ++i) taken.next();
    skipped.skip(count);
    for (int i = 0; i < 5; ++i) {
      const Batch a = taken.next(), b = skipped.next();
      EXPECT_TRUE(torch::equal(a.images, b.images) && torch::equal(a.labels, b.labels)) << count;
    }
  }
}

TEST(Batches, AnEpochHasEveryImageOnceInANewOrder) {
  const Dataset data = numbered(12);
  BatchIterator batches(data, kPlain, {}, 4, 7, "test");
  EXPECT_EQ(batches.batches_per_epoch(), 3);
  std::vector<std::vector<std::int64_t>> orders;
  for (int epoch = 0; epoch < 3; ++epoch) {
    orders.emplace_back();
    for (int b = 0; b < 3; ++b) {
      const Batch batch = batches.next();
      for (std::int64_t i = 0; i < 4; ++i) {
        const auto label = batch.labels[i].item<std::int64_t>();
        orders.back().push_back(label);
        EXPECT_TRUE(torch::equal(bytes_of(batch.images[i]), data.images[label]));
      }
    }
    EXPECT_EQ(std::set<std::int64_t>(orders.back().begin(), orders.back().end()).size(), 12u);
  }
  EXPECT_NE(orders[0], orders[1]);
  EXPECT_NE(orders[1], orders[2]);
}

TEST(Batches, SameSeedAndStreamSameBatches) {
  const Dataset data = numbered(30);
  const Augmentation augmentation = {.pad = 2, .flip = true};
  BatchIterator a(data, kPlain, augmentation, 8, 7, "one"), b(data, kPlain, augmentation, 8, 7, "one");
  BatchIterator c(data, kPlain, augmentation, 8, 7, "two");
  bool differs = false;
  for (int i = 0; i < 9; ++i) {
    const Batch x = a.next(), y = b.next(), z = c.next();
    EXPECT_TRUE(torch::equal(x.images, y.images) && torch::equal(x.labels, y.labels));
    differs = differs || !torch::equal(x.labels, z.labels);
  }
  EXPECT_TRUE(differs);
}

// Every augmented image is one of the (2 pad + 1)^2 crops of the zero-padded image or of its mirror image,
// and all of them occur.
TEST(Batches, AugmentationIsPadCropAndFlip) {
  const Dataset data = numbered(1);
  const int pad = 1;
  BatchIterator batches(data, kPlain, {.pad = pad, .flip = true}, 1, 7, "test");
  const torch::Tensor padded = torch::constant_pad_nd(data.images[0], {pad, pad, pad, pad});
  std::set<int> found;
  for (int i = 0; i < 400; ++i) {
    const torch::Tensor image = bytes_of(batches.next().images[0]);
    int match = -1;
    for (int crop = 0; crop < 18; ++crop) {
      const int dy = crop / 3 % 3, dx = crop % 3;
      torch::Tensor expected = padded.slice(1, dy, dy + 6).slice(2, dx, dx + 5);
      if (crop >= 9) expected = expected.flip({2});
      if (torch::equal(image, expected)) match = crop;
    }
    ASSERT_GE(match, 0) << "image " << i << " is no crop";
    found.insert(match);
  }
  EXPECT_EQ(found.size(), 18u);
}

TEST(Batches, TheLastBatchOfAPassMayBeShort) {
  const Dataset data = numbered(10);
  std::vector<std::int64_t> sizes;
  for_each_batch(data, kPlain, 4, torch::kCPU,
                 [&](const Batch& batch) { sizes.push_back(batch.labels.size(0)); });
  EXPECT_EQ(sizes, (std::vector<std::int64_t>{4, 4, 2}));
}

TEST(Batches, RefusesABatchLargerThanTheData) {
  const Dataset data = numbered(3);
  EXPECT_THROW(BatchIterator(data, kPlain, {}, 4, 7, "test"), Error);
  EXPECT_THROW(BatchIterator(data, kPlain, {}, 0, 7, "test"), Error);
}

}  // namespace
}  // namespace dance::test
