#include "dance/engine/onnx/batch_in_sizes.h"

#include <algorithm>

namespace dance::importer {

namespace {

bool begins_with_batch(const Shape& image, const Shape& sizes, std::int64_t batch) {
  return !image.empty() && !sizes.empty() && image[0] == 1 && sizes[0] == batch;
}

}  // namespace

std::optional<Shape> reshape_one_image(const Shape& image, const Shape& target, std::int64_t batch) {
  if (!begins_with_batch(image, target, batch)) return std::nullopt;
  Shape output = target;
  output[0] = 1;
  for (std::size_t d = 1; d < output.size(); ++d) {
    if (output[d] == 0 && d < image.size()) output[d] = image[d];
  }
  const auto open = std::find(output.begin(), output.end(), -1);
  if (open != output.end()) *open = 1;
  const auto elements = volume(image), others = is_possible(output, 1) ? volume(output) : std::nullopt;
  if (!elements || !others) return std::nullopt;
  if (open != output.end()) *open = *elements / *others;
  return volume(output) == elements ? std::optional(output) : std::nullopt;
}

std::optional<Shape> resize_one_image(const Shape& image, const Shape& sizes, std::int64_t batch) {
  if (!begins_with_batch(image, sizes, batch) || sizes.size() != image.size()) return std::nullopt;
  Shape output = sizes;
  output[0] = 1;
  return output;
}

}  // namespace dance::importer
