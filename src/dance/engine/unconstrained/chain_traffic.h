// What a spatial choice and a bypass decide of a tensor's traffic before any tile is known.
//
// A tensor's words go down a chain: from each level that keeps the tensor to the next one that does, and at
// last to the MACs. The energy between a level a and the next one b is linear in the words that come to one
// instance of b:
//   energy = word_pj * words arriving + constant
// Rounding to blocks, which is left out here, only adds to it. Where inputs with a halo are shared word by
// word (`multicast: words`), a sends fewer words than arrive at all instances together. What it sends is
// then counted on its own, as shared_pj for each word that at least one instance of b newly needs. The MACs
// take words every cycle, so that their part is known here. A storage level gets each of its words at least
// once (`compulsory_words`).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/unconstrained/spatial_choices.h"

namespace dance::unconstrained {

inline constexpr std::size_t kMaxLevels = 8;
using LevelMask = std::uint32_t;  // bit l: level l keeps the tensor; bit 0 is always set

inline bool keeps_at(LevelMask mask, std::size_t level) { return (mask >> level & 1u) != 0; }

struct ChainTraffic {
  LevelMask keeps = 1;
  double fixed_pj = 0;                                // whatever the tiles
  std::array<double, kMaxLevels> word_pj{};           // per word that comes to one instance of the level
  std::array<double, kMaxLevels> shared_pj{};         // per word sent below one parent, where shared by word
  std::array<double, kMaxLevels> compulsory_words{};  // least words that come to one instance
  std::array<double, kMaxLevels> sent_words{};  // least words that one parent reads or, of outputs, takes up
  std::array<double, kMaxLevels> compulsory_pj{};    // least energy of the words that come
  std::array<double, kMaxLevels> reads{}, writes{};  // least per instance of the level, in its words
  std::array<std::size_t, kMaxLevels> parent{};      // the level that feeds this one
  // Least number of distinct tiles below one parent. Of inputs that are shared word by word, it is the number
  // of groups of instances that share no word.
  std::array<double, kMaxLevels> distinct{};
  double least_pj = 0;
  // Whether the instances' places along an axis of the inputs depend on the tiles of other levels. What is
  // said of the inputs is then a lower bound.
  bool places_vary = false;
};

// Products of the spatial factors outside each level, per dimension and in all. The level after the last
// one stands for the MACs.
class SpatialProducts {
 public:
  SpatialProducts(const MergedLayer& layer, const SpatialChoice& choice);
  const Factors& outside(std::size_t level) const { return outside_[level]; }
  double instances(std::size_t level) const { return instances_[level]; }
  // The spatial factors between two levels.
  Factors between(std::size_t parent, std::size_t child) const;

 private:
  std::size_t dims_;
  std::vector<Factors> outside_;
  std::vector<double> instances_;
};

using WordsPerLevel = std::array<double, kMaxLevels>;
// Cycles that the most demanding level's bandwidth takes for the words of one instance; 0 where no level
// has a bandwidth.
double bandwidth_cycles(const Hierarchy& hierarchy, const WordsPerLevel& reads, const WordsPerLevel& writes);

ChainTraffic chain_traffic(const MergedLayer& layer, const Hierarchy& hierarchy,
                           const SpatialProducts& spatial, Tensor tensor, LevelMask keeps);

}  // namespace dance::unconstrained
