// Evaluates the floating-point numbers from which older exports compute sizes, as those of `interpolate`: a
// size becomes a float, is multiplied by a scale, rounded, and becomes an integer again. All are of 32 bits.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/onnx/integers.h"

namespace dance::importer {

struct Floats {
  Shape shape;
  std::vector<float> values;  // row-major
};

// What an input of a node holds: integers, floats, or null twice where its values are unknown.
struct KnownInput {
  const Integers* integers = nullptr;
  const Floats* floats = nullptr;
};

// The value of a node's output, which has the shape `output`. Nothing where the operator is not one that
// exporters compute sizes with, where its inputs do not fit, or where a value is not finite.
std::optional<Floats> evaluate_floats(const onnx::NodeProto& node, const std::vector<KnownInput>& inputs,
                                      const Shape& output);

// A Cast to integers of the ONNX type `type`; nothing where one does not fit.
std::optional<Integers> cast_to_integers(const Floats& floats, int type);

}  // namespace dance::importer
