#include "dance/engine/unconstrained/tile_search.h"

#include <algorithm>

namespace dance::any_map {

namespace {

constexpr std::size_t at(Tensor t) { return index(t); }

}  // namespace

UnitTraffic::UnitTraffic(const MergedLayer& layer, const Hierarchy& hierarchy, const Unit& unit)
    : spatial(layer, *unit.spatial) {
  fixed_pj = static_cast<double>(layer.layer().macs()) * hierarchy.mac_pj +
             hierarchy.leakage_pj_per_cycle * unit.cycles;
  for (Tensor t : kAllTensors) {
    ChainTraffic& chain = chains[at(t)];
    chain = chain_traffic(layer, hierarchy, spatial, t, unit.keeps[at(t)]);
    fixed_pj += chain.fixed_pj;
    places_vary = places_vary || chain.places_vary;
    for (std::size_t level = 0; level + 1 < hierarchy.levels.size(); ++level) {
      for (std::size_t outside = level + 1; outside < hierarchy.levels.size(); ++outside) {
        compulsory_pj[outside] += chain.compulsory_pj[level];
      }
    }
  }
  exact = !places_vary;
  for (const StorageLevel& level : hierarchy.levels) {
    const LevelUnits& units = level.units;
    bandwidths = bandwidths || units.read_words_per_cycle > 0 || units.write_words_per_cycle > 0 ||
                 units.total_words_per_cycle > 0;
    exact = exact && units.block_words == 1;
  }
  exact = exact && !bandwidths;
}

TileSearch::TileSearch(const MergedLayer& layer, const Hierarchy& hierarchy, Incumbent& incumbent,
                       TimeLimit& limit)
    : layer_(layer),
      hierarchy_(hierarchy),
      units_(units_of(hierarchy)),
      depth_(hierarchy.levels.size()),
      incumbent_(incumbent),
      limit_(limit),
      orders_(layer) {}

bool TileSearch::run(const Unit& unit, std::uint64_t number, std::optional<std::size_t> width) {
  unit_ = &unit;
  number_ = number;
  width_ = width;
  traffic_.emplace(layer_, hierarchy_, unit);
  Node& macs = nodes_[depth_];
  macs = Node{};
  macs.spent_pj = traffic_->fixed_pj;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    macs.left[d] = layer_.dims()[d].bound / traffic_->spatial.outside(depth_)[d];
  }
  macs.symmetric = layer_.is_symmetric();
  for (const FanoutChoice& fanout : unit.spatial->fanouts) {
    macs.symmetric = macs.symmetric && layer_.exchanged(fanout.merged) == fanout.merged;
  }
  descend(depth_ - 1);
  return !limit_.reached();
}

// Loops at a level that keeps nothing may as well stand at the next level outwards: always where tiles do not
// overlap, and with nothing kept inside either unless the loops' steps decide which instances share a place.
bool TileSearch::only_one(std::size_t level) const {
  LevelMask all = 0;
  for (LevelMask mask : unit_->keeps) all |= mask;
  if (keeps_at(all, level)) return false;
  return !layer_.has_halo() || ((all >> level) == 0 && !traffic_->places_vary);
}

