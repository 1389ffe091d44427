#include "engine/unconstrained/walk.h"

#include <algorithm>

namespace dance::test {

namespace {

class Walk {
 public:
  Walk(const Layer& layer, const Hierarchy& hierarchy, std::int64_t limit,
       const std::function<void(const Nest&, const NestCounts&)>& visit)
      : layer_(layer), hierarchy_(hierarchy), limit_(limit), visit_(visit) {
    nest_ = {layer.stride_w, layer.stride_h, layer.dilation_w, layer.dilation_h, {}};
    nest_.input_words = hierarchy.input_words;
    nest_.stationary = hierarchy.stationary();
    nest_.levels.resize(hierarchy.levels.size());
    for (std::size_t l = 0; l < nest_.levels.size(); ++l) {
      nest_.levels[l].name = hierarchy.levels[l].name;
      nest_.levels[l].multicast = hierarchy.levels[l].multicast;
    }
  }

  bool run() {
    place(0, 0, layer_.bounds[Dim::N]);
    return seen_ <= limit_;
  }

 private:
  // Slots of one dimension: three a level, its temporal loop, X and Y below it; a fan-out takes one of the
  // two.
  void place(int d, std::size_t slot, std::int64_t left) {
    if (seen_ > limit_) return;
    if (slot == 3 * nest_.levels.size()) {
      if (left != 1) return;
      if (d + 1 == kDims) {
        order(0);
      } else {
        place(d + 1, 0, layer_.bounds[static_cast<std::size_t>(d + 1)]);
      }
      return;
    }
    NestLevel& level = nest_.levels[slot / 3];
    const std::size_t kind = slot % 3;
    std::vector<Loop>& loops = kind == 0 ? level.temporal : kind == 1 ? level.spatial_x : level.spatial_y;
    const Dim dim = kAllDims[static_cast<std::size_t>(d)];
    for (std::int64_t factor = 1; factor <= left; ++factor) {
      if (left % factor != 0) continue;
      if (factor == 1) {
        place(d, slot + 1, left);
        continue;
      }
      const bool other_axis = kind == 2 && !level.spatial_x.empty() && level.spatial_x.back().dim == dim;
      if (other_axis) break;
      loops.push_back({dim, factor});
      if (kind == 0 || fits_axis(loops, slot / 3, kind)) place(d, slot + 1, left / factor);
      loops.pop_back();
    }
  }

  bool fits_axis(const std::vector<Loop>& loops, std::size_t level, std::size_t kind) const {
    std::int64_t used = 1;
    for (const Loop& loop : loops) used *= loop.bound;
    return used <= (kind == 1 ? hierarchy_.fanout_x(level) : hierarchy_.fanout_y(level));
  }

  void order(std::size_t l) {
    if (seen_ > limit_) return;
    if (l == nest_.levels.size()) {
      bypass(1);
      return;
    }
    std::vector<Loop>& loops = nest_.levels[l].temporal;
    const std::vector<Loop> as_placed = loops;
    const auto by_dim = [](const Loop& a, const Loop& b) { return a.dim < b.dim; };
    std::sort(loops.begin(), loops.end(), by_dim);
    do {
      order(l + 1);
    } while (std::next_permutation(loops.begin(), loops.end(), by_dim));
    loops = as_placed;
  }

  void bypass(std::size_t l) {
    if (l >= nest_.levels.size()) {
      evaluate();
      return;
    }
    for (unsigned mask = 0; mask < 8; ++mask) {
      bool allowed = true;
      for (std::size_t t = 0; t < kTensors; ++t) {
        nest_.levels[l].keeps[t] = (mask >> t & 1u) != 0;
        allowed = allowed && (!nest_.levels[l].keeps[t] || hierarchy_.levels[l].may_keep[t]);
      }
      if (allowed) bypass(l + 1);
    }
  }

  void evaluate() {
    if (++seen_ > limit_) return;
    const NestCounts counts = counts_of(nest_);
    for (std::size_t l = 1; l < nest_.levels.size(); ++l) {
      const StorageLevel& level = hierarchy_.levels[l];
      double words = 0;
      for (std::size_t t = 0; t < kTensors; ++t)
        words += level.units.word[t] * static_cast<double>(counts.levels[l][t].tile_words);
      if (level.capacity_words != 0 && words > static_cast<double>(level.capacity_words)) return;
    }
    visit_(nest_, counts);
  }

  const Layer& layer_;
  const Hierarchy& hierarchy_;
  const std::int64_t limit_;
  const std::function<void(const Nest&, const NestCounts&)>& visit_;
  Nest nest_;
  std::int64_t seen_ = 0;
};

}  // namespace

bool for_each_unconstrained_mapping(const Layer& layer, const Hierarchy& hierarchy, std::int64_t limit,
                                    const std::function<void(const Nest&, const NestCounts&)>& visit) {
  return Walk(layer, hierarchy, limit, visit).run();
}

}  // namespace dance::test
