// Branch and bound over the tiles of one task: a spatial choice and a bypass.
//
// Levels are decided from the innermost outwards. With the tiles at level l and inside it known, the energy
// is the sum of
//   - what no tile changes, what the known tiles' first words cost, and what the known levels' loops add in
//     their best order (exact),
//   - what the loops still to be placed outside must add (tile_search_bounds.h), and
//   - the compulsory words of the tiles not yet known.
// Each level's candidates are tried in ascending order of that sum.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "dance/engine/unconstrained/incumbent.h"
#include "dance/engine/unconstrained/order_search.h"
#include "dance/engine/unconstrained/tasks.h"
#include "dance/engine/unconstrained/temporal_rules.h"
#include "dance/engine/unconstrained/tile_search_bounds.h"
#include "dance/engine/unconstrained/time_limit.h"

namespace dance::unconstrained {

struct SearchCounts {
  std::int64_t bounded = 0, evaluated = 0;
};

// How much of a task is searched; all of it, where nothing is said.
struct Effort {
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  std::size_t width = kAll;     // candidates that are tried at each level, best bounds first
  std::size_t divisors = kAll;  // looked at for each dimension, spread over all that it has; 2 at least
};

class TileSearch {
 public:
  // `most_candidates` is how many choices of one level's factors are held at a time.
  TileSearch(const MergedLayer& layer, const Hierarchy& hierarchy, Incumbent& incumbent, TimeLimit& limit,
             std::size_t most_candidates = std::numeric_limits<std::size_t>::max());

  // Searches the task and offers the incumbent what it finds, as the finds of task `number`. False when the
  // time limit ended the search, or candidates were too many to be held.
  bool run(const Task& task, std::uint64_t number, const Effort& effort = {});

  SearchCounts counts;

 private:
  struct Candidate {
    Factors temporal;
    PolicyKey bound;
    double cycles, energy_pj;
  };

  void descend(std::size_t level);
  void collect(std::size_t level, std::size_t dim, Factors& temporal);
  void thin_out(std::vector<std::int64_t>& factors) const;
  void consider(std::size_t level, const Factors& temporal);
  void keep_the_better_half(std::vector<Candidate>& candidates);
  LevelLoops loops_of(std::size_t level) const;
  DecidedLevel& decide(std::size_t level, const Factors& temporal);
  bool settle(std::size_t level, const Factors& temporal);
  bool allows_outermost(const Factors& temporal) const;
  bool only_one(std::size_t level) const;
  bool fits(std::size_t level, const Factors& temporal) const;
  void add_tiles(std::size_t level, DecidedLevel& decided);
  WindowTile window_of(std::size_t level, const DecidedLevel& decided);
  void set_places(WindowTile& window, std::size_t from);
  bool may_improve(std::size_t level, double energy_pj, double& cycles) const;
  double rest_pj(std::size_t level, const DecidedLevel& decided) const;
  void finish();
  void finish_every_order();
  NestCost evaluate(const std::vector<LoopOrder>& orders);

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  const NestUnits units_;
  const std::size_t depth_;
  Incumbent& incumbent_;
  TimeLimit& limit_;
  const std::size_t most_candidates_;
  bool left_out_ = false;  // candidates of the task
  const TemporalRules rules_;
  OrderSearch orders_;
  AxisUnions unions_;
  const Task* task_ = nullptr;
  std::optional<TaskTraffic> traffic_;
  std::uint64_t number_ = 0, settled_ = 0;
  Effort effort_;
  DecidedLevels levels_;
  std::array<std::vector<Candidate>, kMaxLevels> candidates_;
  std::array<std::vector<std::int64_t>, kDims> factors_;  // of each dimension, while they are tried
};

}  // namespace dance::unconstrained
