// What stays the same while the map space of a layer is walked: the layer, the dataflow, the limits, and what
// follows from these three alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/hardware/array_pass.h"
#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/hardware/word_bits.h"
#include "dance/engine/mapping/divisor_table.h"
#include "dance/engine/mapping/level_orders.h"
#include "dance/engine/workload/layer.h"

namespace dance {

// The capacities to tell apart: a mapping needs the smallest that holds its tiles.
struct MapLimits {
  std::int64_t pe_x = 1, pe_y = 1;     // the largest array
  std::vector<std::int64_t> rf_bits;   // ascending
  std::vector<std::int64_t> glb_bits;  // ascending, of the tiles that the buffer may hold
  WordBits words;
  // What a pass of the array costs, the same on all arrays to tell apart; as read_space_array_pass allows.
  std::optional<ArrayPass> array_pass = std::nullopt;
};

// The dimensions in the order in which a walk gives them factors.
inline constexpr std::array<Dim, kDims> kMappedDims = {Dim::G, Dim::M, Dim::C, Dim::N,
                                                       Dim::P, Dim::Q, Dim::R, Dim::S};

// Index of the smallest of ascending capacities that holds `amount`, a whole number; the number of capacities
// where none does.
inline std::size_t step_that_holds(double amount, const std::vector<std::int64_t>& capacities) {
  const auto step = std::lower_bound(capacities.begin(), capacities.end(), static_cast<std::int64_t>(amount));
  return static_cast<std::size_t>(step - capacities.begin());
}

// How a dimension lies on the array: `factor` of its steps side by side, all of them in `passes` passes.
struct SpatialFactor {
  enum class Axis : std::uint8_t { None, X, Y };
  std::int64_t factor = 1, passes = 1;
  Axis axis = Axis::None;
};

// Words of each tensor that the loops of a level and of all levels inside it touch.
struct TensorTiles {
  double weights = 0, inputs = 0, outputs = 0;
  InputTile input;
};

struct MapProblem {
  MapProblem(const Layer& mapped, const Dataflow& under, MapLimits within);

  const Layer layer;
  const Dataflow dataflow;
  const MapLimits limits;
  // A word of each tensor at a level: in bits, and in words of WordBits::reference().
  const std::array<double, kTensors> rf_word_bits, glb_word_bits;
  const std::array<double, kTensors> rf_word, glb_word, dram_word;

  bool mirrors = false;       // width and height play the same part in the layer and in the dataflow
  bool disjoint = false;      // input tiles of different outputs share no word: all filters are 1x1
  bool plain_pixels = false;  // outside the array only the product of P and Q matters
  // Under this network the buffer reads each word once for all register files that newly need it, and their
  // tiles overlap.
  bool by_words = false;
  bool may_bypass = false;  // weights may go past the buffer

  DimMap<std::vector<SpatialFactor>> spatial_options;
  DivisorTable divisors;  // of what arrays leave of each dimension

  // The tiles of loops that together make `extent` iterations of each dimension.
  TensorTiles tiles_of(const Bounds& extent) const {
    const auto at = [&](Dim d) { return static_cast<double>(extent[d]); };
    TensorTiles tiles;
    tiles.weights = at(Dim::G) * at(Dim::M) * at(Dim::C) * at(Dim::R) * at(Dim::S);
    tiles.outputs = at(Dim::N) * at(Dim::G) * at(Dim::M) * at(Dim::P) * at(Dim::Q);
    tiles.input.width = AxisTile({extent[Dim::P], extent[Dim::R], layer.stride_w, layer.dilation_w});
    tiles.input.height = AxisTile({extent[Dim::Q], extent[Dim::S], layer.stride_h, layer.dilation_h});
    tiles.input.planes = at(Dim::N) * at(Dim::G) * at(Dim::C);
    tiles.inputs = tiles.input.volume();
    return tiles;
  }
  // What tiles take of a register file, and of the buffer, which weights may bypass.
  double rf_bits(const TensorTiles& tiles) const {
    return tiles.weights * rf_word_bits[0] + tiles.inputs * rf_word_bits[1] + tiles.outputs * rf_word_bits[2];
  }
  double glb_bits(const TensorTiles& tiles, bool bypass) const {
    return (bypass ? 0 : tiles.weights * glb_word_bits[0]) + tiles.inputs * glb_word_bits[1] +
           tiles.outputs * glb_word_bits[2];
  }
};

}  // namespace dance
