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

std::int64_t checked(bool overflow, std::int64_t value) {
  if (overflow) throw Error({"", 0, "nest", "a count does not fit into 64 bits", "smaller loop bounds", ""});
  return value;
}
std::int64_t times(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  const bool overflow = __builtin_mul_overflow(a, b, &out);
  return checked(overflow, out);
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  const bool overflow = __builtin_add_overflow(a, b, &out);
  return checked(overflow, out);
}

// One loop of the flattened nest. One step of it moves `step` iterations of its dimension.
struct FlatLoop {
  Dim dim;
  std::int64_t bound;
  std::int64_t step;
  int level;
  bool spatial;
};

// Where a dimension moves a tensor: along one axis by `words` per iteration; nowhere when words is 0.
struct Projection {
  int axis = 0;
  std::int64_t words = 0;
};
using Projections = DimMap<Projection>;

Projections projections_of(const Nest& nest, Tensor tensor) {
  Projections out{};
  int axis = 0;
  for (Dim d : kAllDims) {
    const bool halo = tensor == Tensor::Inputs && (d == Dim::R || d == Dim::S);
    if (is_relevant(tensor, d) && !halo) out[d] = {axis++, 1};
  }
  if (tensor == Tensor::Inputs) {
    out[Dim::P].words = nest.stride_w;
    out[Dim::Q].words = nest.stride_h;
    out[Dim::R] = {out[Dim::P].axis, nest.dilation_w};
    out[Dim::S] = {out[Dim::Q].axis, nest.dilation_h};
  }
  return out;
}

