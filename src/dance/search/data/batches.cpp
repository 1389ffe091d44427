#include "dance/search/data/batches.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "dance/core/error.h"

namespace dance {

// What happens to one image: the crop's corner relative to the unpadded image, and the mirror.
struct ImageChange {
  std::int64_t dx = 0, dy = 0;
  bool flip = false;
};

namespace {

// Normalised value of each byte, per channel.
using Levels = std::array<std::array<float, 256>, 3>;

Levels levels_of(const Normalisation& normalisation) {
  Levels levels;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = 0; v < 256; ++v) {
      levels[c][v] = (static_cast<float>(v) / 255.0f - normalisation.mean[c]) / normalisation.deviation[c];
    }
  }
  return levels;
}

// source: [3, height, width] bytes; target: [height, width, 3] floats. Outside the image pixels are 0
// (black).
void convert_image(const std::uint8_t* source, float* target, std::int64_t height, std::int64_t width,
                   const ImageChange& change, const Levels& levels) {
  for (std::int64_t y = 0; y < height; ++y) {
    const std::int64_t from_y = y + change.dy;
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t from_x = (change.flip ? width - 1 - x : x) + change.dx;
      const bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::uint8_t value = inside ? source[(c * height + from_y) * width + from_x] : 0;
        *target++ = levels[static_cast<std::size_t>(c)][value];
      }
    }
  }
}

}  // namespace

// The images of a batch, and what happens to each.
struct BatchIterator::Draw {
  std::vector<std::int64_t> indices;
  std::vector<ImageChange> changes;
};

namespace {

Batch make_batch(const Dataset& data, const Normalisation& normalisation,
                 const std::vector<std::int64_t>& indices, const std::vector<ImageChange>& changes,
                 torch::Device device) {
  const auto count = static_cast<std::int64_t>(indices.size());
  const std::int64_t height = data.images.size(2), width = data.images.size(3), pixels = 3 * height * width;
  const Levels levels = levels_of(normalisation);
  torch::Tensor images = torch::empty({count, height, width, 3});
  torch::Tensor labels = torch::empty({count}, torch::kInt64);
  const std::uint8_t* source = data.images.data_ptr<std::uint8_t>();
  float* target = images.data_ptr<float>();
  at::parallel_for(0, count, 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      convert_image(source + indices[at] * pixels, target + i * pixels, height, width, changes[at], levels);
    }
  });
  for (std::int64_t i = 0; i < count; ++i) {
    labels.data_ptr<std::int64_t>()[i] =
        data.labels.data_ptr<std::int64_t>()[indices[static_cast<std::size_t>(i)]];
  }
  return {images.permute({0, 3, 1, 2}).to(device), labels.to(device)};
}

}  // namespace

BatchIterator::BatchIterator(const Dataset& data, const Normalisation& normalisation,
                             const Augmentation& augmentation, std::int64_t batch_size, std::uint64_t seed,
                             std::string_view stream, torch::Device device)
    : data_(data),
      normalisation_(normalisation),
      augmentation_(augmentation),
      batch_size_(batch_size),
      device_(device),
      order_random_(seed, std::string(stream) + "/order"),
      augment_random_(seed, std::string(stream) + "/augmentation"),
      order_(static_cast<std::size_t>(data.size())),
      position_(order_.size()) {
  if (batch_size < 1 || data.size() < batch_size) {
    throw Error({"", 0, "batch_size", "a batch must fit the data", fmt::format("1..{}", data.size()),
                 fmt::format("{}", batch_size)});
  }
  std::iota(order_.begin(), order_.end(), 0);
}

BatchIterator::Draw BatchIterator::draw() {
  const auto size = static_cast<std::size_t>(batch_size_);
  if (position_ + size > order_.size()) {
    order_random_.shuffle(order_);
    position_ = 0;
  }
  const auto begin = order_.begin() + static_cast<std::ptrdiff_t>(position_);
  Draw draw{{begin, begin + static_cast<std::ptrdiff_t>(size)}, std::vector<ImageChange>(size)};
  position_ += size;
  const auto span = static_cast<std::uint64_t>(2 * augmentation_.pad + 1);
  for (ImageChange& change : draw.changes) {
    if (augmentation_.pad > 0) {
      change.dx = static_cast<std::int64_t>(augment_random_.below(span)) - augmentation_.pad;
      change.dy = static_cast<std::int64_t>(augment_random_.below(span)) - augmentation_.pad;
    }
    if (augmentation_.flip) change.flip = augment_random_.below(2) == 1;
  }
  return draw;
}

Batch BatchIterator::next() {
  const Draw drawn = draw();
  return make_batch(data_, normalisation_, drawn.indices, drawn.changes, device_);
}

void BatchIterator::skip(std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) draw();
}

void for_each_batch(const Dataset& data, const Normalisation& normalisation, std::int64_t batch_size,
                    torch::Device device, const std::function<void(const Batch&)>& use) {
  for (std::int64_t begin = 0; begin < data.size(); begin += batch_size) {
    std::vector<std::int64_t> indices(static_cast<std::size_t>(std::min(batch_size, data.size() - begin)));
    std::iota(indices.begin(), indices.end(), begin);
    use(make_batch(data, normalisation, indices, std::vector<ImageChange>(indices.size()), device));
  }
}

}  // namespace dance
