#include "dance/engine/nest/flat_nest.h"

#include <utility>

namespace dance {

namespace {

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

}  // namespace

FlatNest::FlatNest(const Nest& nest) : nest_(nest) {
  const int levels = static_cast<int>(nest.levels.size());
  std::size_t loops = 0;
  for (const NestLevel& entry : nest.levels)
    loops += entry.temporal.size() + entry.spatial_x.size() + entry.spatial_y.size();
  loops_.reserve(loops);
  levels_.resize(nest.levels.size() + 1);
  for (int level = 0; level < levels; ++level) {
    const NestLevel& entry = nest.levels[static_cast<std::size_t>(level)];
    begin(level);
    append(entry.temporal, false);
    append(entry.spatial_x, true);
    append(entry.spatial_y, true);
  }
  begin(levels);
  find_spans();
}

void FlatNest::append(const std::vector<Loop>& loops, bool spatial) {
  for (const Loop& loop : loops) {
    if (loop.bound == 1) continue;
    loops_.push_back({loop.dim, loop.bound, 1, temporal_, spatial});
    std::int64_t& product = spatial ? spatial_ : temporal_;
    product = times(product, loop.bound);
  }
}

void FlatNest::begin(int level) {
  LevelPlace& place = levels_[static_cast<std::size_t>(level)];
  place.first_loop = loops_.size();
  place.instances = spatial_;
}

void FlatNest::find_spans() {
  Bounds span = kUnitBounds;
  for (int level = depth(); level-- > 0;) {
    for (std::size_t i = first_loop(level + 1); i-- > first_loop(level);) {
      FlatLoop& loop = loops_[i];
      loop.step = span[loop.dim];
      span[loop.dim] = times(span[loop.dim], loop.bound);
    }
    levels_[static_cast<std::size_t>(level)].span = span;
  }
}

Projections FlatNest::projections_of(Tensor tensor) const {
  Projections out = kAxesOf[index(tensor)];
  if (tensor == Tensor::Inputs) {
    out[Dim::P].words = nest_.stride_w;
    out[Dim::Q].words = nest_.stride_h;
    out[Dim::R] = {out[Dim::P].axis, nest_.dilation_w, false};
    out[Dim::S] = {out[Dim::Q].axis, nest_.dilation_h, false};
    out[Dim::P].alone = out[Dim::Q].alone = false;
  }
  return out;
}

void FlatNest::leave_out_gaps(const Bounds& span, const Projections& projections, Tile& tile) {
  const auto window_of = [&](Dim position, Dim tap) {
    return Window{span[position], span[tap], projections[position].words, projections[tap].words};
  };
  const Window width = window_of(Dim::P, Dim::R), height = window_of(Dim::Q, Dim::S);
  if (!width.has_gaps() && !height.has_gaps()) return;
  tile.gaps = true;
  for (std::size_t axis = 0; axis < kTensorAxes; ++axis) tile.windows[axis].positions = tile.words[axis];
  for (const auto& [dim, window] : {std::pair(Dim::P, width), std::pair(Dim::Q, height)}) {
    const auto axis = static_cast<std::size_t>(projections[dim].axis);
    tile.windows[axis] = window;
    tile.words[axis] = window.words();
  }
}

Tile FlatNest::tile_at(int level, const Projections& projections) const {
  Tile tile;
  tile.words.fill(1);
  const Bounds& span = place(level).span;
  for (Dim d : kAllDims) {
    const Projection p = projections[d];
    if (span[d] == 1 || p.words == 0) continue;
    std::int64_t& length = tile.words[static_cast<std::size_t>(p.axis)];
    length = plus(length, times(span[d] - 1, p.words));
  }
  if (!projections[Dim::P].alone && nest_.input_words == InputWords::Touched)
    leave_out_gaps(span, projections, tile);
  return tile;
}

}  // namespace dance
