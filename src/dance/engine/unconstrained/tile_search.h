// Branch and bound over the tiles of one unit of work: a spatial choice and a bypass.
//
// Levels are decided from the innermost outwards. With the tiles at level l and inside it known, the energy
// is
//   fixed + what the known tiles' first words and the known levels' best orders cost   (exact)
//   + what the loops still to be placed outside must add                               (bound)
//   + the compulsory words of the tiles not yet known                                  (bound)
// and each level's candidates are tried in ascending order of that sum. The second part knows that the
// innermost of the loops outside leaves one tensor in place at most: every other tile that can move is
// refilled each time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "dance/engine/unconstrained/chain_traffic.h"
#include "dance/engine/unconstrained/incumbent.h"
#include "dance/engine/unconstrained/order_search.h"

namespace dance::any_map {

struct Unit {
  const SpatialChoice* spatial = nullptr;
  std::array<LevelMask, kTensors> keeps{};
  double cycles = 0, energy_pj = 0;  // lower bounds
};

struct UnitTraffic {
  explicit UnitTraffic(const MergedLayer& layer, const Hierarchy& hierarchy, const Unit& unit);
  SpatialProducts spatial;
  std::array<ChainTraffic, kTensors> chains;
  double fixed_pj = 0;                             // MACs and all that no tile changes
  std::array<double, kMaxLevels> compulsory_pj{};  // of all levels outside this one
  bool places_vary = false;                        // of any tensor
  bool bandwidths = false;                         // any level has one
  // The bound of a whole mapping is its cost: no rounding to blocks, no bandwidth, no varying places.
  bool exact = true;
};

struct SearchCounts {
  std::int64_t bounded = 0, evaluated = 0;
};

// The time limit, or a stop from outside. `check` looks at both; it also calls `tick`, where given, with the
// seconds gone by.
class TimeLimit {
 public:
  explicit TimeLimit(double seconds, const std::atomic<bool>* stop = nullptr,
                     std::function<void(double)> tick = {})
      : limit_s_(seconds), stop_(stop), tick_(std::move(tick)) {}
  bool reached() const { return reached_.load(std::memory_order_relaxed); }
  bool check() {
    const double now_s = seconds();
    if (tick_) tick_(now_s);
    if (now_s >= limit_s_ || (stop_ != nullptr && *stop_)) reached_ = true;
    return reached();
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const double limit_s_;
  const std::atomic<bool>* stop_;
  const std::function<void(double)> tick_;
  std::atomic<bool> reached_ = false;
};

class TileSearch {
 public:
  TileSearch(const MergedLayer& layer, const Hierarchy& hierarchy, Incumbent& incumbent, TimeLimit& limit);

  // `width`: the candidates tried at each level, best bounds first; nothing: all. False when stopped before
  // the end.
  bool run(const Unit& unit, std::uint64_t number, std::optional<std::size_t> width);

  SearchCounts counts;

 private:
  struct Node {  // the decision at one level
    Factors temporal = kUnitFactors, steps = kUnitFactors;
    Factors tile = kUnitFactors, left = kUnitFactors;  // iterations inside, and temporal ones still outside
    double spent_pj = 0;
    TilesBelow below;   // this level's tiles and those inside it, for the next level outwards
    TilesBelow inside;  // those inside it, for this level's own loops
    LoopOrder order;
    bool symmetric = false;
  };
  struct Candidate {
    Factors temporal;
    PolicyKey bound;
    double cycles, energy_pj;
  };

  void descend(std::size_t level);
  void collect(std::size_t level, std::size_t dim, Factors& temporal);
  void consider(std::size_t level, const Factors& temporal);
  bool settle(std::size_t level, const Factors& temporal);
  bool only_one(std::size_t level) const;
  bool fits(std::size_t level, const Factors& temporal) const;
  void add_tiles(std::size_t level, Node& node);
  WindowTile window_of(std::size_t level, const Node& node);
  void set_places(WindowTile& window, std::size_t from);
  double cheap_order_pj(const Node& node) const;
  bool may_improve(std::size_t level, double energy_pj, double& cycles) const;
  double least_cycles(std::size_t level) const;
  double least_arriving(Tensor tensor, std::size_t child, std::size_t level) const;
  double rest_pj(std::size_t level, const Node& node) const;
  double least_for_loops(const TilesBelow& below, const Factors& loops, const Factors& steps, double outer,
                         bool whole_loops) const;
  void finish();
  void finish_every_order();
  NestCost evaluate(const std::vector<LoopOrder>& orders);

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  const NestUnits units_;
  const std::size_t depth_;
  Incumbent& incumbent_;
  TimeLimit& limit_;
  OrderSearch orders_;
  AxisUnions unions_;
  const Unit* unit_ = nullptr;
  std::optional<UnitTraffic> traffic_;
  std::uint64_t number_ = 0, settled_ = 0;
  std::optional<std::size_t> width_;
  std::array<Node, kMaxLevels + 1> nodes_;  // [levels]: the MACs
  std::array<std::vector<Candidate>, kMaxLevels> candidates_;
};

// The nest that the factors, orders and bypass stand for, in the layer's own dimensions.
struct LevelChoice {
  Factors temporal = kUnitFactors;
  LoopOrder order;
};
Nest nest_of(const MergedLayer& layer, const Hierarchy& hierarchy, const Unit& unit,
             const std::vector<LevelChoice>& levels);

}  // namespace dance::any_map
