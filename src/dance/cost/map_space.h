// The map space of a layer under a dataflow: every mapping that can be the best on some accelerator within
// limits.
//
// Walks spatial factors, register-file factors, buffer factors and the non-dominated loop orders of the
// buffer and of DRAM, and leaves out only mappings that another one dominates in every count at equal limits:
//   - the innermost DRAM loop could move into the buffer (outermost there) without outgrowing its capacity
//   step: the
//     loops above the register file stay as they were, and the larger tile fetches no word more;
//   - the innermost buffer loop could move into the register file likewise, where the array does not
//   interleave it;
//   - the mirror image of a mapping, where layer and dataflow treat width and height alike.
// Spatial factors are those of the design's padding rule: s = ceil(n / k) for k = ceil(n / s) passes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/cost/layer_cost.h"
#include "dance/cost/level_orders.h"
#include "dance/cost/mapping.h"
#include "dance/hardware/dataflow.h"
#include "dance/workload/layer.h"

namespace dance {

// The capacities to tell apart: a mapping needs the smallest that holds its tiles.
struct MapLimits {
  std::int64_t pe_x = 1, pe_y = 1;      // the largest array
  std::vector<std::int64_t> rf_words;   // ascending
  std::vector<std::int64_t> glb_words;  // ascending, of the tiles that the buffer may hold
};

// A mapping by what it does and what it needs.
struct Candidate {
  MappingCounts counts;
  std::int64_t pe_x = 1, pe_y = 1;        // array columns and rows in use
  std::size_t rf_step = 0, glb_step = 0;  // index of the smallest capacity that holds its tiles
};

class MapSpace {
 public:
  class Visitor {
   public:
    virtual ~Visitor() = default;
    virtual void visit(const Candidate& candidate) = 0;
  };

  // Throws Error when the layer's batch is not 1.
  MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits);

  void walk(Visitor& visitor);
  // The mapping of the candidate being visited.
  Mapping mapping() const;

 private:
  struct SpatialFactor {
    std::int64_t factor = 1, passes = 1;
    int axis = 0;  // 0: none, 1: X, 2: Y
  };
  // What the factors of a level and of all inside it span.
  struct Tile {
    double weights = 0, inputs = 0, outputs = 0;
    InputTile input;
    double words(bool with_weights) const { return (with_weights ? weights : 0) + inputs + outputs; }
  };
  // Counts that do not depend on the tiles at the buffer and beyond.
  struct ArrayCounts {
    double instances = 1, padded_macs = 1, passes = 1;
    double distinct_weights = 1, distinct_inputs = 1,
           distinct_outputs = 1;  // distinct tiles of the register files
    double output_tiles = 1;      // distinct output tiles that one register file sees
  };

  std::vector<SpatialFactor> spatial_factors(Dim d) const;
  Tile tile_of(const Bounds& extent) const;
  bool mirrored() const;  // the mirror image comes earlier
  void walk_spatial(std::size_t position, std::int64_t x, std::int64_t y);
  void walk_register_file(std::size_t position);
  void enter_array();
  void walk_buffer(std::size_t position);
  void order_loops();
  void visit_tiles(bool bypass);
  std::uint32_t may_enter_register_file(const std::vector<OrderedLoop>& loops) const;
  bool leaves_gap(Dim d, const Bounds& extent) const;
  bool buffer_holds(Dim d, bool bypass) const;
  void emit(const OrderOption& buffer, const OrderOption& dram, bool bypass);

  const Layer layer_;
  const Dataflow dataflow_;
  const MapLimits limits_;
  bool mirror_ = false, disjoint_ = false;
  std::vector<std::vector<std::int64_t>> divisors_;
  std::vector<std::int64_t> smallest_prime_;
  DimMap<std::vector<SpatialFactor>> spatial_options_;

  // The mapping under construction.
  Visitor* visitor_ = nullptr;
  DimMap<SpatialFactor> spatial_;
  Bounds rf_ = kUnitBounds, rest_ = kUnitBounds, buffer_ = kUnitBounds, dram_ = kUnitBounds;
  Bounds buffer_tile_ = kUnitBounds;  // extents
  Tile rf_tile_, glb_tile_;
  ArrayCounts array_;
  Candidate candidate_;
  LevelOrders buffer_orders_, dram_orders_;
  std::vector<OrderedLoop> buffer_loops_, dram_loops_;
  std::vector<OrderOption> buffer_options_;
  LevelOrders::View rf_under_buffer_, rf_under_dram_, glb_under_dram_;
  OrderOption chosen_buffer_, chosen_dram_;
  bool chosen_bypass_ = false;
};

}  // namespace dance
