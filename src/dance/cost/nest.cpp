#include "dance/cost/nest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "dance/core/error.h"
#include "dance/cost/segments.h"

namespace dance {

namespace {

constexpr int kAxes = 5;  // every tensor has five: see layer.h
using Box = std::array<std::int64_t, kAxes>;

[[noreturn, gnu::cold]] void refuse_overflow() {
  throw Error({"", 0, "nest", "a count does not fit into 64 bits", "smaller loop bounds", ""});
}
inline std::int64_t times(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(a, b, &out)) [[unlikely]]
    refuse_overflow();
  return out;
}
inline std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out)) [[unlikely]]
    refuse_overflow();
  return out;
}

// One loop of the flattened nest. One step of it moves `step` iterations of its dimension.
struct FlatLoop {
  Dim dim;
  std::int64_t bound;
  std::int64_t step;
  std::int64_t outside;  // product of the temporal bounds outside it
  int level;
  bool spatial;
};

// Where a dimension moves a tensor: along one axis by `words` per iteration; nowhere when words is 0.
struct Projection {
  int axis = 0;
  std::int64_t words = 0;
  bool alone = true;  // no other dimension moves along the axis: tiles are equal or apart
};
using Projections = DimMap<Projection>;

// An axis for each dimension of a tensor; of inputs, P and R share one, and so do Q and S.
constexpr Projections axes_of(Tensor tensor) {
  Projections out{};
  int axis = 0;
  for (Dim d : kAllDims) {
    const bool halo = tensor == Tensor::Inputs && (d == Dim::R || d == Dim::S);
    if (is_relevant(tensor, d) && !halo) out[d] = {axis++, 1, true};
  }
  return out;
}
constexpr std::array<Projections, kTensors> kAxesOf = {axes_of(Tensor::Weights), axes_of(Tensor::Inputs),
                                                       axes_of(Tensor::Outputs)};

Projections projections_of(const Nest& nest, Tensor tensor) {
  Projections out = kAxesOf[static_cast<std::size_t>(index(tensor))];
  if (tensor == Tensor::Inputs) {
    out[Dim::P].words = nest.stride_w;
    out[Dim::Q].words = nest.stride_h;
    out[Dim::R] = {out[Dim::P].axis, nest.dilation_w, false};
    out[Dim::S] = {out[Dim::Q].axis, nest.dilation_h, false};
    out[Dim::P].alone = out[Dim::Q].alone = false;
  }
  return out;
}

class Analysis {
 public:
  explicit Analysis(const Nest& nest) : nest_(nest), depth_(static_cast<int>(nest.levels.size())) {
    std::size_t loops = 0;
    for (const NestLevel& entry : nest.levels)
      loops += entry.temporal.size() + entry.spatial_x.size() + entry.spatial_y.size();
    loops_.reserve(loops);
    levels_.resize(static_cast<std::size_t>(depth_) + 1);
    for (int level = 0; level < depth_; ++level) {
      const NestLevel& entry = nest.levels[static_cast<std::size_t>(level)];
      begin(level);
      append(entry.temporal, level, false);
      append(entry.spatial_x, level, true);
      append(entry.spatial_y, level, true);
    }
    begin(depth_);
    Bounds span = kUnitBounds;
    for (int level = depth_; level-- > 0;) {
      for (std::size_t i = inside(level + 1); i-- > inside(level);) {
        FlatLoop& loop = loops_[i];
        loop.step = span[loop.dim];
        span[loop.dim] = times(span[loop.dim], loop.bound);
      }
      levels_[static_cast<std::size_t>(level)].span = span;
    }
  }

  NestCounts run() const {
    NestCounts counts;
    counts.levels.resize(static_cast<std::size_t>(depth_));
    counts.compute_cycles = temporal_;
    counts.macs_used = spatial_;
    for (Tensor tensor : kAllTensors) count(tensor, counts);
    return counts;
  }

 private:
  void append(const std::vector<Loop>& loops, int level, bool spatial) {
    for (const Loop& loop : loops) {
      if (loop.bound == 1) continue;
      loops_.push_back({loop.dim, loop.bound, 1, temporal_, level, spatial});
      std::int64_t& product = spatial ? spatial_ : temporal_;
      product = times(product, loop.bound);
    }
  }

  void begin(int level) {
    LevelPlace& place = levels_[static_cast<std::size_t>(level)];
    place.first_loop = loops_.size();
    place.instances = spatial_;
  }
  std::size_t inside(int level) const { return levels_[static_cast<std::size_t>(level)].first_loop; }

  // From the outermost keeping level down: each keeping level, and at last the MACs, is fed by the one before
  // it.
  void count(Tensor tensor, NestCounts& counts) const {
    const Projections projections = projections_of(nest_, tensor);
    int parent = -1;
    for (int level = 0; level <= depth_; ++level) {
      const bool is_mac = level == depth_;
      if (!is_mac &&
          !nest_.levels[static_cast<std::size_t>(level)].keeps[static_cast<std::size_t>(index(tensor))]) {
        continue;
      }
      const Box tile = tile_at(level, projections);
      TensorCounts mac;
      TensorCounts& child = is_mac ? mac : at(counts, level, tensor);
      child.kept = true;
      child.tile_words = volume(tile);
      child.instances = levels_[static_cast<std::size_t>(level)].instances;
      if (parent >= 0) {
        const std::int64_t arriving = is_mac ? counts.compute_cycles : arrivals(level, tile, projections);
        feed(tensor, at(counts, parent, tensor), child, arriving, {parent, level, is_mac, tile, projections});
      }
      parent = level;
    }
  }

