// The last choice of a walk over a map space: the orders of the loops at the buffer and at DRAM, and which
// way the weights take.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/level_orders.h"
#include "dance/engine/mapping/map_floors.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"

namespace dance {

class OrderWalk {
 public:
  OrderWalk(const MapProblem& problem, MapVisitor& visitor) : problem_(problem), visitor_(visitor) {}

  // Visits the mappings of these factors that no other one dominates, but only those whose innermost loop
  // outside the register files leaves a tensor of `choices` in place.
  void walk(const BufferTiling& tiling, const StationaryChoices& choices);

 private:
  using Options = std::vector<OrderOption>;
  const Options& search(LevelOrders& orders, const LevelLoops& loops, const LevelOrders::View& child,
                        const LevelOrders::View* inner, std::uint32_t innermost_allowed,
                        const DimSet& innermost) const;
  const Options& search_dram(const BufferTiling& tiling, std::uint32_t innermost_allowed);
  // The orders of DRAM's loops, and which of those were allowed to lie innermost.
  struct DramOrders {
    std::optional<std::uint32_t> innermost;
    const Options* options = nullptr;
  };
  void visit_tiles(const BufferTiling& tiling, const Options& buffer_options, StationarySet stationary,
                   bool bypass, DramOrders& dram_orders);

  const MapProblem& problem_;
  MapVisitor& visitor_;
  // Filled anew for each tiling; members, so that their memory is kept.
  LevelLoops buffer_loops_, dram_loops_;
  LevelOrders buffer_orders_, dram_orders_;
};

}  // namespace dance
