// Lower bounds on the counts of all mappings that share their factors on the array and in the register files,
// and what of them is still worth walking.
//
// The innermost loop outside the register files leaves one tensor in place at most: weights under P or Q,
// outputs under C, R or S, inputs under M. A tensor that it moves is fetched anew by every pass (of inputs
// whose tiles overlap, the words that are new); the one in place is fetched at least once per tile; DRAM
// moves every word at least once.
#pragma once

#include <cstdint>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"

namespace dance {

// Different words of each tensor on the whole chip, padding included.
struct LayerWords {
  double weights = 0, inputs = 0, outputs = 0;
};
LayerWords padded_words(const MapProblem& problem, const SpatialFactors& spatial);

// The tensor that a loop leaves in place, one bit each so that they make sets.
enum Stationary : std::uint32_t { kWeightsStay = 1, kOutputsStay = 2, kInputsStay = 4 };
using StationarySet = std::uint32_t;
inline Stationary stationary_under(Dim d) {
  if (!is_relevant(Tensor::Weights, d)) return kWeightsStay;
  return is_relevant(Tensor::Outputs, d) ? kInputsStay : kOutputsStay;
}

// The tensors that the innermost loop outside the register files may leave in place so that a mapping still
// matters.
struct StationaryChoices {
  StationarySet through_buffer = 0, past_buffer = 0;  // the way that weights take
  StationarySet under(bool bypass) const { return bypass ? past_buffer : through_buffer; }
  StationarySet any() const { return through_buffer | past_buffer; }
};
StationaryChoices stationary_choices(const MapProblem& problem, const ArrayTiling& array,
                                     const LayerWords& words, MapVisitor& visitor);

}  // namespace dance
