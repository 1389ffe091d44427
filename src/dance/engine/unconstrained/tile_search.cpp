#include "dance/engine/unconstrained/tile_search.h"

#include <algorithm>

#include "dance/engine/unconstrained/unmerged_nest.h"

namespace dance::unconstrained {

TileSearch::TileSearch(const MergedLayer& layer, const Hierarchy& hierarchy, Incumbent& incumbent,
                       TimeLimit& limit, std::size_t most_candidates)
    : layer_(layer),
      hierarchy_(hierarchy),
      units_(units_of(hierarchy)),
      depth_(hierarchy.levels.size()),
      incumbent_(incumbent),
      limit_(limit),
      most_candidates_(std::max<std::size_t>(2, most_candidates)),
      rules_(layer, depth_),
      orders_(layer) {}

bool TileSearch::run(const Task& task, std::uint64_t number, const Effort& effort) {
  task_ = &task;
  number_ = number;
  effort_ = effort;
  left_out_ = false;
  traffic_.emplace(layer_, hierarchy_, task);
  DecidedLevel& macs = levels_[depth_];
  macs = DecidedLevel{};
  macs.spent_pj = traffic_->fixed_pj;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    macs.left[d] = layer_.dims()[d].bound / traffic_->spatial.outside(depth_)[d];
  }
  macs.symmetric = layer_.is_symmetric();
  for (const FanoutChoice& fanout : task.spatial->fanouts) {
    macs.symmetric = macs.symmetric && layer_.exchanged(fanout.merged) == fanout.merged;
  }
  descend(depth_ - 1);
  return !limit_.reached() && !left_out_;
}

// Loops at a level that keeps nothing may as well stand at the next level outwards, so that such a level
// has only one choice: no loops. This holds wherever tiles do not overlap. Where they do, it holds if
// nothing is kept further in either and the loops' steps do not decide which instances share a place. Loops
// stay where a constraint says something of those of either level.
bool TileSearch::only_one(std::size_t level) const {
  if (!rules_.is_free(level) || !rules_.is_free(level - 1)) return false;
  LevelMask all = 0;
  for (LevelMask mask : task_->keeps) all |= mask;
  if (keeps_at(all, level)) return false;
  return !layer_.has_halo() || ((all >> level) == 0 && !traffic_->places_vary);
}

void TileSearch::descend(std::size_t level) {
  if (limit_.reached()) return;
  if (level == 0) {
    if (allows_outermost(levels_[1].left) && settle(0, levels_[1].left)) finish();
    return;
  }
  std::vector<Candidate>& candidates = candidates_[level];
  candidates.clear();
  Factors temporal = kUnitFactors;
  if (only_one(level)) {
    consider(level, temporal);
  } else {
    collect(level, 0, temporal);
  }
  const auto by_bound = [](const Candidate& a, const Candidate& b) { return a.bound < b.bound; };
  std::stable_sort(candidates.begin(), candidates.end(), by_bound);
  const std::size_t end = std::min(effort_.width, candidates.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (!incumbent_.may_improve(candidates[i].cycles, candidates[i].energy_pj, number_)) continue;
    if (settle(level, candidates[i].temporal)) descend(level - 1);
    if (++settled_ % 256 == 0 && limit_.check()) return;
  }
}

// Every choice of the level's factors from dimension `dim` on that fits and is allowed.
void TileSearch::collect(std::size_t level, std::size_t dim, Factors& temporal) {
  if (limit_.reached() || !fits(level, temporal)) return;
  if (dim == layer_.size()) {
    consider(level, temporal);
    return;
  }
  std::vector<std::int64_t>& factors = factors_[dim];
  factors.clear();
  const std::int64_t left = levels_[level + 1].left[dim];
  for (std::int64_t factor : layer_.dims()[dim].divisors) {
    if (factor > left) break;
    if (left % factor == 0 && rules_.allows(level, dim, factor, left / factor)) factors.push_back(factor);
  }
  thin_out(factors);
  for (std::int64_t factor : factors) {
    temporal[dim] = factor;
    collect(level, dim + 1, temporal);
  }
  temporal[dim] = 1;
}

// Leaves as many factors as the effort allows, the least and the largest among them.
void TileSearch::thin_out(std::vector<std::int64_t>& factors) const {
  const std::size_t kept = effort_.divisors;
  if (factors.size() <= kept) return;
  for (std::size_t i = 0; i < kept; ++i) factors[i] = factors[i * (factors.size() - 1) / (kept - 1)];
  factors.resize(kept);
}

bool TileSearch::allows_outermost(const Factors& temporal) const {
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    if (!rules_.allows(0, d, temporal[d], 1)) return false;
  }
  return true;
}

