// A dataflow: constraints on where a mapping may put each loop dimension. Dataflows are data, not code: those
// shipped are in configs/dataflow/*.yaml, and docs/formats.md describes the file.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "dance/engine/workload/layer.h"

namespace dance {

using DimSet = DimMap<bool>;

// Which instances below a level share a read of it. Tiles: those that hold the same tile. Words: per step,
// each word that at least one of them newly needs is read once (word-granular multicast, or forwarding
// between neighbours). The two differ for inputs alone, whose tiles may overlap; two tiles of another tensor
// are the same or have no word in common.
enum class Multicast : std::uint8_t { Tiles, Words };

// What a tile of inputs holds where words lie between its windows that no iteration touches, as with a stride
// that is longer than the filter's part of the tile. Touched: the words that are touched, and no others.
// Extents: all from the first to the last, as Timeloop counts.
enum class InputWords : std::uint8_t { Touched, Extents };

struct Dataflow {
  std::string name;
  DimSet spatial_x{};      // dimensions that may be unrolled along the array's X
  DimSet spatial_y{};      // along its Y; a mapping puts a dimension on one axis at most
  DimSet register_file{};  // dimensions that may have a temporal loop in the register file
  // At the buffer, loops of these dimensions lie inside all others. With none set, any order is allowed.
  DimSet buffer_innermost{};
  // Tensors that may go from DRAM to the register files directly; weights at most.
  std::array<bool, kTensors> may_bypass_buffer{};
  Multicast multicast = Multicast::Tiles;  // of the network between the buffer and the array
};

// Both throw Error with all faults.
Dataflow load_dataflow(const std::filesystem::path& file);
Dataflow parse_dataflow(const std::string& text, const std::string& file_name);

}  // namespace dance