class Analysis {
 public:
  explicit Analysis(const Nest& nest) : nest_(nest), depth_(static_cast<int>(nest.levels.size())) {
    for (int level = 0; level < depth_; ++level) {
      const NestLevel& entry = nest.levels[static_cast<std::size_t>(level)];
      append(entry.temporal, level, false);
      append(entry.spatial_x, level, true);
      append(entry.spatial_y, level, true);
    }
    Bounds extent = kUnitBounds;
    for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
      loop->step = extent[loop->dim];
      extent[loop->dim] = times(extent[loop->dim], loop->bound);
    }
  }

  NestCounts run() const {
    NestCounts counts;
    counts.levels.resize(static_cast<std::size_t>(depth_));
    for (const FlatLoop& loop : loops_) {
      std::int64_t& product = loop.spatial ? counts.macs_used : counts.compute_cycles;
      product = times(product, loop.bound);
    }
    for (Tensor tensor : kAllTensors) count(tensor, counts);
    return counts;
  }

 private:
  void append(const std::vector<Loop>& loops, int level, bool spatial) {
    for (const Loop& loop : loops) {
      if (loop.bound > 1) loops_.push_back({loop.dim, loop.bound, 1, level, spatial});
    }
  }

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
      child.instances = instances(level);
      if (parent >= 0) {
        const std::int64_t arriving = is_mac ? counts.compute_cycles : arrivals(level, tile, projections);
        const std::int64_t sharers = distinct_tiles(parent, level, projections);
        feed(tensor, at(counts, parent, tensor), child, arriving,
             first_visits(level, tensor, child.tile_words), sharers);
        const bool by_words = nest_.levels[static_cast<std::size_t>(parent)].multicast == Multicast::Words;
        if (by_words && tensor == Tensor::Inputs && !is_mac) {
          at(counts, parent, tensor).reads = distinct_arrivals(parent, level, tile, projections);
        }
      }
      parent = level;
    }
  }

  // Traffic between a level and the one that feeds it: `arriving` words come to each child.
  static void feed(Tensor tensor, TensorCounts& parent, TensorCounts& child, std::int64_t arriving,
                   std::int64_t first, std::int64_t distinct) {
    if (tensor != Tensor::Outputs) {
      child.fills = arriving;
      parent.reads = times(arriving, distinct);
      return;
    }
    child.fills = arriving - first;  // a first visit starts from nothing
    parent.reads = times(arriving - first, distinct);
    parent.updates = times(arriving, distinct);  // what comes also leaves
  }

  static TensorCounts& at(NestCounts& counts, int level, Tensor tensor) {
    return counts.levels[static_cast<std::size_t>(level)][static_cast<std::size_t>(index(tensor))];
  }

  // The tile that an instance of `level` holds: the span of all loops at that level and inside.
  Box tile_at(int level, const Projections& projections) const {
    Box tile;
    tile.fill(1);
    for (const FlatLoop& loop : loops_) {
      const Projection p = projections[loop.dim];
      if (loop.level < level || p.words == 0) continue;
      std::int64_t& length = tile[static_cast<std::size_t>(p.axis)];
      length = plus(length, times(times(loop.bound - 1, loop.step), p.words));
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
    for (std::size_t a = 0; a < kAxes; ++a) product *= std::max<std::int64_t>(0, tile[a] - std::abs(move[a]));
    return product;
  }

  std::int64_t instances(int level) const {
    std::int64_t product = 1;
    for (const FlatLoop& loop : loops_) {
      if (loop.spatial && loop.level < level) product = times(product, loop.bound);
    }
    return product;
  }

  // Words that come to one instance of `level` in all: the first tile, and what each move of it adds.
  std::int64_t arrivals(int level, const Box& tile, const Projections& projections) const {
    const std::int64_t words = volume(tile);
    return words +
           sum_over_moves(level, projections, [&](const Box& move) { return words - overlap(tile, move); });
  }

  // `words(move)` summed over all moves of a tile of `level`, whatever its size.
  template <typename Words>
  std::int64_t sum_over_moves(int level, const Projections& projections, const Words& words) const {
    std::int64_t outer = 1;  // product of the temporal bounds outside the loop at hand
    for (const FlatLoop& loop : loops_) {
      if (!loop.spatial && loop.level < level) outer = times(outer, loop.bound);
    }
    std::int64_t sum = 0;
    Box reset{};  // how far the loops inside have carried the tile when they reset
    for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
      if (loop->spatial || loop->level >= level) continue;
      outer /= loop->bound;
      const Projection p = projections[loop->dim];
      const std::int64_t step = times(loop->step, p.words);
      const auto axis = static_cast<std::size_t>(p.axis);
      Box move = reset;
      for (std::int64_t& distance : move) distance = -distance;
      move[axis] += step;
      sum = plus(sum, times(times(outer, loop->bound - 1), words(move)));
      reset[axis] = plus(reset[axis], times(loop->bound - 1, step));
    }
    return sum;
  }

  // Words that one instance of `parent` reads for its instances of `child`, each word once per step. Places
  // differ along each axis on its own, so a word is needed anew where every coordinate lies in some
  // instance's tile and one of them in a tile's part that the move has added.
  std::int64_t distinct_arrivals(int parent, int child, const Box& tile,
                                 const Projections& projections) const {
    std::array<std::vector<std::int64_t>, kAxes> starts;
    Box held;
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
      starts[axis] = places_on(parent, child, projections, static_cast<int>(axis));
      held[axis] = covered(starts[axis], tile[axis]);
    }
    const std::int64_t all = volume(held);
    return plus(all, sum_over_moves(child, projections, [&](const Box& move) {
                  std::int64_t known = 1;
                  for (std::size_t axis = 0; axis < kAxes; ++axis) {
                    known *= held[axis] - covered(starts[axis], std::min(tile[axis], std::abs(move[axis])));
                  }
                  return all - known;
                }));
  }

  // Different words that one instance ever holds, for outputs: their tiles are equal or apart.
  std::int64_t first_visits(int level, Tensor tensor, std::int64_t tile_words) const {
    std::int64_t product = tile_words;
    for (const FlatLoop& loop : loops_) {
      const bool above = !loop.spatial && loop.level < level;
      if (above && is_relevant(tensor, loop.dim)) product = times(product, loop.bound);
    }
    return product;
  }

  // Different tiles among the instances of `child` below one instance of `parent`.
  std::int64_t distinct_tiles(int parent, int child, const Projections& projections) const {
    std::int64_t product = 1;
    for (int axis = 0; axis < kAxes; ++axis) {
      product = times(product, distinct_places(parent, child, projections, axis));
    }
    return product;
  }

  std::int64_t distinct_places(int parent, int child, const Projections& projections, int axis) const {
    std::int64_t product = 1;
    Dim first = Dim::N;
    bool several = false;  // two dimensions on one axis may meet at the same place
    const auto moves = [&](const FlatLoop& loop) {
      return loop.spatial && loop.level >= parent && loop.level < child && projections[loop.dim].words != 0 &&
             projections[loop.dim].axis == axis;
    };
    for (const FlatLoop& loop : loops_) {
      if (!moves(loop)) continue;
      if (product > 1 && loop.dim != first) several = true;
      first = loop.dim;
      product = times(product, loop.bound);
    }
    if (!several) return product;
    return static_cast<std::int64_t>(places_on(parent, child, projections, axis).size());
  }

  // Where the tiles of `child` below one instance of `parent` start on an axis: different places, ascending.
  std::vector<std::int64_t> places_on(int parent, int child, const Projections& projections, int axis) const {
    std::vector<std::int64_t> places = {0};
    for (const FlatLoop& loop : loops_) {
      const Projection p = projections[loop.dim];
      if (!loop.spatial || loop.level < parent || loop.level >= child || p.words == 0 || p.axis != axis)
        continue;
      const std::int64_t step = times(loop.step, p.words);
      const std::size_t known = places.size();
      for (std::int64_t i = 1; i < loop.bound; ++i) {
        for (std::size_t at = 0; at < known; ++at) places.push_back(plus(places[at], times(i, step)));
      }
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
  }

  const Nest& nest_;
  int depth_;
  std::vector<FlatLoop> loops_;  // outermost first, bounds above 1
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
