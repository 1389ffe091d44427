// Lower bounds on the counts of all mappings that share their factors at every level, whatever the orders of
// their loops.
//
// The innermost loop of a level leaves one tensor in place at most. A tensor that it moves is fetched anew by
// every iteration of the level; of inputs whose tiles overlap, at least the words that this loop by itself
// brings. The tensor in place is fetched once for each iteration of the loops that move it.
#pragma once

#include <array>

#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/fills.h"
#include "dance/engine/mapping/map_floors.h"
#include "dance/engine/mapping/map_problem.h"

namespace dance {

// The temporal loops of one level, in any order.
struct UnorderedLoops {
  explicit UnorderedLoops(const Bounds& bounds);

  double product = 1;       // of all bounds
  double output_tiles = 1;  // of the bounds of those that the outputs depend on
  std::array<double, kTensors> leaving = {1, 1,
                                          1};  // per tensor, of those that leave it in place; G moves all
  StationarySet present = 0;                   // what one of them leaves in place
  // What the innermost one can leave in place; where there is none but G, any one tensor stands for that.
  StationarySet possible() const { return present == 0 ? static_cast<StationarySet>(kWeightsStay) : present; }
};

class TilingFloors {
 public:
  TilingFloors(const MapProblem& problem, const BufferTiling& tiling, const LayerWords& words,
               double least_input_fills);

  // What the innermost loop outside the register files, and that of DRAM, can leave in place.
  StationarySet possible_inside() const { return inside_is_dram() ? dram_.possible() : buffer_.possible(); }
  StationarySet possible_at_dram() const { return dram_.possible(); }
  // Whether they are the same loop.
  bool inside_is_dram() const { return buffer_.present == 0; }

  // Sets what comes to the register files where the innermost loop outside them leaves `inside` in place.
  void set_inside(Stationary inside, Fills& fills) const;
  // Sets what comes to the buffer where the innermost loop of DRAM leaves `at_dram` in place.
  void set_at_dram(Stationary at_dram, bool bypass, Fills& fills) const;
  // As set_at_dram, but of inputs whose tiles overlap each word once: a lower bound that is found sooner.
  void set_at_dram_roughly(Stationary at_dram, bool bypass, Fills& fills) const;

 private:
  const MapProblem& problem_;
  const BufferTiling& tiling_;
  const ArrayTiling& array_;
  const LayerWords& words_;
  const double least_input_fills_;  // of one register file
  const UnorderedLoops buffer_, dram_;
};

}  // namespace dance
