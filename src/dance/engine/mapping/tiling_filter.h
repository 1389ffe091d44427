// Which tiles are still worth walking, as a walk over a map space chooses them.
//
// Of the many ways to split what the array leaves between the buffer and DRAM, most move more words from DRAM
// than any mapping may that still matters. So the visitor is asked once for each array tiling how many words
// that is, and tilings are compared with it before anything else is looked at.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/map_floors.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"
#include "dance/engine/mapping/tiling_floors.h"

namespace dance {

class TilingFilter {
 public:
  TilingFilter(const MapProblem& problem, MapVisitor& visitor);

  // Takes up an array tiling. Whether a mapping with it could still matter.
  bool enter(const ArrayTiling& array, const LayerWords& words);
  // How many array tilings it has taken up, and with how many of them a mapping could matter.
  std::int64_t entered() const { return entered_; }
  std::int64_t passed() const { return passed_; }
  // Of a tiling with the array tiling entered last: what the innermost loop outside the register files may
  // leave in place so that a mapping still matters.
  StationaryChoices choices(const BufferTiling& tiling);

 private:
  void find_most_dram_words(const ArrayFloors& floors, bool bypass);
  // Whether DRAM moves no more words than it may under one of `wanted`; weights past the buffer left out.
  bool are_few_dram_words(const TilingFloors& floors, bool bypass, std::size_t glb_step,
                          StationarySet wanted) const;
  bool may_matter(const TilingFloors& floors, bool bypass, std::size_t glb_step, Stationary inside);

  const MapProblem& problem_;
  MapVisitor& visitor_;
  std::int64_t entered_ = 0, passed_ = 0;
  const ArrayTiling* array_ = nullptr;
  LayerWords words_;
  double least_input_fills_ = 0;
  StationaryChoices choices_;
  // By way of the weights and stationary tensor: the most words at each capacity step.
  std::array<std::array<std::vector<double>, kTensors>, 2> most_dram_words_;
};

}  // namespace dance
