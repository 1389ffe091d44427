#include "dance/engine/unconstrained/order_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dance::unconstrained {

namespace {

constexpr std::uint8_t kFar = 8;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint8_t moves_of(const MergedDim& dim) {
  std::uint8_t bits = dim.move == InputMove::Far ? kFar : 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (dim.relevant[t]) bits = static_cast<std::uint8_t>(bits | 1u << t);
  }
  return bits;
}

constexpr std::uint8_t kMovesAll = kFar | 7;

bool contains(const LoopOrder& order, std::size_t dim) {
  const auto end = order.dims.begin() + static_cast<std::ptrdiff_t>(order.size);
  return std::find(order.dims.begin(), end, dim) != end;
}

}  // namespace

WindowWords WindowTile::whole() const {
  WindowWords words{width.words() * height.words() * planes, 0};
  if (shared_pj > 0) words.sent = across_width.words() * across_height.words() * planes * places_apart;
  return words;
}

// A word is needed anew where the move has added one of its two coordinates to some instance's tile.
WindowWords WindowTile::after_move(double move_width, double move_height) const {
  move_width -= reset_width;
  move_height -= reset_height;
  const double all = width.words() * height.words();
  const double kept =
      (width.words() - width.added(move_width)) * (height.words() - height.added(move_height));
  WindowWords words{(all - kept) * planes, 0};
  if (shared_pj > 0) {
    const double all_width = across_width.words(), all_height = across_height.words();
    const double known =
        (all_width - across_width.added(move_width)) * (all_height - across_height.added(move_height));
    words.sent = (all_width * all_height - known) * planes * places_apart;
  }
  return words;
}

void TilesBelow::pass(const MergedLayer& layer, const Factors& factors, const Factors& steps) {
  std::uint8_t moves = 0;
  double width = 0, height = 0;
  for (std::size_t d = 0; d < layer.size(); ++d) {
    if (factors[d] == 1) continue;
    const MergedDim& dim = layer.dims()[d];
    moves |= moves_of(dim);
    const double distance = static_cast<double>((factors[d] - 1) * steps[d]) * dim.step_words;
    if (dim.move == InputMove::Width) width += distance;
    if (dim.move == InputMove::Height) height += distance;
  }
  for (std::size_t t = 0; t < kTensors; ++t) {
    if ((moves >> t & 1u) == 0) continue;
    blocked_pj += unblocked_pj[t];
    unblocked_pj[t] = 0;
    unblocked[t] = false;
  }
  for (std::size_t w = 0; w < window_count; ++w) {
    if ((moves & kFar) != 0) {
      blocked_pj += windows[w].pj(windows[w].whole());
    } else {
      windows[w].reset_width += width;
      windows[w].reset_height += height;
    }
  }
  if ((moves & kFar) != 0) window_count = 0;
}

void OrderSearch::prepare(const LevelLoops& level) {
  count_ = 0;
  outermost_ = -1;
  outer_ = level.outer;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    if (level.factors[d] == 1) continue;
    const MergedDim& dim = layer_.dims()[d];
    // A loop that moves every tile is as good outermost as anywhere.
    if (moves_of(dim) == kMovesAll && !contains(level.innermost, d)) {
      outermost_ = static_cast<int>(d);
      outer_ *= static_cast<double>(level.factors[d]);
      continue;
    }
    const double step = static_cast<double>(level.steps[d]) * dim.step_words;
    loops_[count_] = static_cast<std::uint8_t>(d);
    bound_[count_] = static_cast<double>(level.factors[d]);
    width_[count_] = dim.move == InputMove::Width ? step : 0;
    height_[count_] = dim.move == InputMove::Height ? step : 0;
    ++count_;
  }
  prepare_innermost(level.innermost);
  product_[0] = 1;
  reset_width_[0] = reset_height_[0] = 0;
  moves_[0] = 0;
  for (std::size_t subset = 1; subset < std::size_t{1} << count_; ++subset) {
    const auto low = static_cast<std::size_t>(__builtin_ctzll(subset));
    const std::size_t rest = subset & (subset - 1);
    product_[subset] = product_[rest] * bound_[low];
    reset_width_[subset] = reset_width_[rest] + (bound_[low] - 1) * width_[low];
    reset_height_[subset] = reset_height_[rest] + (bound_[low] - 1) * height_[low];
    moves_[subset] = moves_[rest] | moves_of(layer_.dims()[loops_[low]]);
  }
}

void OrderSearch::prepare_innermost(const LoopOrder& innermost) {
  innermost_count_ = 0;
  for (std::size_t i = 0; i < innermost.size; ++i) {
    for (std::size_t loop = 0; loop < count_; ++loop) {
      if (loops_[loop] == innermost.dims[i]) innermost_[innermost_count_++] = std::size_t{1} << loop;
    }
  }
}

// Whether `loop`, which is not in `subset`, may stand just outside the loops of `subset`.
bool OrderSearch::may_be_next(std::size_t subset, std::size_t loop) const {
  for (std::size_t i = 0; i < innermost_count_; ++i) {
    if ((subset & innermost_[i]) == 0) return innermost_[i] == std::size_t{1} << loop;
  }
  return true;
}

