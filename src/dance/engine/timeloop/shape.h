// Timeloop's problem shape: dimensions of one letter, coefficients, and three data spaces (tensors) that
// project them. What a dimension is follows from the projections, not from its letter: one that indexes
// weights and outputs is an M, whatever its name, and an axis of two terms is a window, P with R or Q with
// S. So convolutions (grouped and depthwise ones too) and matrix products in any naming become the eight
// loops of workload/layer.h.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dance/core/config.h"
#include "dance/engine/workload/layer.h"

namespace dance::timeloop {

struct Coefficient {
  std::int64_t default_value = 1;
  bool has_default = false;
};

struct Shape {
  std::string name;
  std::vector<char> dimensions;  // in the order of the file
  std::map<char, Dim> dims;      // what each stands for
  std::map<std::string, Coefficient> coefficients;
  // Names of the coefficients that are strides or dilations; "" where the term has none (1).
  std::string stride_w, stride_h, dilation_w, dilation_h;
  std::array<std::string, kTensors> tensors;  // the data spaces' names, by role
};

// `value` is an inline shape, or the name of one of Timeloop's own: cnn-layer or gemm-ABZ. What is wrong
// becomes a fault of the value's file. The result is of use only where there are no faults.
Shape read_shape(const ConfigValue& value);
Shape shape_by_name(const std::string& name);  // throws Error that lists the names

}  // namespace dance::timeloop
