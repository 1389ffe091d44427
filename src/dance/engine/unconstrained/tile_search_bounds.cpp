#include "dance/engine/unconstrained/tile_search_bounds.h"

#include <algorithm>
#include <limits>

namespace dance::unconstrained {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double least_prime(std::int64_t n) {
  for (std::int64_t p = 2; p <= n / p; ++p) {
    if (n % p == 0) return static_cast<double>(p);
  }
  return static_cast<double>(n);
}

// The least over all moves along one axis that are multiples of this one: a tile with gaps may find more of
// its words again after a longer move.
double least_pj_of_moves(const WindowTile& tile, double move_width, double move_height) {
  double least = tile.pj(tile.after_move(move_width, move_height));
  const AxisTile& moved = move_width != 0 ? tile.width : tile.height;
  const double step = move_width != 0 ? move_width : move_height;
  if (!moved.has_gaps() || step == 0) return least;
  const auto extent = static_cast<double>(moved.window().extent());
  for (double times = 2; times * step < extent; ++times)
    least = std::min(least, tile.pj(tile.after_move(times * move_width, times * move_height)));
  return least;
}

// What the inputs' tile takes when the innermost loop is of dimension `d`. With `whole_loops` the loop is
// `loops[d]` long and moves by `step_words`; otherwise it is a prime factor of that at least, and moves by
// at least as much.
double least_pj_of_window(const WindowTile& tile, const MergedDim& dim, double step_words, std::int64_t loop,
                          double product, bool whole_loops) {
  if (dim.move == InputMove::Far) return tile.pj(tile.whole()) * (product - 1);
  double move_width = dim.move == InputMove::Width ? step_words : 0;
  double move_height = dim.move == InputMove::Height ? step_words : 0;
  // A longer step may bring the tile nearer to where it was: count the other axis alone.
  if (!whole_loops && dim.move == InputMove::Width && tile.reset_width != 0) move_width = tile.reset_width;
  if (!whole_loops && dim.move == InputMove::Height && tile.reset_height != 0)
    move_height = tile.reset_height;
  const double bound = whole_loops ? static_cast<double>(loop) : least_prime(loop);
  const double pj = whole_loops ? tile.pj(tile.after_move(move_width, move_height))
                                : least_pj_of_moves(tile, move_width, move_height);
  return pj * product * (1 - 1 / bound);
}

// The least over the dimensions of the innermost loop. `whole_loops`: the loops of one level; otherwise
// each may still be split over levels.
double least_for_loops(const MergedLayer& layer, const TilesBelow& below, const Factors& loops,
                       const Factors& steps, double outer, bool whole_loops) {
  const double product = product_of(loops);
  if (product == 1) return 0;
  double unblocked_pj = 0;
  for (double pj : below.unblocked_pj) unblocked_pj += pj;
  double least = kInfinity;
  for (std::size_t d = 0; d < layer.size(); ++d) {
    if (loops[d] == 1) continue;
    const MergedDim& dim = layer.dims()[d];
    double pj = unblocked_pj * (product - 1);
    for (Tensor t : kAllTensors) {
      if (dim.relevant[index(t)] || below.unblocked_pj[index(t)] == 0) continue;
      pj -= below.unblocked_pj[index(t)] * product * (1 - 1 / irrelevant_product(layer, t, loops));
    }
    const double step_words = static_cast<double>(steps[d]) * dim.step_words;
    for (std::size_t w = 0; w < below.window_count; ++w) {
      pj += least_pj_of_window(below.windows[w], dim, step_words, loops[d], product, whole_loops);
    }
    least = std::min(least, pj);
  }
  return outer * (least + below.blocked_pj * (product - 1));
}

}  // namespace

double least_pj_of_level(const MergedLayer& layer, const TilesBelow& below, const LevelLoops& level) {
  return least_for_loops(layer, below, level.factors, level.steps, level.outer, true);
}

double least_pj_outside(const MergedLayer& layer, const TilesBelow& below, const Factors& left,
                        const Factors& steps) {
  return least_for_loops(layer, below, left, steps, 1, false);
}

// The innermost level outside the tile whose loops move it may leave it in place for the loops that do not
// move it; all loops further out bring it anew.
double least_words_arriving(const MergedLayer& layer, Tensor tensor, const DecidedLevels& levels,
                            std::size_t child, std::size_t level) {
  const bool window = tensor == Tensor::Inputs && layer.has_halo();
  const double words = layer.tile_words(tensor, levels[child].tile);
  for (std::size_t l = child; l-- > level;) {
    double moving = 1;  // product of the loops that bring a whole tile at each step
    for (std::size_t d = 0; d < layer.size(); ++d) {
      const MergedDim& dim = layer.dims()[d];
      const bool moves = window ? dim.move == InputMove::Far : dim.relevant[index(tensor)];
      if (moves) moving *= static_cast<double>(levels[l].temporal[d]);
    }
    if (moving > 1) return words * moving * product_of(levels[l].left);
  }
  return words;
}

double least_bandwidth_cycles(const MergedLayer& layer, const Hierarchy& hierarchy,
                              const TaskTraffic& traffic, const DecidedLevels& levels, std::size_t level) {
  WordsPerLevel reads{}, writes{};
  const std::size_t depth = hierarchy.levels.size();
  for (Tensor t : kAllTensors) {
    const ChainTraffic& chain = traffic.chains[index(t)];
    for (std::size_t l = 0; l < depth; ++l) reads[l] += chain.reads[l], writes[l] += chain.writes[l];
    for (std::size_t child = std::max<std::size_t>(level, 1); child < depth; ++child) {
      if (!keeps_at(chain.keeps, child)) continue;
      const double arriving = least_words_arriving(layer, t, levels, child, level);
      const double more_sent = std::max(0.0, chain.distinct[child] * arriving - chain.sent_words[child]);
      const std::size_t parent = chain.parent[child];
      const double word = hierarchy.levels[child].units.word[index(t)],
                   parents_word = hierarchy.levels[parent].units.word[index(t)];
      reads[parent] += parents_word * more_sent;
      writes[child] += word * std::max(0.0, arriving - chain.compulsory_words[child]);
      if (t == Tensor::Outputs) writes[parent] += parents_word * more_sent;
    }
  }
  return bandwidth_cycles(hierarchy, reads, writes);
}

}  // namespace dance::unconstrained
