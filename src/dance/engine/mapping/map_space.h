// The map space of a layer under a dataflow: every mapping that can be the best on some accelerator within
// limits.
//
// Walks spatial factors, register-file factors, buffer factors and the non-dominated loop orders of the
// buffer and of DRAM, and leaves out only mappings that another one dominates in every count at equal limits:
//   - the innermost DRAM loop could move into the buffer (outermost there) without outgrowing its capacity
//     step: the loops above the register file stay as they were, and the larger tile fetches no word more;
//   - the innermost buffer loop could move into the register file likewise, where the array does not
//     interleave it;
//   - the mirror image of a mapping, where layer and dataflow treat width and height alike.
// Spatial factors are those of the design's padding rule: s = ceil(n / k) for k = ceil(n / s) passes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/hardware/word_bits.h"
#include "dance/engine/mapping/divisors.h"
#include "dance/engine/mapping/level_orders.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_counts.h"
#include "dance/engine/workload/layer.h"

namespace dance {

// The capacities to tell apart: a mapping needs the smallest that holds its tiles.
struct MapLimits {
  std::int64_t pe_x = 1, pe_y = 1;     // the largest array
  std::vector<std::int64_t> rf_bits;   // ascending
  std::vector<std::int64_t> glb_bits;  // ascending, of the tiles that the buffer may hold
  WordBits words;
};

// The dimensions of a layer at batch 1, in the order in which a walk places them.
inline constexpr std::array<Dim, 7> kMappedDims = {Dim::G, Dim::M, Dim::C, Dim::P, Dim::Q, Dim::R, Dim::S};

// Index of the smallest of ascending capacities that holds so much, a whole number; their number where none
// does.
inline std::size_t step_that_holds(double amount, const std::vector<std::int64_t>& capacities) {
  const auto step = std::lower_bound(capacities.begin(), capacities.end(), static_cast<std::int64_t>(amount));
  return static_cast<std::size_t>(step - capacities.begin());
}

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
    // Whether a mapping that does nothing better than `floor`, and needs no less, could still matter. What is
    // refused is not walked.
    virtual bool may_matter(const Candidate& floor) = 0;
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
    double bits(const std::array<double, kTensors>& word, bool with_weights) const {
      return (with_weights ? weights * word[0] : 0) + inputs * word[1] + outputs * word[2];
    }
  };
  // Counts that do not depend on the tiles at the buffer and beyond.
  struct ArrayCounts {
    double instances = 1, padded_macs = 1, passes = 1;
    double distinct_weights = 1, distinct_inputs = 1,
           distinct_outputs = 1;  // distinct tiles of the register files
    double output_tiles = 1;      // distinct output tiles that one register file sees
  };
  // The loops outside the register file by the dimension of the innermost one: which tensor it leaves in
  // place.
  enum Stationary : std::uint32_t { kWeights = 1, kOutputs = 2, kInputs = 4 };
  // Words that arrive in one register file and in the buffer; output tiles that one register file sees, and
  // the output words that the buffer sees, repeated visits counted.
  struct Fills {
    double weights = 0, inputs = 0, output_visits = 0;
    double input_reads = 0;  // by the whole array
    double buffer_weights = 0, buffer_inputs = 0, buffer_output_words = 0, buffer_output_fills = 0;
  };
  struct ChipFloors {
    double weights = 0, inputs = 0, outputs = 0;  // different words, padding included
  };

  std::vector<SpatialFactor> spatial_factors(Dim d) const;
  static Stationary stationary_under(Dim d);
  static std::uint32_t innermost_of(const std::vector<OrderedLoop>& loops, std::uint32_t stationary);
  void find_chip_floors();
  double least_input_fills() const;
  Candidate floor_of(Stationary stationary, bool bypass, double input_fills) const;
  void find_stationary();
  MappingCounts counts_under(const Fills& fills, bool bypass) const;
  void walk_pixels(std::size_t position);
  bool put_in_buffer(Dim d, std::int64_t factor);
  bool may_bypass() const {
    return dataflow_.may_bypass_buffer[static_cast<std::size_t>(index(Tensor::Weights))];
  }
  Tile tile_of(const Bounds& extent) const;
  bool mirrored() const;  // the mirror image comes earlier
  void walk_spatial(std::size_t position, std::int64_t x, std::int64_t y);
  void walk_register_file(std::size_t position);
  void enter_array();
  void walk_buffer(std::size_t position);
  void order_loops();
  void visit_tiles(bool bypass);
  std::uint32_t may_enter_register_file(const std::vector<OrderedLoop>& loops) const;
  // Input tiles overlap, and the buffer reads each word once for all register files that newly need it.
  bool by_words() const { return dataflow_.multicast == Multicast::Words && !disjoint_; }
  std::vector<std::int64_t> input_places(Dim pixel, Dim filter, std::int64_t stride,
                                         std::int64_t dilation) const;
  void find_array_tile(const std::vector<std::int64_t>& columns, const std::vector<std::int64_t>& rows);
  bool leaves_gap(Dim d, const Bounds& extent) const;
  bool buffer_holds(Dim d, bool bypass) const;
  void emit(const OrderOption& buffer, const OrderOption& dram, bool bypass);

  const Layer layer_;
  const Dataflow dataflow_;
  const MapLimits limits_;
  // Bits of a word of each tensor; and counts of such words in those of WordBits::reference().
  const std::array<double, kTensors> rf_bits_, glb_bits_, rf_word_, glb_word_, dram_word_;
  bool mirror_ = false, disjoint_ = false;
  bool plain_pixels_ = false;  // only the product of P and Q matters outside the array
  DivisorTable divisors_;      // of what arrays leave of each dimension
  DimMap<std::vector<SpatialFactor>> spatial_options_;
  // For what is left of P and Q: by product, a factor of each.
  std::map<std::pair<std::int64_t, std::int64_t>,
           std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>>>
      pixel_pairs_;

  // The mapping under construction.
  Visitor* visitor_ = nullptr;
  DimMap<SpatialFactor> spatial_;
  Bounds rf_ = kUnitBounds, rest_ = kUnitBounds, buffer_ = kUnitBounds, dram_ = kUnitBounds;
  Bounds buffer_tile_ = kUnitBounds;  // extents
  Tile rf_tile_, glb_tile_;
  ArrayCounts array_;
  ChipFloors chip_;
  ArrayTile array_tile_;  // where `by_words()`
  Candidate candidate_;
  std::array<std::uint32_t, 2> may_be_stationary_{};  // without and with weights that bypass the buffer
  LevelOrders buffer_orders_, dram_orders_;
  std::vector<OrderedLoop> buffer_loops_, dram_loops_;
  std::vector<OrderOption> buffer_options_;
  const std::vector<OrderOption>* dram_options_ = nullptr;
  std::optional<std::uint32_t> dram_innermost_;  // what `dram_options_` were found for
  LevelOrders::View rf_under_buffer_, rf_under_dram_, glb_under_dram_;
  OrderOption chosen_buffer_, chosen_dram_;
  bool chosen_bypass_ = false;
};

}  // namespace dance