void TileSearch::descend(std::size_t level) {
  if (limit_.reached()) return;
  if (level == 0) {
    if (settle(0, nodes_[1].left)) finish();
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
  const std::size_t end = width_ ? std::min(*width_, candidates.size()) : candidates.size();
  for (std::size_t i = 0; i < end; ++i) {
    if (!incumbent_.may_improve(candidates[i].cycles, candidates[i].energy_pj, number_)) continue;
    if (settle(level, candidates[i].temporal)) descend(level - 1);
    if (++settled_ % 256 == 0 && limit_.check()) return;
  }
}

// Every choice of the level's factors from dimension `dim` on that fits.
void TileSearch::collect(std::size_t level, std::size_t dim, Factors& temporal) {
  if (!fits(level, temporal)) return;
  if (dim == layer_.size()) {
    consider(level, temporal);
    return;
  }
  const std::int64_t left = nodes_[level + 1].left[dim];
  for (std::int64_t factor : layer_.dims()[dim].divisors) {
    if (factor > left) break;
    if (left % factor != 0) continue;
    temporal[dim] = factor;
    collect(level, dim + 1, temporal);
  }
  temporal[dim] = 1;
}

bool TileSearch::fits(std::size_t level, const Factors& temporal) const {
  const std::int64_t capacity = hierarchy_.levels[level].capacity_words;
  if (capacity == 0) return true;
  Factors tile = nodes_[level + 1].tile;
  const Factors& spread = unit_->spatial->fanouts[level].merged;
  for (std::size_t d = 0; d < layer_.size(); ++d) tile[d] *= spread[d] * temporal[d];
  double words = 0;
  for (Tensor t : kAllTensors) {
    if (keeps_at(unit_->keeps[at(t)], level))
      words += hierarchy_.levels[level].units.word[at(t)] * layer_.tile_words(t, tile);
  }
  return words <= static_cast<double>(capacity);
}

// Bounds one choice of a level's factors and keeps it where it may improve.
void TileSearch::consider(std::size_t level, const Factors& temporal) {
  ++counts.bounded;
  if ((counts.bounded & 4095) == 0 && limit_.check()) return;
  const Node& inner = nodes_[level + 1];
  Node& node = nodes_[level];
  const Factors& spread = unit_->spatial->fanouts[level].merged;
  if (inner.symmetric && layer_.exchanged(temporal) > temporal) return;
  node.temporal = temporal;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    node.steps[d] = inner.tile[d] * spread[d];
    node.tile[d] = node.steps[d] * temporal[d];
    node.left[d] = inner.left[d] / temporal[d];
  }
  node.inside = inner.below;
  node.below = inner.below;
  node.below.pass(layer_, temporal, node.steps);
  node.spent_pj = inner.spent_pj;
  add_tiles(level, node);
  const double energy_pj =
      node.spent_pj + cheap_order_pj(node) + rest_pj(level, node) + traffic_->compulsory_pj[level];
  double cycles = unit_->cycles;
  if (!may_improve(level, energy_pj, cycles)) return;
  const double with_leakage_pj = energy_pj + hierarchy_.leakage_pj_per_cycle * (cycles - unit_->cycles);
  candidates_[level].push_back(
      {temporal, policy_key(incumbent_.policy(), cycles, with_leakage_pj), cycles, with_leakage_pj});
}

// Decides a level's factors; false where the exact cost of its orders rules it out.
bool TileSearch::settle(std::size_t level, const Factors& temporal) {
  const Node& inner = nodes_[level + 1];
  Node& node = nodes_[level];
  const Factors& spread = unit_->spatial->fanouts[level].merged;
  node.temporal = temporal;
  node.symmetric = inner.symmetric && layer_.exchanged(temporal) == temporal;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    node.steps[d] = inner.tile[d] * spread[d];
    node.tile[d] = node.steps[d] * temporal[d];
    node.left[d] = inner.left[d] / temporal[d];
  }
  node.inside = inner.below;
  node.below = inner.below;
  node.below.pass(layer_, temporal, node.steps);
  node.spent_pj = inner.spent_pj;
  add_tiles(level, node);
  node.spent_pj += orders_.least_pj({temporal, node.steps, product_of(node.left)}, node.inside, node.order);
  const double energy_pj = node.spent_pj + rest_pj(level, node) + traffic_->compulsory_pj[level];
  double cycles = unit_->cycles;
  return may_improve(level, energy_pj, cycles);
}

// The first words of the level's own tiles; its tiles join those below.
void TileSearch::add_tiles(std::size_t level, Node& node) {
  if (level == 0) return;
  for (Tensor t : kAllTensors) {
    const std::size_t i = at(t);
    if (!keeps_at(unit_->keeps[i], level)) continue;
    if (t == Tensor::Inputs && layer_.has_halo()) {
      WindowTile& window = node.below.windows[node.below.window_count++];
      window = window_of(level, node);
      node.spent_pj += window.pj(window.whole());
    } else {
      const double tile_pj = traffic_->chains[i].word_pj[level] * layer_.tile_words(t, node.tile);
      node.spent_pj += tile_pj;
      node.below.unblocked_pj[i] += tile_pj;
      node.below.unblocked[i] = true;
    }
  }
}

