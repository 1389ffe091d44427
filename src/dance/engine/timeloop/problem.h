// Reader of Timeloop's `problem`: a shape (inline, by name, or the default cnn-layer) and an instance of it,
// the bounds of its dimensions and the values of its coefficients.
#pragma once

#include "dance/engine/timeloop/shape.h"

namespace dance::timeloop {

struct Problem {
  Shape shape;
  Layer layer;
};

// What is wrong becomes a fault of the value's file; the result counts only where nothing is.
Problem read_problem(const ConfigValue& value);

// "C, M, R, S", the shape's letters, for faults.
std::string letters_of(const Shape& shape);

}  // namespace dance::timeloop
