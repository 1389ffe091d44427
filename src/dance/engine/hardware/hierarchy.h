// An accelerator as a hierarchy of storage levels of any depth, as Timeloop describes one: each level is a
// number of equal instances on a mesh, and below the innermost are the MACs.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/hardware/array_pass.h"
#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/workload/layer.h"

namespace dance {

// What accesses to one instance of a level cost.
struct LevelUnits {
  double read_pj = 0, write_pj = 0;  // per vector access of `block_words` words
  std::int64_t block_words = 1;
  // Words per cycle and instance; 0: unlimited.
  double read_words_per_cycle = 0, write_words_per_cycle = 0;
  double total_words_per_cycle = 0;  // of both together, where they share a bus
  // What a word costs that passes the network below this level, down or up. The word is one of the level that
  // feeds it.
  double network_pj = 0;
  // The length of each tensor's word. Its unit is the word that these figures and the capacity count.
  std::array<double, kTensors> word = {1, 1, 1};
  // Built memories, where instances share them: an access of a memory serves all its instances that are in
  // use, which lie spread over all memories. 0: each instance has one of its own.
  std::int64_t memories = 0;
};

// Memories that are accessed where `instances` of a level are in use.
inline double memories_in_use(const LevelUnits& units, double instances) {
  return units.memories > 0 ? std::min(instances, static_cast<double>(units.memories)) : instances;
}

struct StorageLevel {
  std::string name;
  std::int64_t capacity_words = 0;  // of one instance, shared by the tensors that it keeps; 0: unlimited
  std::array<bool, kTensors> may_keep = {true, true, true};
  std::int64_t instances_x = 1, instances_y = 1;  // built, on the whole chip; multiples of the level above's
  double area_um2 = 0;                            // of one instance
  LevelUnits units;
  Multicast multicast = Multicast::Tiles;  // of the network between this level and the next inner one
};

struct Hierarchy {
  std::string name;
  std::vector<StorageLevel> levels;     // outermost first; the first keeps every tensor
  std::int64_t macs_x = 1, macs_y = 1;  // built; multiples of the innermost level's instances
  double mac_pj = 0;
  double leakage_pj_per_cycle = 0;  // of the whole chip
  double mac_area_um2 = 0;          // of one
  InputWords input_words = InputWords::Touched;
  std::optional<ArrayPass> array_pass;  // none: a pass costs its steps alone

  // How many instances of the next inner level (or MACs) one instance of `level` feeds, on each axis.
  std::int64_t fanout_x(std::size_t level) const {
    return (level + 1 < levels.size() ? levels[level + 1].instances_x : macs_x) / levels[level].instances_x;
  }
  std::int64_t fanout_y(std::size_t level) const {
    return (level + 1 < levels.size() ? levels[level + 1].instances_y : macs_y) / levels[level].instances_y;
  }
  std::int64_t macs_built() const { return macs_x * macs_y; }
  // The tensor whose tiles make the passes of the array, where a pass is stated.
  std::optional<Tensor> stationary() const {
    return array_pass ? std::optional(array_pass->stationary) : std::nullopt;
  }
  // Of all built instances.
  double area_um2() const {
    double area = static_cast<double>(macs_built()) * mac_area_um2;
    for (const StorageLevel& level : levels)
      area += static_cast<double>(level.instances_x * level.instances_y) * level.area_um2;
    return area;
  }
};

}  // namespace dance