bool TileSearch::fits(std::size_t level, const Factors& temporal) const {
  const std::int64_t capacity = hierarchy_.levels[level].capacity_words;
  if (capacity == 0) return true;
  Factors tile = levels_[level + 1].tile;
  const Factors& spread = task_->spatial->fanouts[level].merged;
  for (std::size_t d = 0; d < layer_.size(); ++d) tile[d] *= spread[d] * temporal[d];
  double words = 0;
  for (Tensor t : kAllTensors) {
    if (keeps_at(task_->keeps[index(t)], level))
      words += hierarchy_.levels[level].units.word[index(t)] * layer_.tile_words(t, tile);
  }
  return words <= static_cast<double>(capacity);
}

// A level's factors, the tiles that follow from them, and the words that fill these for the first time.
DecidedLevel& TileSearch::decide(std::size_t level, const Factors& temporal) {
  const DecidedLevel& inner = levels_[level + 1];
  DecidedLevel& decided = levels_[level];
  const Factors& spread = task_->spatial->fanouts[level].merged;
  decided.temporal = temporal;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    decided.steps[d] = inner.tile[d] * spread[d];
    decided.tile[d] = decided.steps[d] * temporal[d];
    decided.left[d] = inner.left[d] / temporal[d];
  }
  decided.inside = inner.below;
  decided.below = inner.below;
  decided.below.pass(layer_, temporal, decided.steps);
  decided.spent_pj = inner.spent_pj;
  add_tiles(level, decided);
  return decided;
}

// The loops of a decided level.
LevelLoops TileSearch::loops_of(std::size_t level) const {
  const DecidedLevel& decided = levels_[level];
  return {decided.temporal, decided.steps, product_of(decided.left), rules_.innermost(level)};
}

// Bounds one choice of a level's factors and keeps it where it may improve.
void TileSearch::consider(std::size_t level, const Factors& temporal) {
  ++counts.bounded;
  if ((counts.bounded & 4095) == 0 && limit_.check()) return;
  if (levels_[level + 1].symmetric && layer_.exchanged(temporal) > temporal) return;
  const DecidedLevel& decided = decide(level, temporal);
  const double loops_pj = least_pj_of_level(layer_, decided.inside, loops_of(level));
  const double energy_pj =
      decided.spent_pj + loops_pj + rest_pj(level, decided) + traffic_->compulsory_pj[level];
  double cycles = task_->cycles;
  if (!may_improve(level, energy_pj, cycles)) return;
  const double with_leakage_pj = energy_pj + hierarchy_.leakage_pj_per_cycle * (cycles - task_->cycles);
  if (candidates_[level].size() == most_candidates_) keep_the_better_half(candidates_[level]);
  candidates_[level].push_back(
      {temporal, policy_key(incumbent_.policy(), cycles, with_leakage_pj), cycles, with_leakage_pj});
}

void TileSearch::keep_the_better_half(std::vector<Candidate>& candidates) {
  const auto middle = candidates.begin() + static_cast<std::ptrdiff_t>(candidates.size() / 2);
  std::nth_element(candidates.begin(), middle, candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.bound < b.bound; });
  candidates.erase(middle, candidates.end());
  left_out_ = true;
}

// Decides a level's factors; false where the exact cost of its orders rules it out.
bool TileSearch::settle(std::size_t level, const Factors& temporal) {
  DecidedLevel& decided = decide(level, temporal);
  decided.symmetric = levels_[level + 1].symmetric && layer_.exchanged(temporal) == temporal;
  decided.spent_pj += orders_.least_pj(loops_of(level), decided.inside, decided.order);
  const double energy_pj = decided.spent_pj + rest_pj(level, decided) + traffic_->compulsory_pj[level];
  double cycles = task_->cycles;
  return may_improve(level, energy_pj, cycles);
}

// Whether the mappings with the levels from `level` inwards as decided may improve on the best one;
// `cycles` is then the least of theirs.
bool TileSearch::may_improve(std::size_t level, double energy_pj, double& cycles) const {
  cycles = task_->cycles;
  if (!incumbent_.may_improve(cycles, energy_pj, number_)) return false;
  if (!traffic_->bandwidths) return true;
  cycles = std::max(cycles, least_bandwidth_cycles(layer_, hierarchy_, *traffic_, levels_, level));
  const double leakage_pj = hierarchy_.leakage_pj_per_cycle * (cycles - task_->cycles);
  return incumbent_.may_improve(cycles, energy_pj + leakage_pj, number_);
}

// A bound on what all loops outside the level add.
double TileSearch::rest_pj(std::size_t level, const DecidedLevel& decided) const {
  if (level == 0) return 0;
  Factors steps = decided.tile;
  const Factors& spread = task_->spatial->fanouts[level - 1].merged;
  for (std::size_t d = 0; d < layer_.size(); ++d) steps[d] *= spread[d];
  return least_pj_outside(layer_, decided.below, decided.left, steps);
}

