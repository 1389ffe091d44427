#include "dance/engine/nest/nest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "dance/core/error.h"
#include "dance/engine/nest/flat_nest.h"
#include "dance/engine/nest/segments.h"

namespace dance {

namespace {

class Analysis {
 public:
  explicit Analysis(const Nest& nest) : nest_(nest), flat_(nest) {}

  NestCounts run() const {
    NestCounts counts;
    counts.levels.resize(static_cast<std::size_t>(flat_.depth()));
    counts.compute_cycles = flat_.temporal_product();
    counts.macs_used = flat_.spatial_product();
    for (Tensor tensor : kAllTensors) count(tensor, counts);
    if (nest_.stationary) counts.array = passes_of(*nest_.stationary);
    return counts;
  }

 private:
  // From the outermost keeping level down: each keeping level, and at last the MACs, is fed by the one before
  // it.
  void count(Tensor tensor, NestCounts& counts) const {
    const Projections projections = flat_.projections_of(tensor);
    int parent = -1;
    for (int level = 0; level <= flat_.depth(); ++level) {
      const bool is_mac = level == flat_.depth();
      if (!is_mac && !nest_.levels[static_cast<std::size_t>(level)].keeps[index(tensor)]) {
        continue;
      }
      const Tile tile = flat_.tile_at(level, projections);
      TensorCounts mac;
      TensorCounts& child = is_mac ? mac : at(counts, level, tensor);
      child.kept = true;
      child.tile_words = volume(tile);
      child.instances = flat_.instances(level);
      if (parent >= 0) {
        const std::int64_t arriving = is_mac ? counts.compute_cycles : arrivals(level, tile, projections);
        feed(tensor, at(counts, parent, tensor), child, arriving, {parent, level, is_mac, tile, projections});
      }
      parent = level;
    }
  }

  // The passes that the tensor's tiles at the innermost level that keeps it make.
  PassCounts passes_of(Tensor tensor) const {
    const auto keeps = [&](int level) {
      return nest_.levels[static_cast<std::size_t>(level)].keeps[index(tensor)];
    };
    int level = flat_.depth() - 1;
    while (!keeps(level)) --level;  // the outermost level keeps every tensor
    PassCounts counts = count_passes(flat_, level, tensor);
    if (level == 0) return counts;  // nothing is loaded
    int parent = level - 1;
    while (!keeps(parent)) --parent;
    const Projections projections = flat_.projections_of(tensor);
    const Tile tile = flat_.tile_at(level, projections);
    const std::int64_t tiles = distinct_tiles({parent, level, false, tile, projections});
    counts.load_words = times(volume(tile), times(tiles, flat_.instances(parent)));
    return counts;
  }

  // A level, or the MACs, and the level that feeds it with a tensor.
  struct Link {
    int parent, child;
    bool to_macs;
    const Tile& tile;  // of the child
    const Projections& projections;
  };

  // Traffic on a link: `arriving` words come to each child.
  void feed(Tensor tensor, TensorCounts& parent, TensorCounts& child, std::int64_t arriving,
            const Link& link) const {
    // Two tiles of another tensor never overlap in part, so sharing by tiles or by words is the same for it.
    const bool by_words = tensor == Tensor::Inputs && !link.to_macs &&
                          nest_.levels[static_cast<std::size_t>(link.parent)].multicast == Multicast::Words;
    const std::int64_t distinct = by_words ? 1 : distinct_tiles(link);
    if (tensor != Tensor::Outputs) {
      child.fills = arriving;
      parent.reads = by_words ? distinct_arrivals(link) : times(arriving, distinct);
      return;
    }
    const std::int64_t returning = arriving - first_visits(link.child, tensor, child.tile_words);
    child.fills = returning;  // a first visit starts from nothing
    parent.reads = times(returning, distinct);
    parent.updates = times(arriving, distinct);  // what comes also leaves
  }

  static TensorCounts& at(NestCounts& counts, int level, Tensor tensor) {
    return counts.levels[static_cast<std::size_t>(level)][index(tensor)];
  }

  static std::int64_t overlap(const Tile& tile, const Box& move) {
    std::int64_t product = 1;
    for (std::size_t a = 0; a < kTensorAxes && product != 0; ++a) {
      product *= tile.gaps ? tile.windows[a].kept(move[a])
                           : std::max<std::int64_t>(0, tile.words[a] - std::abs(move[a]));
    }
    return product;
  }

  // Words that come to one instance of `level` in all: the first tile, and what each move of it adds.
  std::int64_t arrivals(int level, const Tile& tile, const Projections& projections) const {
    const std::int64_t words = volume(tile);
    return sum_over_moves(level, projections, words,
                          [&](const Box& move) { return words - overlap(tile, move); });
  }

  // `added(move)` summed over all moves of the tiles of `level`, and `whole` for the first: what a move to
  // other words altogether adds.
  template <typename Added>
  std::int64_t sum_over_moves(int level, const Projections& projections, std::int64_t whole,
                              const Added& added) const {
    std::int64_t sum = whole;
    Box reset{};         // how far the loops inside have carried the tile when they reset
    bool moved = false;  // whether any of them moves it
    for (std::size_t i = flat_.first_loop(level); i-- > 0;) {
      const FlatLoop& loop = flat_.loops()[i];
      if (loop.spatial) continue;
      const Projection p = projections[loop.dim];
      if (p.words == 0 && !moved) continue;
      moved = true;
      if (p.words != 0 && p.alone) {  // from here outwards every move brings a whole tile
        return plus(sum, times(whole, times(loop.outside, loop.bound) - 1));
      }
      const std::int64_t step = times(loop.step, p.words);
      const auto axis = static_cast<std::size_t>(p.axis);
      Box move = reset;
      for (std::int64_t& distance : move) distance = -distance;
      move[axis] += step;
      sum = plus(sum, times(times(loop.outside, loop.bound - 1), added(move)));
      reset[axis] = plus(reset[axis], times(loop.bound - 1, step));
    }
    return sum;
  }