  // A level, or the MACs, and the level that feeds it with a tensor.
  struct Link {
    int parent, child;
    bool to_macs;
    const Box& tile;  // of the child
    const Projections& projections;
  };

  // Traffic on a link: `arriving` words come to each child.
  void feed(Tensor tensor, TensorCounts& parent, TensorCounts& child, std::int64_t arriving,
            const Link& link) const {
    // Of the other tensors tiles are equal or apart: shared tile by tile or word by word, it is the same.
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
    return counts.levels[static_cast<std::size_t>(level)][static_cast<std::size_t>(index(tensor))];
  }

  // The tile that an instance of `level` holds: the span of all loops at that level and inside.
  Box tile_at(int level, const Projections& projections) const {
    Box tile;
    tile.fill(1);
    const Bounds& span = levels_[static_cast<std::size_t>(level)].span;
    for (Dim d : kAllDims) {
      const Projection p = projections[d];
      if (span[d] == 1 || p.words == 0) continue;
      std::int64_t& length = tile[static_cast<std::size_t>(p.axis)];
      length = plus(length, times(span[d] - 1, p.words));
    }
    return tile;
  }

  static std::int64_t volume(const Box& tile) {
    std::int64_t product = 1;
    for (std::int64_t length : tile) product = times(product, length);
    return product;
  }

  static std::int64_t overlap(const Box& tile, const Box& move) {
    std::int64_t product = 1;
    for (std::size_t a = 0; a < kAxes && product != 0; ++a) {
      product *= std::max<std::int64_t>(0, tile[a] - std::abs(move[a]));
    }
    return product;
  }

  // Words that come to one instance of `level` in all: the first tile, and what each move of it adds.
  std::int64_t arrivals(int level, const Box& tile, const Projections& projections) const {
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
    for (std::size_t i = inside(level); i-- > 0;) {
      const FlatLoop& loop = loops_[i];
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

  // Words that one instance of the parent reads for its children, each word once per step. Places differ
  // along each axis on its own, so a word is needed anew where every coordinate lies in some child's tile and
  // one of them in a tile's part that the move has added.
  std::int64_t distinct_arrivals(const Link& link) const {
    std::array<std::vector<std::int64_t>, kAxes> starts;
    Box held;
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
      starts[axis] = places_on(link, static_cast<int>(axis));
      held[axis] = covered(starts[axis], link.tile[axis]);
    }
    const std::int64_t all = volume(held);
    return sum_over_moves(link.child, link.projections, all, [&](const Box& move) {
      std::int64_t known = 1;
      for (std::size_t axis = 0; axis < kAxes; ++axis) {
        known *= held[axis] - covered(starts[axis], std::min(link.tile[axis], std::abs(move[axis])));
      }
      return all - known;
    });
  }

  // Different words that one instance ever holds, for outputs: their tiles are equal or apart.
  std::int64_t first_visits(int level, Tensor tensor, std::int64_t tile_words) const {
    std::int64_t product = tile_words;
    for (std::size_t i = 0; i < inside(level); ++i) {
      const FlatLoop& loop = loops_[i];
      if (!loop.spatial && is_relevant(tensor, loop.dim)) product = times(product, loop.bound);
    }
    return product;
  }

  // `visit(loop, projection)` for each loop that spreads the children below one parent along an axis.
  template <typename Visit>
  void for_each_spread(const Link& link, const Visit& visit) const {
    for (std::size_t i = inside(link.parent); i < inside(link.child); ++i) {
      const FlatLoop& loop = loops_[i];
      const Projection p = link.projections[loop.dim];
      if (loop.spatial && p.words != 0) visit(loop, p);
    }
  }

  // Different tiles among the children below one parent.
  std::int64_t distinct_tiles(const Link& link) const {
    std::array<std::int64_t, kAxes> places;
    places.fill(1);
    std::array<Dim, kAxes> first{};
    std::array<bool, kAxes> several{};  // two dimensions on one axis may meet at the same place
    for_each_spread(link, [&](const FlatLoop& loop, const Projection& p) {
      const auto axis = static_cast<std::size_t>(p.axis);
      several[axis] = several[axis] || (places[axis] > 1 && loop.dim != first[axis]);
      first[axis] = loop.dim;
      places[axis] = times(places[axis], loop.bound);
    });
    std::int64_t product = 1;
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
      const std::int64_t distinct =
          several[axis] ? std::ssize(places_on(link, static_cast<int>(axis))) : places[axis];
      product = times(product, distinct);
    }
    return product;
  }

  // Where the children's tiles below one parent start on an axis: different places, ascending.
  std::vector<std::int64_t> places_on(const Link& link, int axis) const {
    std::vector<std::int64_t> places = {0};
    for_each_spread(link, [&](const FlatLoop& loop, const Projection& p) {
      if (p.axis != axis) return;
      const std::int64_t step = times(loop.step, p.words);
      const std::size_t known = places.size();
      for (std::int64_t i = 1; i < loop.bound; ++i) {
        for (std::size_t at = 0; at < known; ++at) places.push_back(plus(places[at], times(i, step)));
      }
    });
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
  }

  const Nest& nest_;
  int depth_;
  std::vector<FlatLoop> loops_;  // outermost first, bounds above 1
  struct LevelPlace {
    std::size_t first_loop = 0;  // of the level's own
    std::int64_t instances = 1;
    Bounds span = kUnitBounds;  // iterations of each dimension at the level and inside
  };
  std::vector<LevelPlace> levels_;           // last: the MACs
  std::int64_t temporal_ = 1, spatial_ = 1;  // products of the bounds
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
