// Lower bounds on the counts of all mappings that share their factors on the array and in the register files,
// and what of them is still worth walking.
//
// The innermost loop outside the register files leaves one tensor in place at most: weights under P or Q,
// outputs under C, R or S, inputs under M. A tensor that it moves is fetched anew by every pass (of inputs
// whose tiles overlap, the words that are new); the one in place is fetched at least once per tile; DRAM
// moves every word at least once.
#pragma once

#include <array>
#include <cstdint>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"

namespace dance {

// Different words of each tensor on the whole chip: of loops with these bounds, and of a layer with its
// padding.
struct LayerWords {
  double weights = 0, inputs = 0, outputs = 0;
};
LayerWords words_of(const MapProblem& problem, const Bounds& bounds);
LayerWords padded_words(const MapProblem& problem, const SpatialFactors& spatial);

// The tensor that a loop leaves in place, one bit each so that they make sets.
enum Stationary : std::uint32_t { kWeightsStay = 1, kOutputsStay = 2, kInputsStay = 4 };
using StationarySet = std::uint32_t;
inline constexpr std::array<Stationary, kTensors> kStationaries = {kWeightsStay, kInputsStay, kOutputsStay};
inline Stationary stationary_under(Dim d) {
  if (!is_relevant(Tensor::Weights, d)) return kWeightsStay;
  return is_relevant(Tensor::Outputs, d) ? kInputsStay : kOutputsStay;
}

// The tensors that the innermost loop outside the register files may leave in place so that a mapping still
// matters.
struct StationaryChoices {
  StationarySet through_buffer = 0, past_buffer = 0;  // the way that weights take
  StationarySet under(bool bypass) const { return bypass ? past_buffer : through_buffer; }
  StationarySet& under(bool bypass) { return bypass ? past_buffer : through_buffer; }
  StationarySet any() const { return through_buffer | past_buffer; }
};

// The bounds of one array tiling.
class ArrayFloors {
 public:
  ArrayFloors(const MapProblem& problem, const ArrayTiling& array, const LayerWords& words);

  MappingSummary under(Stationary stationary, bool bypass) const;
  // What the loops outside the register files can leave in place at all. Where there is no loop, or G alone,
  // every tensor moves, and any of the three stands for that.
  StationarySet possible() const;
  // Different words of the inputs that one register file sees.
  double least_input_fills() const { return least_input_fills_; }

 private:
  double seen_along(Dim pixel, Dim filter, const AxisTile& tile) const;

  const MapProblem& problem_;
  const ArrayTiling& array_;
  const LayerWords& words_;
  double least_input_fills_ = 0;
  double passes_ = 1, weight_tiles_ = 1;  // outside the register files
};

StationaryChoices stationary_choices(const MapProblem& problem, const ArrayFloors& floors,
                                     MapVisitor& visitor);

}  // namespace dance