  // Words on an axis that tiles at `starts` did not hold before they moved.
  static std::int64_t added_words(const std::vector<std::int64_t>& starts, const Tile& tile, std::size_t axis,
                                  std::int64_t move) {
    if (tile.gaps) return new_words_at(starts, tile.windows[axis], move);
    return covered(starts, std::min(tile.words[axis], std::abs(move)));
  }

  // Words that one instance of the parent reads for its children, each word once per step. Places differ
  // along each axis on its own, so a word is needed anew where every coordinate lies in some child's tile and
  // one of them in a tile's part that the move has added.
  std::int64_t distinct_arrivals(const Link& link) const {
    std::array<std::vector<std::int64_t>, kTensorAxes> starts;
    Box held;
    for (std::size_t axis = 0; axis < kTensorAxes; ++axis) {
      starts[axis] = places_on(link, static_cast<int>(axis));
      held[axis] = link.tile.gaps ? words_at(starts[axis], link.tile.windows[axis])
                                  : covered(starts[axis], link.tile.words[axis]);
    }
    const std::int64_t all = volume(held);
    return sum_over_moves(link.child, link.projections, all, [&](const Box& move) {
      std::int64_t known = 1;
      for (std::size_t axis = 0; axis < kTensorAxes; ++axis) {
        known *= held[axis] - added_words(starts[axis], link.tile, axis, move[axis]);
      }
      return all - known;
    });
  }

  // Different words that one instance ever holds of the outputs, whose tiles never overlap in part.
  std::int64_t first_visits(int level, Tensor tensor, std::int64_t tile_words) const {
    std::int64_t product = tile_words;
    for (std::size_t i = 0; i < flat_.first_loop(level); ++i) {
      const FlatLoop& loop = flat_.loops()[i];
      if (!loop.spatial && is_relevant(tensor, loop.dim)) product = times(product, loop.bound);
    }
    return product;
  }

  // `visit(loop, projection)` for each loop that spreads the children below one parent along an axis.
  template <typename Visit>
  void for_each_spread(const Link& link, const Visit& visit) const {
    for (std::size_t i = flat_.first_loop(link.parent); i < flat_.first_loop(link.child); ++i) {
      const FlatLoop& loop = flat_.loops()[i];
      const Projection p = link.projections[loop.dim];
      if (loop.spatial && p.words != 0) visit(loop, p);
    }
  }

  // Different tiles among the children below one parent.
  std::int64_t distinct_tiles(const Link& link) const {
    std::array<std::int64_t, kTensorAxes> counts;
    counts.fill(1);
    std::array<Dim, kTensorAxes> first{};
    std::array<bool, kTensorAxes> several{};  // two dimensions on one axis may meet at the same place
    for_each_spread(link, [&](const FlatLoop& loop, const Projection& p) {
      const auto axis = static_cast<std::size_t>(p.axis);
      several[axis] = several[axis] || (counts[axis] > 1 && loop.dim != first[axis]);
      first[axis] = loop.dim;
      counts[axis] = times(counts[axis], loop.bound);
    });
    std::int64_t product = 1;
    for (std::size_t axis = 0; axis < kTensorAxes; ++axis) {
      const std::int64_t distinct =
          several[axis] ? std::ssize(places_on(link, static_cast<int>(axis))) : counts[axis];
      product = times(product, distinct);
    }
    return product;
  }

  // Where the children's tiles below one parent start on an axis: different places, ascending. They lie
  // within the parent's tile, whose length is known to fit into 64 bits.
  std::vector<std::int64_t> places_on(const Link& link, int axis) const {
    std::vector<AxisSpread> spreads;
    for_each_spread(link, [&](const FlatLoop& loop, const Projection& p) {
      if (p.axis == axis) spreads.push_back({loop.bound, loop.step * p.words});
    });
    return places(spreads);
  }

  const Nest& nest_;
  const FlatNest flat_;
};

void check(const Nest& nest) {
  const auto refuse = [](std::string key, std::string problem, std::string expected) {
    throw Error({"", 0, std::move(key), std::move(problem), std::move(expected), ""});
  };
  if (nest.levels.empty()) refuse("nest", "no storage level", "at least one");
  for (int amount : {nest.stride_w, nest.stride_h, nest.dilation_w, nest.dilation_h}) {
    if (amount < 1) refuse("nest", "a stride or dilation is out of range", "at least 1");
  }
  for (bool kept : nest.levels.front().keeps) {
    if (!kept)
      refuse(nest.levels.front().name, "the outermost level bypasses a tensor",
             "a level that keeps every tensor");
  }
  for (const NestLevel& level : nest.levels) {
    for (const std::vector<Loop>* loops : {&level.temporal, &level.spatial_x, &level.spatial_y}) {
      for (const Loop& loop : *loops) {
        if (loop.bound < 1)
          refuse(level.name, fmt::format("loop bound {} is out of range", loop.bound), "at least 1");
      }
    }
  }
}

}  // namespace

Bounds Nest::bounds() const {
  Bounds product = kUnitBounds;
  for (const NestLevel& level : levels) {
    for (const std::vector<Loop>* loops : {&level.temporal, &level.spatial_x, &level.spatial_y}) {
      for (const Loop& loop : *loops) product[loop.dim] = times(product[loop.dim], loop.bound);
    }
  }
  return product;
}

NestCounts counts_of(const Nest& nest) {
  check(nest);
  return Analysis(nest).run();
}

}  // namespace dance
