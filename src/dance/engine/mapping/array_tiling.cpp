#include "dance/engine/mapping/array_tiling.h"

#include <tuple>

#include "dance/engine/nest/segments.h"

namespace dance {

namespace {

class Walk {
 public:
  Walk(const MapProblem& problem, const SpatialFactors& spatial,
       const std::function<void(const ArrayTiling&)>& visit)
      : problem_(problem), spatial_(spatial), visit_(visit), chosen_{spatial} {
    for (Dim d : kMappedDims) {
      const double factor = static_cast<double>(spatial.of[d].factor);
      chosen_.instances *= factor;
      chosen_.passes *= static_cast<double>(spatial.of[d].passes);
      if (is_relevant(Tensor::Weights, d)) chosen_.distinct_weights *= factor;
      if (is_relevant(Tensor::Outputs, d)) chosen_.distinct_outputs *= factor;
      if (d == Dim::G || d == Dim::C || d == Dim::N) input_planes_ *= factor;
    }
    chosen_.padded_macs = chosen_.instances * chosen_.passes;
  }

  // Gives the dimensions from `position` on their factors; those before it have theirs.
  void place(std::size_t position) {
    if (position == kMappedDims.size()) {
      finish();
      return;
    }
    const Dim d = kMappedDims[position];
    const std::int64_t passes = spatial_.of[d].passes;
    for (std::int64_t factor : problem_.divisors.of(passes)) {
      if (factor > 1 && !problem_.dataflow.register_file[d]) break;
      chosen_.register_file[d] = factor;
      if (factor > 1 && problem_.rf_bits(problem_.tiles_of(chosen_.register_file)) > largest_bits_) break;
      chosen_.outside[d] = passes / factor;
      place(position + 1);
    }
    chosen_.register_file[d] = 1;
  }

 private:
  void finish() {
    chosen_.tile = problem_.tiles_of(chosen_.register_file);
    chosen_.rf_step = step_that_holds(problem_.rf_bits(chosen_.tile), problem_.limits.rf_bits);
    if (chosen_.rf_step == problem_.limits.rf_bits.size()) return;
    if (problem_.mirrors) {
      const auto width = choices_of(Dim::P, Dim::R), height = choices_of(Dim::Q, Dim::S);
      if (width < height) return;
      chosen_.is_own_mirror = width == height;
    }
    chosen_.output_tiles = 1;
    for (Dim d : kMappedDims) {
      chosen_.extent[d] = chosen_.register_file[d] * spatial_.of[d].factor;
      if (is_relevant(Tensor::Outputs, d)) chosen_.output_tiles *= static_cast<double>(chosen_.outside[d]);
    }
    find_inputs();
    visit_(chosen_);
  }

  std::tuple<SpatialFactor::Axis, std::int64_t, SpatialFactor::Axis, std::int64_t, std::int64_t, std::int64_t>
  choices_of(Dim pixel, Dim filter) const {
    const SpatialFactor &a = spatial_.of[pixel], &b = spatial_.of[filter];
    return {a.axis, a.factor, b.axis, b.factor, chosen_.register_file[pixel], chosen_.register_file[filter]};
  }

  void find_inputs() {
    const Layer& layer = problem_.layer;
    const std::vector<std::int64_t> columns = input_places(Dim::P, Dim::R, layer.stride_w, layer.dilation_w),
                                    rows = input_places(Dim::Q, Dim::S, layer.stride_h, layer.dilation_h);
    chosen_.distinct_inputs = input_planes_ * static_cast<double>(columns.size() * rows.size());
    if (!problem_.by_words) return;
    ArrayTile& shared = chosen_.shared_inputs;
    shared.planes = chosen_.tile.input.planes * input_planes_;
    shared.width = find_added_words(columns, chosen_.tile.input.width, shared.added_width);
    shared.height = find_added_words(rows, chosen_.tile.input.height, shared.added_height);
  }

  // Where the register files' input tiles start along one axis.
  std::vector<std::int64_t> input_places(Dim pixel, Dim filter, std::int64_t stride,
                                         std::int64_t dilation) const {
    return places({spatial_.of[pixel].factor, chosen_.register_file[pixel] * stride},
                  {spatial_.of[filter].factor, chosen_.register_file[filter] * dilation});
  }

  // Words that each move up to a tile's length adds to tiles at `starts`; returns all words that they hold.
  static double find_added_words(const std::vector<std::int64_t>& starts, const AxisTile& tile,
                                 std::vector<double>& words) {
    words.clear();
    for (std::int64_t move = 0; move <= tile.window().extent(); ++move) {
      words.push_back(static_cast<double>(tile.has_gaps() ? new_words_at(starts, tile.window(), move)
                                                          : covered(starts, move)));
    }
    return words.back();
  }

  const MapProblem& problem_;
  const SpatialFactors& spatial_;
  const std::function<void(const ArrayTiling&)>& visit_;
  const double largest_bits_ = static_cast<double>(problem_.limits.rf_bits.back());
  double input_planes_ = 1;  // different planes among the register files' input tiles
  ArrayTiling chosen_;
};

}  // namespace

void for_each_array_tiling(const MapProblem& problem, const SpatialFactors& spatial,
                           const std::function<void(const ArrayTiling&)>& visit) {
  Walk(problem, spatial, visit).place(0);
}

}  // namespace dance
