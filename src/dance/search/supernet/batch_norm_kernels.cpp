#include "dance/search/supernet/batch_norm_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>

// One compiled version per instruction set, chosen when the program starts.
#define DANCE_VECTORISED [[gnu::target_clones("arch=x86-64-v3", "default")]]

namespace dance::batch_norm {

namespace {

constexpr std::int64_t kChunk = 128;  // rows

// Calls work(first row, rows, chunk index) for every chunk, on all threads.
template <typename Work>
void for_each_chunk(Shape shape, const Work& work) {
  const std::int64_t chunks = (shape.rows + kChunk - 1) / kChunk;
  const std::int64_t grain = std::max<std::int64_t>(1, 32768 / (kChunk * shape.channels));
  at::parallel_for(0, chunks, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) work(i * kChunk, std::min(kChunk, shape.rows - i * kChunk), i);
  });
}

// Two sums for each channel and chunk, and their totals for each channel.
struct PartialSums {
  explicit PartialSums(Shape shape)
      : channels(shape.channels),
        values(static_cast<std::size_t>((shape.rows + kChunk - 1) / kChunk * 2 * shape.channels), 0.0f) {}
  float* first(std::int64_t chunk) { return values.data() + chunk * 2 * channels; }
  float* second(std::int64_t chunk) { return first(chunk) + channels; }
  std::vector<double> total(std::int64_t which) const {
    std::vector<double> sums(static_cast<std::size_t>(channels), 0.0);
    for (std::size_t at = static_cast<std::size_t>(which * channels); at < values.size();
         at += static_cast<std::size_t>(2 * channels)) {
      for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += values[at + c];
    }
    return sums;
  }
  std::int64_t channels;
  std::vector<float> values;
};

DANCE_VECTORISED void add_moments(const float* __restrict x, std::int64_t rows, std::int64_t channels,
                                  const float* __restrict pivot, float* __restrict sum,
                                  float* __restrict square) {
  for (std::int64_t r = 0; r < rows; ++r, x += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float offset = x[c] - pivot[c];
      sum[c] += offset;
      square[c] += offset * offset;
    }
  }
}

DANCE_VECTORISED void apply_affine(const float* __restrict x, std::int64_t rows, std::int64_t channels,
                                   const float* __restrict scale, const float* __restrict shift, float low,
                                   float high, float* __restrict y) {
  for (std::int64_t r = 0; r < rows; ++r, x += channels, y += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      float z = x[c] * scale[c] + shift[c];
      z = z < low ? low : z;  // keeps NaN
      y[c] = z > high ? high : z;
    }
  }
}

DANCE_VECTORISED void add_slopes(const float* __restrict x, const float* __restrict dy, std::int64_t rows,
                                 std::int64_t channels, const float* __restrict scale,
                                 const float* __restrict shift, float low, float high,
                                 const float* __restrict mean, float* __restrict slope,
                                 float* __restrict slope_times_offset) {
  for (std::int64_t r = 0; r < rows; ++r, x += channels, dy += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float z = x[c] * scale[c] + shift[c];
      float g = z > low ? dy[c] : 0.0f;
      g = z < high ? g : 0.0f;
      slope[c] += g;
      slope_times_offset[c] += g * (x[c] - mean[c]);
    }
  }
}

DANCE_VECTORISED void combine(const float* __restrict x, const float* __restrict dy, std::int64_t rows,
                              std::int64_t channels, const float* __restrict scale,
                              const float* __restrict shift, float low, float high, const float* __restrict a,
                              const float* __restrict b, const float* __restrict constant,
                              float* __restrict dx) {
  for (std::int64_t r = 0; r < rows; ++r, x += channels, dy += channels, dx += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float z = x[c] * scale[c] + shift[c];
      float g = z > low ? dy[c] : 0.0f;
      g = z < high ? g : 0.0f;
      dx[c] = a[c] * g + (b[c] * x[c] + constant[c]);
    }
  }
}

}  // namespace

Moments moments(const float* x, Shape shape) {
  // Sums offsets from the first row, so that nothing cancels where the mean is far from 0.
  PartialSums sums(shape);
  for_each_chunk(shape, [&](std::int64_t row, std::int64_t rows, std::int64_t chunk) {
    add_moments(x + row * shape.channels, rows, shape.channels, x, sums.first(chunk), sums.second(chunk));
  });
  Moments result = {sums.total(0), sums.total(1)};
  const auto count = static_cast<double>(shape.rows);
  for (std::size_t c = 0; c < result.mean.size(); ++c) {
    const double offset = result.mean[c] / count;
    const double variance = result.variance[c] / count - offset * offset;
    result.mean[c] = offset + x[c];
    result.variance[c] = variance < 0 ? 0 : variance;
  }
  return result;
}

void forward(const float* x, Shape shape, const Affine& affine, float* y) {
  for_each_chunk(shape, [&](std::int64_t row, std::int64_t rows, std::int64_t) {
    const std::int64_t at = row * shape.channels;
    apply_affine(x + at, rows, shape.channels, affine.scale.data(), affine.shift.data(), affine.low,
                 affine.high, y + at);
  });
}

SlopeSums slope_sums(const float* x, const float* dy, Shape shape, const Affine& affine, const float* mean) {
  PartialSums sums(shape);
  for_each_chunk(shape, [&](std::int64_t row, std::int64_t rows, std::int64_t chunk) {
    const std::int64_t at = row * shape.channels;
    add_slopes(x + at, dy + at, rows, shape.channels, affine.scale.data(), affine.shift.data(), affine.low,
               affine.high, mean, sums.first(chunk), sums.second(chunk));
  });
  return {sums.total(0), sums.total(1)};
}

void backward(const float* x, const float* dy, Shape shape, const Affine& affine,
              const Combination& combination, float* dx) {
  for_each_chunk(shape, [&](std::int64_t row, std::int64_t rows, std::int64_t) {
    const std::int64_t at = row * shape.channels;
    combine(x + at, dy + at, rows, shape.channels, affine.scale.data(), affine.shift.data(), affine.low,
            affine.high, combination.a.data(), combination.b.data(), combination.c.data(), dx + at);
  });
}

}  // namespace dance::batch_norm
