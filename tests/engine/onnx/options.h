// Options of the importer, in short.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/engine/onnx/import.h"

namespace dance::test {

inline OnnxOptions shape_of(const std::string& input, const std::vector<std::int64_t>& shape) {
  OnnxOptions options;
  options.input_shapes[input] = shape;
  return options;
}

}  // namespace dance::test