// Energy of all advances of `loop` with the loops of `subset` inside it.
double OrderSearch::step_pj(std::size_t subset, std::size_t loop, const TilesBelow& below) const {
  const std::size_t grown = subset | std::size_t{1} << loop;
  double pj = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    if ((moves_[grown] >> t & 1u) != 0) pj += below.unblocked_pj[t];
  }
  const bool far = (moves_[grown] & kFar) != 0;
  for (std::size_t w = 0; w < below.window_count; ++w) {
    const WindowTile& tile = below.windows[w];
    pj += tile.pj(
        far ? tile.whole()
            : tile.after_move(width_[loop] - reset_width_[subset], height_[loop] - reset_height_[subset]));
  }
  const double outside = outer_ * product_[(std::size_t{1} << count_) - 1] / product_[grown];
  return outside * (bound_[loop] - 1) * pj;
}

double OrderSearch::least_pj(const LevelLoops& level, const TilesBelow& below, LoopOrder& order) {
  if (below.window_count == 0 && level.innermost.size == 0) return by_run(level, below, order);
  prepare(level);
  const std::size_t all = (std::size_t{1} << count_) - 1;
  std::fill_n(least_.begin(), all + 1, kInfinity);
  least_[0] = 0;
  for (std::size_t subset = 0; subset < all; ++subset) {
    for (std::size_t loop = 0; loop < count_; ++loop) {
      const std::size_t grown = subset | std::size_t{1} << loop;
      if (grown == subset || !may_be_next(subset, loop)) continue;
      const double pj = least_[subset] + step_pj(subset, loop, below);
      if (pj >= least_[grown]) continue;
      least_[grown] = pj;
      last_[grown] = static_cast<std::uint8_t>(loop);
    }
  }
  order.size = count_;
  for (std::size_t subset = all; subset != 0; subset &= ~(std::size_t{1} << last_[subset])) {
    order.dims[static_cast<std::size_t>(__builtin_popcountll(subset)) - 1] = loops_[last_[subset]];
  }
  double whole_pj = below.blocked_pj;
  for (double pj : below.unblocked_pj) whole_pj += pj;
  for (std::size_t w = 0; w < below.window_count; ++w)
    whole_pj += below.windows[w].pj(below.windows[w].whole());
  if (outermost_ >= 0) order.dims[order.size++] = static_cast<std::uint8_t>(outermost_);
  return least_[all] + below.blocked_pj * outer_ * (product_[all] - 1) + whole_pj * (outer_ - level.outer);
}

// Without windows an order can only save words by its innermost loops, as long as these leave one tensor in
// place.
double OrderSearch::by_run(const LevelLoops& level, const TilesBelow& below, LoopOrder& order) const {
  const double product = product_of(level.factors);
  double whole_pj = below.blocked_pj;
  for (double pj : below.unblocked_pj) whole_pj += pj;
  double best_saved = -1;
  std::size_t favoured = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const double run = irrelevant_product(layer_, kAllTensors[t], level.factors);
    const double saved = below.unblocked_pj[t] * (1 - 1 / run);
    if (saved > best_saved) best_saved = saved, favoured = t;
  }
  order.size = 0;
  for (const bool inside : {true, false}) {
    for (std::size_t i = layer_.size(); i-- > 0;) {  // a dimension of all tensors comes first: outermost
      if (level.factors[i] == 1 || layer_.dims()[i].relevant[favoured] == inside) continue;
      order.dims[order.size++] = static_cast<std::uint8_t>(i);
    }
  }
  return level.outer * (whole_pj * (product - 1) - best_saved * product);
}

void OrderSearch::add_part(std::size_t subset, std::size_t loop, const TilesBelow& below,
                           std::array<double, kParts>& added) const {
  const std::size_t grown = subset | std::size_t{1} << loop;
  const double advances = product_[(std::size_t{1} << count_) - 1] / product_[grown] * (bound_[loop] - 1);
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (below.unblocked[t] && (moves_[grown] >> t & 1u) != 0) added[t] += advances;
  }
  const bool far = (moves_[grown] & kFar) != 0;
  for (std::size_t w = 0; w < below.window_count; ++w) {
    const WindowTile& tile = below.windows[w];
    const WindowWords words =
        far ? tile.whole()
            : tile.after_move(width_[loop] - reset_width_[subset], height_[loop] - reset_height_[subset]);
    added[kTensors + w] += advances * words.taken;
    added[kTensors + kMaxLevels + w] += advances * words.sent;
  }
}

std::vector<LoopOrder> OrderSearch::non_dominated(const LevelLoops& level, const TilesBelow& below) {
  prepare(level);
  const std::size_t all = (std::size_t{1} << count_) - 1;
  std::vector<std::vector<Partial>> partial(all + 1);
  partial[0].resize(1);
  const auto dominates = [](const Partial& a, const Partial& b) {
    for (std::size_t p = 0; p < kParts; ++p) {
      if (a.added[p] > b.added[p]) return false;
    }
    return true;
  };
  for (std::size_t subset = 0; subset < all; ++subset) {
    for (std::size_t loop = 0; loop < count_; ++loop) {
      const std::size_t grown = subset | std::size_t{1} << loop;
      if (grown == subset || !may_be_next(subset, loop)) continue;
      for (Partial next : partial[subset]) {
        add_part(subset, loop, below, next.added);
        std::vector<Partial>& others = partial[grown];
        if (std::any_of(others.begin(), others.end(), [&](const Partial& o) { return dominates(o, next); }))
          continue;
        std::erase_if(others, [&](const Partial& o) { return dominates(next, o); });
        next.order.dims[next.order.size++] = loops_[loop];
        others.push_back(next);
      }
    }
  }
  std::vector<LoopOrder> orders;
  for (const Partial& found : partial[all]) {
    orders.push_back(found.order);
    if (outermost_ >= 0) orders.back().dims[orders.back().size++] = static_cast<std::uint8_t>(outermost_);
  }
  return orders;
}

}  // namespace dance::unconstrained
