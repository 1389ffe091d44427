#include "engine/unconstrained/level_case.h"

#include <set>

#include "engine/nest/touched_words.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {

using namespace unconstrained;

namespace {

std::int64_t random_divisor(Random& random, std::int64_t n) {
  for (;;) {
    const std::int64_t d = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(n)));
    if (n % d == 0) return d;
  }
}

// A layer of as many dimensions as there can be, so that orders matter.
Layer wide_layer(Random& random, LevelKind kind) {
  Layer layer;
  if (kind != LevelKind::Windows) {
    for (Dim d : {Dim::N, Dim::M, Dim::C}) layer.bounds[d] = pick<std::int64_t>(random, {1, 4, 6, 12});
    if (random.below(4) == 0) layer.bounds[Dim::G] = 4;
  }
  if (kind == LevelKind::Plain) return layer;
  for (Dim d : {Dim::P, Dim::R, Dim::Q, Dim::S}) layer.bounds[d] = pick<std::int64_t>(random, {1, 4, 6, 8});
  layer.bounds[Dim::P] = 8, layer.bounds[Dim::R] = pick<std::int64_t>(random, {2, 3, 4});
  layer.stride_w = pick(random, {1, 1, 2, 3}), layer.dilation_w = pick(random, {1, 1, 2});
  layer.stride_h = pick(random, {1, 2}), layer.dilation_h = pick(random, {1, 1, 3});
  return layer;
}

Loop loop_of(const MergedLayer& layer, std::size_t d, std::int64_t bound) {
  return {layer.dims()[d].parts.front(), bound};
}

bool is_along(const MergedLayer& layer, std::size_t d, InputMove axis) {
  return layer.dims()[d].move == axis;
}

}  // namespace

LevelCase::LevelCase(Random& random, LevelKind kind, std::size_t most_loops)
    : layer_(wide_layer(random, kind)) {
  choose_factors(random, most_loops);
  choose_costs(random, kind != LevelKind::Separate);
  find_below();
}

void LevelCase::choose_factors(Random& random, std::size_t most_loops) {
  std::size_t loops = 0;
  const std::size_t first = random.below(layer_.size() + 1);
  for (std::size_t i = 0; i < layer_.size(); ++i) {
    const std::size_t d = (first + i) % layer_.size();
    std::int64_t left = layer_.dims()[d].bound;
    if (loops < most_loops) {
      outer_[d] = random_divisor(random, left);
      left /= outer_[d];
      loops += outer_[d] > 1 ? 1 : 0;
    }
    if (random.below(3) == 0) spread_[d] = random_divisor(random, left);
    left /= spread_[d];
    if (random.below(2) == 0) middle_[d] = random_divisor(random, left);
    inner_[d] = left / middle_[d];
  }
}

void LevelCase::choose_costs(Random& random, bool sharing) {
  for (std::size_t l = 1; l < kLevels; ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      keeps_[l][t] = random.below(3) != 0;
      word_pj_[l][t] = random.uniform(0.1, 5);
    }
    if (sharing && layer_.has_halo() && random.below(2) == 0) shared_pj_[l] = random.uniform(0.1, 5);
  }
}

// As the search over tiles gathers them, from the innermost level outwards.
void LevelCase::find_below() {
  for (std::size_t d = 0; d < layer_.size(); ++d) tile_[d] = inner_[d] * middle_[d];
  below_.pass(layer_, inner_, kUnitFactors);
  add_tiles(2, inner_);
  below_.pass(layer_, middle_, inner_);
  add_tiles(1, tile_);
  for (std::size_t d = 0; d < layer_.size(); ++d) steps_[d] = tile_[d] * spread_[d];
}

void LevelCase::add_tiles(std::size_t level, const Factors& tile) {
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (!keeps_[level][t]) continue;
    if (kAllTensors[t] != Tensor::Inputs || !layer_.has_halo()) {
      below_.unblocked_pj[t] += word_pj_[level][t] * layer_.tile_words(kAllTensors[t], tile);
      below_.unblocked[t] = true;
      continue;
    }
    WindowTile& window = below_.windows[below_.window_count++];
    window = WindowTile{};
    window.level = level;
    window.word_pj = word_pj_[level][t], window.shared_pj = shared_pj_[level];
    window.width = layer_.axis_tile(InputMove::Width, tile);
    window.height = layer_.axis_tile(InputMove::Height, tile);
    window.planes = layer_.tile_words(Tensor::Inputs, tile) / (window.width.words() * window.height.words());
    const bool is_spread = level == 1 || !keeps_[1][t];  // the fan-out lies between it and its parent
    std::vector<AxisSpread> width, height;
    for (std::size_t d = 0; d < layer_.size(); ++d) {
      if (!is_spread || spread_[d] == 1) continue;
      if (is_along(layer_, d, InputMove::Far)) window.places_apart *= static_cast<double>(spread_[d]);
      const std::int64_t step = tile_[d] * static_cast<std::int64_t>(layer_.dims()[d].step_words);
      if (is_along(layer_, d, InputMove::Width)) width.push_back({spread_[d], step});
      if (is_along(layer_, d, InputMove::Height)) height.push_back({spread_[d], step});
    }
    window.across_width = unions_.of(width, window.width);
    window.across_height = unions_.of(height, window.height);
  }
}

