// What arrives in the register files and in the buffer under one order of the loops at each level
// (docs/cost_model.md, "Counting"; level_orders.h has the equations).
#pragma once

#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/fills.h"
#include "dance/engine/mapping/level_orders.h"
#include "dance/engine/mapping/map_problem.h"

namespace dance {

class OrderFills {
 public:
  OrderFills(const MapProblem& problem, const BufferTiling& tiling, const LevelLoops& buffer,
             const LevelLoops& dram);

  Fills of(const OrderOption& buffer, const OrderOption& dram, bool bypass) const;

 private:
  const MapProblem& problem_;
  const ArrayTiling& array_;
  const TensorTiles& buffer_tile_;
  const double buffer_groups_, dram_groups_;
  double buffer_product_, dram_product_;  // of all loops of the level
  double dram_output_tiles_;              // of those that the outputs depend on
  // Whether all loops of the buffer leave the tensor in place. Then a run of DRAM's innermost loops that
  // leave it in place continues that of the buffer.
  const bool weights_stay_, outputs_stay_;
};

}  // namespace dance
