// Random cases for the search over the orders of one level's loops: three levels, whose outermost one's
// loops are looked at. What an order costs is told by the general engine's counts of the whole nest.
#pragma once

#include <array>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/nest/nest.h"
#include "dance/engine/unconstrained/order_search.h"

namespace dance::test {

enum class LevelKind {
  Plain,     // without a window
  Sliding,   // with a window along one axis or both
  Windows,   // with nothing but windows
  Separate,  // windows whose words are not shared by several instances
};

class LevelCase {
 public:
  // At most `most_loops` dimensions have loops at the outermost level.
  LevelCase(Random& random, LevelKind kind, std::size_t most_loops);

  const unconstrained::MergedLayer& layer() const { return layer_; }
  unconstrained::LevelLoops level() const { return {outer_, steps_, 1}; }
  const unconstrained::TilesBelow& below() const { return below_; }
  // Iterations that a step would move if the fan-out lay further out than the level.
  const unconstrained::Factors& tile() const { return tile_; }
  // The level's loops, outermost first, one for each factor above 1, by ascending dimension.
  std::vector<Loop> loops() const;
  std::vector<Loop> loops(const unconstrained::LoopOrder& order) const;

  // Energy that the loops add to what the inner levels take without them. A dimension may have several
  // loops.
  double added_pj(const std::vector<Loop>& loops) const;
  // The words that come to each tile below and, where they are shared word by word, those sent for it.
  std::vector<double> words(const std::vector<Loop>& loops) const;

 private:
  static constexpr std::size_t kLevels = 3;  // [0] is unused in what follows
  void choose_factors(Random& random, std::size_t most_loops);
  void choose_costs(Random& random, bool sharing);
  void find_below();
  void add_tiles(std::size_t level, const unconstrained::Factors& tile);
  double pj_of(const std::vector<double>& words) const;
  std::vector<double> first_words() const;

  unconstrained::MergedLayer layer_;
  unconstrained::Factors inner_ = unconstrained::kUnitFactors, middle_ = inner_, outer_ = inner_,
                         spread_ = inner_, tile_ = inner_, steps_ = inner_;
  std::array<std::array<bool, kTensors>, kLevels> keeps_{};
  std::array<std::array<double, kTensors>, kLevels> word_pj_{};
  std::array<double, kLevels> shared_pj_{};
  unconstrained::AxisUnions unions_;
  unconstrained::TilesBelow below_;
};

}  // namespace dance::test
