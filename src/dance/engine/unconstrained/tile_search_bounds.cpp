// Lower bounds on what the mappings of a partly decided unit of work cost.
#include <algorithm>
#include <limits>

#include "dance/engine/unconstrained/tile_search.h"

namespace dance::any_map {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr std::size_t at(Tensor t) { return index(t); }

double least_prime(std::int64_t n) {
  for (std::int64_t p = 2; p <= n / p; ++p) {
    if (n % p == 0) return static_cast<double>(p);
  }
  return static_cast<double>(n);
}

}  // namespace

// Whether the mappings with the levels from `level` inwards as decided may improve on the best one; `cycles`
// is then the least of theirs.
bool TileSearch::may_improve(std::size_t level, double energy_pj, double& cycles) const {
  cycles = unit_->cycles;
  if (!incumbent_.may_improve(cycles, energy_pj, number_)) return false;
  if (!traffic_->bandwidths) return true;
  cycles = least_cycles(level);
  const double leakage_pj = hierarchy_.leakage_pj_per_cycle * (cycles - unit_->cycles);
  return incumbent_.may_improve(cycles, energy_pj + leakage_pj, number_);
}

// Cycles that the bandwidths take for the words that the decided tiles need at least.
double TileSearch::least_cycles(std::size_t level) const {
  WordsPerLevel reads{}, writes{};
  for (Tensor t : kAllTensors) {
    const ChainTraffic& chain = traffic_->chains[at(t)];
    for (std::size_t l = 0; l < depth_; ++l) reads[l] += chain.reads[l], writes[l] += chain.writes[l];
    for (std::size_t child = std::max<std::size_t>(level, 1); child < depth_; ++child) {
      if (!keeps_at(chain.keeps, child)) continue;
      const double arriving = least_arriving(t, child, level);
      const double more_sent = std::max(0.0, chain.distinct[child] * arriving - chain.sent_words[child]);
      const std::size_t parent = chain.parent[child];
      const double word = hierarchy_.levels[child].units.word[at(t)],
                   parents_word = hierarchy_.levels[parent].units.word[at(t)];
      reads[parent] += parents_word * more_sent;
      writes[child] += word * std::max(0.0, arriving - chain.compulsory_words[child]);
      if (t == Tensor::Outputs) writes[parent] += parents_word * more_sent;
    }
  }
  return std::max(unit_->cycles, bandwidth_cycles(hierarchy_, reads, writes));
}

// Words that come to one instance of `child` at least. The innermost level outside it whose loops move the
// tile may leave it in place for the loops that do not; all that is further out brings it anew.
double TileSearch::least_arriving(Tensor tensor, std::size_t child, std::size_t level) const {
  const bool window = tensor == Tensor::Inputs && layer_.has_halo();
  const double words = layer_.tile_words(tensor, nodes_[child].tile);
  for (std::size_t l = child; l-- > level;) {
    double moving = 1;  // product of the loops that bring a whole tile at each step
    for (std::size_t d = 0; d < layer_.size(); ++d) {
      const MergedDim& dim = layer_.dims()[d];
      const bool moves = window ? dim.move == InputMove::Far : dim.relevant[at(tensor)];
      if (moves) moving *= static_cast<double>(nodes_[l].temporal[d]);
    }
    if (moving > 1) return words * moving * product_of(nodes_[l].left);
  }
  return words;
}

// A bound on what the level's loops add, without a search over orders.
double TileSearch::cheap_order_pj(const Node& node) const {
  return least_for_loops(node.inside, node.temporal, node.steps, product_of(node.left), true);
}

// A bound on what all loops outside the level add.
double TileSearch::rest_pj(std::size_t level, const Node& node) const {
  if (level == 0) return 0;
  Factors steps = node.tile;
  const Factors& spread = unit_->spatial->fanouts[level - 1].merged;
  for (std::size_t d = 0; d < layer_.size(); ++d) steps[d] *= spread[d];
  return least_for_loops(node.below, node.left, steps, 1, false);
}

// By the dimension of the innermost loop. `whole_loops`: the loops of one level; otherwise each may still be
// split, a step is at least `steps`, and the innermost one is a prime at least.
double TileSearch::least_for_loops(const TilesBelow& below, const Factors& loops, const Factors& steps,
                                   double outer, bool whole_loops) const {
  const double product = product_of(loops);
  if (product == 1) return 0;
  double unblocked_pj = 0;
  for (double pj : below.unblocked_pj) unblocked_pj += pj;
  double least = kInfinity;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    if (loops[d] == 1) continue;
    const MergedDim& dim = layer_.dims()[d];
    double pj = unblocked_pj * (product - 1);
    for (Tensor t : kAllTensors) {
      if (dim.relevant[at(t)] || below.unblocked_pj[at(t)] == 0) continue;
      pj -= below.unblocked_pj[at(t)] * product * (1 - 1 / irrelevant_product(layer_, t, loops));
    }
    for (std::size_t w = 0; w < below.window_count; ++w) {
      const WindowTile& tile = below.windows[w];
      if (dim.move == InputMove::Far) {
        pj += tile.pj(tile.whole()) * (product - 1);
        continue;
      }
      const double step = static_cast<double>(steps[d]) * dim.step_words;
      double move_width = dim.move == InputMove::Width ? step : 0;
      double move_height = dim.move == InputMove::Height ? step : 0;
      // A longer step may bring the tile nearer to where it was: count the other axis alone.
      if (!whole_loops && dim.move == InputMove::Width && tile.reset_width != 0)
        move_width = tile.reset_width;
      if (!whole_loops && dim.move == InputMove::Height && tile.reset_height != 0)
        move_height = tile.reset_height;
      const double bound = whole_loops ? static_cast<double>(loops[d]) : least_prime(loops[d]);
      pj += tile.pj(tile.after_move(move_width, move_height)) * product * (1 - 1 / bound);
    }
    least = std::min(least, pj);
  }
  return outer * (least + below.blocked_pj * (product - 1));
}

}  // namespace dance::any_map