// The first words of the level's own tiles; its tiles join those below.
void TileSearch::add_tiles(std::size_t level, DecidedLevel& decided) {
  if (level == 0) return;
  for (Tensor t : kAllTensors) {
    const std::size_t i = index(t);
    if (!keeps_at(task_->keeps[i], level)) continue;
    if (t == Tensor::Inputs && layer_.has_halo()) {
      WindowTile& window = decided.below.windows[decided.below.window_count++];
      window = window_of(level, decided);
      decided.spent_pj += window.pj(window.whole());
    } else {
      const double tile_pj = traffic_->chains[i].word_pj[level] * layer_.tile_words(t, decided.tile);
      decided.spent_pj += tile_pj;
      decided.below.unblocked_pj[i] += tile_pj;
      decided.below.unblocked[i] = true;
    }
  }
}

// The inputs' tile of a level. Where it is shared word by word, its instances lie where the fan-out just
// above it puts them; what the fan-outs further out do to them depends on tiles that are not yet known.
WindowTile TileSearch::window_of(std::size_t level, const DecidedLevel& decided) {
  const ChainTraffic& chain = traffic_->chains[index(Tensor::Inputs)];
  WindowTile window;
  window.level = level;
  window.word_pj = chain.word_pj[level];
  window.shared_pj = chain.shared_pj[level];
  window.width = layer_.axis_tile(InputMove::Width, decided.tile);
  window.height = layer_.axis_tile(InputMove::Height, decided.tile);
  window.planes =
      layer_.tile_words(Tensor::Inputs, decided.tile) / (window.width.words() * window.height.words());
  if (window.shared_pj > 0) {
    window.places_apart = chain.distinct[level];
    set_places(window, level - 1);
  }
  return window;
}

// Where the fan-outs from level `from` down to the window's level put the instances.
void TileSearch::set_places(WindowTile& window, std::size_t from) {
  std::vector<AxisSpread> width, height;
  for (std::size_t level = from; level < window.level; ++level) {
    const Factors& spread = task_->spatial->fanouts[level].merged;
    for (std::size_t d = 0; d < layer_.size(); ++d) {
      const MergedDim& dim = layer_.dims()[d];
      if (spread[d] == 1 || dim.move == InputMove::Far || dim.move == InputMove::None) continue;
      const std::int64_t step = levels_[level + 1].tile[d] * static_cast<std::int64_t>(dim.step_words);
      (dim.move == InputMove::Width ? width : height).push_back({spread[d], step});
    }
  }
  window.across_width = unions_.of(width, window.width);
  window.across_height = unions_.of(height, window.height);
}

void TileSearch::finish() {
  std::vector<LoopOrder> orders;
  for (std::size_t level = 0; level < depth_; ++level) orders.push_back(levels_[level].order);
  const NestCost cost = evaluate(orders);
  const bool met = cost.cycles <= task_->cycles && cost.energy_pj <= levels_[0].spent_pj * (1 + 1e-12);
  if (!traffic_->exact && !met) finish_every_order();
}

// Where the cost is more than a sum over levels, because of rounding, of bandwidths, of passes of the array,
// whose number grows with the words of the stationary tile, or of places that vary
// (ChainTraffic::places_vary), every combination of the levels' non-dominated orders is evaluated.
void TileSearch::finish_every_order() {
  std::vector<std::vector<LoopOrder>> options;
  for (std::size_t level = 0; level < depth_; ++level) {
    DecidedLevel& decided = levels_[level];
    const ChainTraffic& inputs = traffic_->chains[index(Tensor::Inputs)];
    for (std::size_t w = 0; w < decided.inside.window_count; ++w) {
      WindowTile& window = decided.inside.windows[w];
      if (window.shared_pj > 0) set_places(window, inputs.parent[window.level]);  // all are known now
    }
    options.push_back(orders_.non_dominated(loops_of(level), decided.inside));
  }
  std::vector<std::size_t> chosen(depth_, 0);
  for (;;) {
    std::vector<LoopOrder> orders;
    for (std::size_t level = 0; level < depth_; ++level) orders.push_back(options[level][chosen[level]]);
    evaluate(orders);
    if (counts.evaluated % 256 == 0 && limit_.check()) return;
    std::size_t level = 0;
    while (level < depth_ && ++chosen[level] == options[level].size()) chosen[level++] = 0;
    if (level == depth_) return;
  }
}

NestCost TileSearch::evaluate(const std::vector<LoopOrder>& orders) {
  ++counts.evaluated;
  std::vector<LevelChoice> levels;
  for (std::size_t level = 0; level < depth_; ++level)
    levels.push_back({levels_[level].temporal, orders[level]});
  const Nest nest = nest_of(layer_, hierarchy_, *task_, levels);
  NestCost cost = cost_of(counts_of(nest), units_, layer_.layer().macs());
  incumbent_.offer(nest, cost, number_);
  return cost;
}

}  // namespace dance::unconstrained