std::vector<Loop> LevelCase::loops() const {
  std::vector<Loop> loops;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    if (outer_[d] > 1) loops.push_back(loop_of(layer_, d, outer_[d]));
  }
  return loops;
}

std::vector<Loop> LevelCase::loops(const LoopOrder& order) const {
  std::vector<Loop> loops;
  for (std::size_t i = order.size; i-- > 0;) {
    loops.push_back(loop_of(layer_, order.dims[i], outer_[order.dims[i]]));
  }
  return loops;
}

// Four entries a level: the words of each tensor that come to one instance, and the inputs' words sent.
std::vector<double> LevelCase::words(const std::vector<Loop>& loops) const {
  const Layer& of = layer_.layer();
  Nest nest{of.stride_w, of.stride_h, of.dilation_w, of.dilation_h, {}};
  nest.levels.resize(kLevels);
  nest.levels[0].temporal = loops;
  for (std::size_t d = 0; d < layer_.size(); ++d) {
    if (spread_[d] > 1) nest.levels[0].spatial_x.push_back(loop_of(layer_, d, spread_[d]));
    if (middle_[d] > 1) nest.levels[1].temporal.push_back(loop_of(layer_, d, middle_[d]));
    if (inner_[d] > 1) nest.levels[2].temporal.push_back(loop_of(layer_, d, inner_[d]));
  }
  for (NestLevel& level : nest.levels) level.multicast = Multicast::Words;
  for (std::size_t l = 1; l < kLevels; ++l) nest.levels[l].keeps = keeps_[l];
  const NestCounts counts = counts_of(nest);
  std::vector<double> words(4 * kLevels, 0);
  for (std::size_t l = 1; l < kLevels; ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (!keeps_[l][t]) continue;
      words[4 * l + t] = words_arriving(nest, counts, kAllTensors[t], l);
      if (kAllTensors[t] != Tensor::Inputs || shared_pj_[l] == 0) continue;
      words[4 * l + 3] = static_cast<double>(counts.levels[parent_of(nest, t, l)][t].reads);
    }
  }
  return words;
}

double LevelCase::pj_of(const std::vector<double>& words) const {
  double pj = 0;
  for (std::size_t l = 1; l < kLevels; ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) pj += word_pj_[l][t] * words[4 * l + t];
    pj += shared_pj_[l] * words[4 * l + 3];
  }
  return pj;
}

// The words of the first tiles: different words, counted one by one along each axis of the inputs.
std::vector<double> LevelCase::first_words() const {
  std::vector<double> words(4 * kLevels, 0);
  for (std::size_t l = kLevels; l-- > 1;) {
    const Factors& tile = l == 1 ? tile_ : inner_;
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (keeps_[l][t]) words[4 * l + t] = layer_.tile_words(kAllTensors[t], tile);
    }
    if (!keeps_[l][1] || shared_pj_[l] == 0) continue;
    double sent = words[4 * l + 1];
    const bool is_spread = l == 1 || !keeps_[1][1];
    for (const InputMove axis : {InputMove::Width, InputMove::Height}) {
      std::set<std::int64_t> places = {0}, covered;
      for (std::size_t d = 0; d < layer_.size(); ++d) {
        if (!is_spread || !is_along(layer_, d, axis)) continue;
        const std::int64_t step = tile_[d] * static_cast<std::int64_t>(layer_.dims()[d].step_words);
        std::set<std::int64_t> next;
        for (const std::int64_t place : places) {
          for (std::int64_t i = 0; i < spread_[d]; ++i) next.insert(place + i * step);
        }
        places = next;
      }
      const Window window = layer_.axis_tile(axis, tile).window();
      for (const std::int64_t place : places) {
        for (const std::int64_t word : touched_by(window)) covered.insert(place + word);
      }
      sent *= static_cast<double>(covered.size()) / layer_.axis_tile(axis, tile).words();
    }
    for (std::size_t d = 0; is_spread && d < layer_.size(); ++d) {
      if (is_along(layer_, d, InputMove::Far)) sent *= static_cast<double>(spread_[d]);
    }
    words[4 * l + 3] = sent;
  }
  return words;
}

// The loops of the levels further in are run through once for each step of these, as they are without them.
double LevelCase::added_pj(const std::vector<Loop>& loops) const {
  double steps = 1;
  for (const Loop& loop : loops) steps *= static_cast<double>(loop.bound);
  const double first_pj = pj_of(first_words());
  return pj_of(words(loops)) - first_pj - steps * (pj_of(words({})) - first_pj);
}

}  // namespace dance::test