// The inputs' tile of a level. Shared word by word, its places are those of the fan-out just above it.
WindowTile TileSearch::window_of(std::size_t level, const Node& node) {
  const ChainTraffic& chain = traffic_->chains[at(Tensor::Inputs)];
  WindowTile window;
  window.level = level;
  window.word_pj = chain.word_pj[level];
  window.shared_pj = chain.shared_pj[level];
  window.width = layer_.axis_words(InputMove::Width, node.tile);
  window.height = layer_.axis_words(InputMove::Height, node.tile);
  window.planes = layer_.tile_words(Tensor::Inputs, node.tile) / (window.width * window.height);
  if (window.shared_pj > 0) {
    window.places_apart = chain.distinct[level];
    set_places(window, level - 1);
  }
  return window;
}

// Places as the fan-outs from level `from` to the window's make them.
void TileSearch::set_places(WindowTile& window, std::size_t from) {
  std::vector<AxisSpread> width, height;
  for (std::size_t level = from; level < window.level; ++level) {
    const Factors& spread = unit_->spatial->fanouts[level].merged;
    for (std::size_t d = 0; d < layer_.size(); ++d) {
      const MergedDim& dim = layer_.dims()[d];
      if (spread[d] == 1 || dim.move == InputMove::Far || dim.move == InputMove::None) continue;
      const std::int64_t step = nodes_[level + 1].tile[d] * static_cast<std::int64_t>(dim.step_words);
      (dim.move == InputMove::Width ? width : height).push_back({spread[d], step});
    }
  }
  window.across_width = unions_.of(width);
  window.across_height = unions_.of(height);
}

void TileSearch::finish() {
  std::vector<LoopOrder> orders;
  for (std::size_t level = 0; level < depth_; ++level) orders.push_back(nodes_[level].order);
  const NestCost cost = evaluate(orders);
  const bool met = cost.cycles <= unit_->cycles && cost.energy_pj <= nodes_[0].spent_pj * (1 + 1e-12);
  if (!traffic_->exact && !met) finish_every_order();
}

// Costs that rounding or bandwidths make more than a sum over levels: every combination of non-dominated
// orders.
void TileSearch::finish_every_order() {
  std::vector<std::vector<LoopOrder>> options;
  for (std::size_t level = 0; level < depth_; ++level) {
    Node& node = nodes_[level];
    const ChainTraffic& inputs = traffic_->chains[at(Tensor::Inputs)];
    for (std::size_t w = 0; w < node.inside.window_count; ++w) {
      WindowTile& window = node.inside.windows[w];
      if (window.shared_pj > 0) set_places(window, inputs.parent[window.level]);  // all are known now
    }
    options.push_back(orders_.non_dominated({node.temporal, node.steps, product_of(node.left)}, node.inside));
  }
  std::vector<std::size_t> chosen(depth_, 0);
  for (;;) {
    std::vector<LoopOrder> orders;
    for (std::size_t level = 0; level < depth_; ++level) orders.push_back(options[level][chosen[level]]);
    evaluate(orders);
    std::size_t level = 0;
    while (level < depth_ && ++chosen[level] == options[level].size()) chosen[level++] = 0;
    if (level == depth_) return;
  }
}

NestCost TileSearch::evaluate(const std::vector<LoopOrder>& orders) {
  ++counts.evaluated;
  std::vector<LevelChoice> levels;
  for (std::size_t level = 0; level < depth_; ++level)
    levels.push_back({nodes_[level].temporal, orders[level]});
  const Nest nest = nest_of(layer_, hierarchy_, *unit_, levels);
  NestCost cost = cost_of(counts_of(nest), units_, layer_.layer().macs());
  incumbent_.offer(nest, cost, number_);
  return cost;
}

}  // namespace dance::any_map
