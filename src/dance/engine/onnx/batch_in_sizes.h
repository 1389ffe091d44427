// Sizes of a file that hold its batch, as a Reshape of eight images to [8, -1] does, for one image of it.
//
// Images lie one after another in their tensor. Under another shape with the same first dimension each of
// them is still a row of its own.
#pragma once

#include <optional>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

// What a Reshape to `target` makes of one image of shape `image`; nothing where `target` does not begin with
// the batch, or where the number of elements would change.
std::optional<Shape> reshape_one_image(const Shape& image, const Shape& target, std::int64_t batch);
// What a Resize to `sizes` makes of it; nothing where they do not begin with the batch.
std::optional<Shape> resize_one_image(const Shape& image, const Shape& sizes, std::int64_t batch);

}  // namespace dance::importer
