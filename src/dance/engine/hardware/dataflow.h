// A dataflow: constraints on where a mapping may put each loop dimension. Data, not code:
// configs/dataflow/*.yaml.
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
// between neighbours). Only inputs differ: tiles of the other tensors are equal or apart.
enum class Multicast : std::uint8_t { Tiles, Words };

struct Dataflow {
  std::string name;
  DimSet spatial_x{};         // dimensions that may be unrolled along the array's X
  DimSet spatial_y{};         // ... along Y; a mapping puts a dimension on one axis at most
  DimSet register_file{};     // dimensions that may have a temporal loop in the register file
  DimSet buffer_innermost{};  // at the buffer, loops of these dimensions lie inside all others; none set: any
                              // order
  std::array<bool, kTensors>
      may_bypass_buffer{};                 // tensors that may go from DRAM to the register files directly
  Multicast multicast = Multicast::Tiles;  // of the network between the buffer and the array
};

// Throws Error with all faults.
Dataflow load_dataflow(const std::filesystem::path& file);
Dataflow parse_dataflow(const std::string& text, const std::string& file_name);

}  // namespace dance
