#include "dance/search/supernet/depthwise_gradient.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace dance {

namespace {

constexpr std::int64_t kBlock = kDepthwiseBlock;

// Eight neighbouring channels of one pixel, within an array of floats of any alignment.
using Pack = float __attribute__((vector_size(kBlock * sizeof(float)), aligned(alignof(float)), may_alias));

struct Plane {
  std::int64_t height, width, out_height, out_width, stride;
};

// padded: the input plane with its border of zeros, gradient: the output plane, sums: [kernel, kernel].
template <int kKernel>
[[gnu::always_inline]] inline void add_products(const Pack* padded, const Pack* gradient, const Plane& plane,
                                                Pack* sums) {
  const std::int64_t padded_width = plane.width + kKernel - 1;
  for (int a = 0; a < kKernel; ++a) {
    Pack row[kKernel];
    for (int b = 0; b < kKernel; ++b) row[b] = sums[a * kKernel + b];
    for (std::int64_t i = 0; i < plane.out_height; ++i) {
      const Pack* from = padded + (i * plane.stride + a) * padded_width;
      for (std::int64_t j = 0; j < plane.out_width; ++j) {
        const Pack g = gradient[i * plane.out_width + j];
        for (int b = 0; b < kKernel; ++b) row[b] += from[j * plane.stride + b] * g;
      }
    }
    for (int b = 0; b < kKernel; ++b) sums[a * kKernel + b] = row[b];
  }
}

// The same on arrays of floats; one compiled version per instruction set, chosen when the program starts.
[[gnu::target_clones("arch=x86-64-v3", "default")]] void add_plane(std::int64_t kernel, const float* padded,
                                                                   const float* gradient, const Plane& plane,
                                                                   float* sums) {
  const Pack* from = reinterpret_cast<const Pack*>(padded);
  const Pack* slopes = reinterpret_cast<const Pack*>(gradient);
  Pack* to = reinterpret_cast<Pack*>(sums);
  if (kernel == 3) add_products<3>(from, slopes, plane, to);
  if (kernel == 5) add_products<5>(from, slopes, plane, to);
  if (kernel == 7) add_products<7>(from, slopes, plane, to);
}

// Copies eight channels of an image [h, w, channels] into the middle of a plane that is `border` wider on
// each side.
void copy_block(const float* image, std::int64_t channels, std::int64_t height, std::int64_t width,
                std::int64_t border, float* plane) {
  for (std::int64_t i = 0; i < height; ++i) {
    float* row = plane + ((i + border) * (width + 2 * border) + border) * kBlock;
    for (std::int64_t j = 0; j < width; ++j) {
      std::memcpy(row + j * kBlock, image + (i * width + j) * channels, kBlock * sizeof(float));
    }
  }
}

}  // namespace

torch::Tensor depthwise_weight_gradient(const torch::Tensor& input, const torch::Tensor& gradient,
                                        std::int64_t kernel, std::int64_t stride) {
  const std::int64_t batch = input.size(0), channels = input.size(1), border = (kernel - 1) / 2;
  const Plane plane = {input.size(2), input.size(3), gradient.size(2), gradient.size(3), stride};
  const std::int64_t in_pixels = plane.height * plane.width, out_pixels = plane.out_height * plane.out_width;
  const std::int64_t padded_pixels = (plane.height + kernel - 1) * (plane.width + kernel - 1),
                     taps = kernel * kernel;
  const float* x = input.data_ptr<float>();
  const float* g = gradient.data_ptr<float>();
  torch::Tensor result = torch::empty({channels, 1, kernel, kernel});
  float* out = result.data_ptr<float>();
  // The last block is moved back to end with the last channel, so it may overlap the one before.
  const auto first_of = [&](std::int64_t block) { return std::min(block * kBlock, channels - kBlock); };
  at::parallel_for(0, (channels + kBlock - 1) / kBlock, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> padded(static_cast<std::size_t>(padded_pixels * kBlock), 0.0f);
    std::vector<float> slopes(static_cast<std::size_t>(out_pixels * kBlock));
    std::vector<float> sums(static_cast<std::size_t>((end - begin) * taps * kBlock), 0.0f);
    for (std::int64_t n = 0; n < batch; ++n) {  // images in the outer loop: one image fits the cache
      for (std::int64_t block = begin; block < end; ++block) {
        const std::int64_t first = first_of(block);
        copy_block(x + n * in_pixels * channels + first, channels, plane.height, plane.width, border,
                   padded.data());
        copy_block(g + n * out_pixels * channels + first, channels, plane.out_height, plane.out_width, 0,
                   slopes.data());
        add_plane(kernel, padded.data(), slopes.data(), plane, sums.data() + (block - begin) * taps * kBlock);
      }
    }
    for (std::int64_t block = begin; block < end; ++block) {
      const float* from = sums.data() + (block - begin) * taps * kBlock;
      // The channels that the block before owns are left to it.
      for (std::int64_t c = block * kBlock - first_of(block); c < kBlock; ++c) {
        for (std::int64_t t = 0; t < taps; ++t) out[(first_of(block) + c) * taps + t] = from[t * kBlock + c];
      }
    }
  });
  return result;
}

}  // namespace dance
