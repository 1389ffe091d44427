// Loops of batch norm over rows of pixels: [rows, channels] floats, channels next to each other.
//
// Sums are taken over fixed chunks of rows, then over the chunks in order, so that they do not depend on the
// number of threads.
#pragma once

#include <cstdint>
#include <vector>

namespace dance::batch_norm {

struct Shape {
  std::int64_t rows = 0, channels = 0;
};

// y = clamp(x * scale + shift, low, high), scale and shift per channel.
struct Affine {
  std::vector<float> scale, shift;
  float low = 0, high = 0;
};

struct Moments {
  std::vector<double> mean, variance;  // biased
};

Moments moments(const float* x, Shape shape);
void forward(const float* x, Shape shape, const Affine& affine, float* y);

// Sums for each channel, with g = dL/dy where the clamp lets it pass, else 0: of g, and of g * (x - mean).
struct SlopeSums {
  std::vector<double> slope, slope_times_offset;
};
SlopeSums slope_sums(const float* x, const float* dy, Shape shape, const Affine& affine, const float* mean);
// dx = a * g + b * x + c, per channel.
struct Combination {
  std::vector<float> a, b, c;
};
void backward(const float* x, const float* dy, Shape shape, const Affine& affine,
              const Combination& combination, float* dx);

}  // namespace dance::batch_norm
