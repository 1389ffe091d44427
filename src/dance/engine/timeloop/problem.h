// Reader of Timeloop's `problem`: a shape, given inline or by name (cnn-layer where it is left out), and an
// instance of it, which gives the bounds of its dimensions and the values of its coefficients.
#pragma once

#include "dance/engine/timeloop/shape.h"

namespace dance::timeloop {

struct Problem {
  Shape shape;
  Layer layer;
};

// What is wrong becomes a fault of the value's file. The result is of use only where there are no faults.
Problem read_problem(const ConfigValue& value);

// The shape's letters for a fault: "C, M, R, S".
std::string letters_of(const Shape& shape);

}  // namespace dance::timeloop
