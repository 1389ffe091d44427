#include "dance/engine/mapping/map_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "dance/core/error.h"
#include "dance/core/integers.h"
#include "dance/engine/nest/segments.h"

namespace dance {

namespace {

bool treats_alike(const DimSet& dims) { return dims[Dim::P] == dims[Dim::Q] && dims[Dim::R] == dims[Dim::S]; }

// Width and height play the same part in the layer and in the dataflow.
bool has_mirror(const Layer& layer, const Dataflow& dataflow) {
  const Bounds& b = layer.bounds;
  return b[Dim::P] == b[Dim::Q] && b[Dim::R] == b[Dim::S] && layer.stride_w == layer.stride_h &&
         layer.dilation_w == layer.dilation_h && treats_alike(dataflow.spatial_x) &&
         treats_alike(dataflow.spatial_y) && treats_alike(dataflow.register_file) &&
         treats_alike(dataflow.buffer_innermost);
}

}  // namespace

MapSpace::MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits)
    : layer_(layer),
      dataflow_(dataflow),
      limits_(std::move(limits)),
      rf_bits_(in_words_of(limits_.words.register_file, 1)),
      glb_bits_(in_words_of(limits_.words.global_buffer, 1)),
      rf_word_(in_words_of(limits_.words.register_file, limits_.words.reference())),
      glb_word_(in_words_of(limits_.words.global_buffer, limits_.words.reference())),
      dram_word_(in_words_of(limits_.words.dram, limits_.words.reference())) {
  if (layer.bounds[Dim::N] != 1) {
    throw Error({"", 0, layer.name, "batch is not supported by the mapper", "N = 1",
                 std::to_string(layer.bounds[Dim::N])});
  }
  mirror_ = has_mirror(layer, dataflow);
  disjoint_ = layer.bounds[Dim::R] == 1 && layer.bounds[Dim::S] == 1;
  plain_pixels_ = disjoint_ && layer.stride_w == 1 && layer.stride_h == 1;
  for (Dim d : kMappedDims) {
    spatial_options_[d] = spatial_factors(d);
    for (const SpatialFactor& option : spatial_options_[d]) divisors_.add(option.passes);
  }
}

std::vector<MapSpace::SpatialFactor> MapSpace::spatial_factors(Dim d) const {
  const std::int64_t bound = layer_.bounds[d];
  std::vector<SpatialFactor> factors;
  for (int axis : {1, 2}) {
    if (!(axis == 1 ? dataflow_.spatial_x : dataflow_.spatial_y)[d]) continue;
    const std::int64_t most = std::min(bound, axis == 1 ? limits_.pe_x : limits_.pe_y);
    for (std::int64_t s = most; s > 1; --s) {
      const std::int64_t passes = ceil_divide(bound, s);
      if (ceil_divide(bound, passes) == s) factors.push_back({s, passes, axis});
    }
  }
  factors.push_back({1, bound, 0});
  return factors;
}

MapSpace::Tile MapSpace::tile_of(const Bounds& extent) const {
  const auto at = [&](Dim d) { return static_cast<double>(extent[d]); };
  Tile tile;
  tile.weights = at(Dim::G) * at(Dim::M) * at(Dim::C) * at(Dim::R) * at(Dim::S);
  tile.outputs = at(Dim::G) * at(Dim::M) * at(Dim::P) * at(Dim::Q);
  tile.input.width = (at(Dim::P) - 1) * layer_.stride_w + (at(Dim::R) - 1) * layer_.dilation_w + 1;
  tile.input.height = (at(Dim::Q) - 1) * layer_.stride_h + (at(Dim::S) - 1) * layer_.dilation_h + 1;
  tile.input.planes = at(Dim::G) * at(Dim::C);
  tile.inputs = tile.input.volume();
  return tile;
}

bool MapSpace::mirrored() const {
  const auto key = [&](Dim pixel, Dim filter) {
    const SpatialFactor &a = spatial_[pixel], &b = spatial_[filter];
    return std::make_tuple(a.axis, a.factor, b.axis, b.factor, rf_[pixel], rf_[filter], buffer_[pixel],
                           buffer_[filter]);
  };
  return mirror_ && key(Dim::P, Dim::R) < key(Dim::Q, Dim::S);
}

void MapSpace::walk(Visitor& visitor) {
  visitor_ = &visitor;
  walk_spatial(0, 1, 1);
}

void MapSpace::walk_spatial(std::size_t position, std::int64_t x, std::int64_t y) {
  if (position == kMappedDims.size()) {
    candidate_.pe_x = x;
    candidate_.pe_y = y;
    find_chip_floors();
    walk_register_file(0);
    return;
  }
  const Dim d = kMappedDims[position];
  for (const SpatialFactor& option : spatial_options_[d]) {
    const std::int64_t grown_x = option.axis == 1 ? x * option.factor : x;
    const std::int64_t grown_y = option.axis == 2 ? y * option.factor : y;
    if (grown_x > limits_.pe_x || grown_y > limits_.pe_y) continue;
    spatial_[d] = option;
    walk_spatial(position + 1, grown_x, grown_y);
  }
}

void MapSpace::walk_register_file(std::size_t position) {
  if (position == kMappedDims.size()) {
    enter_array();
    return;
  }
  const Dim d = kMappedDims[position];
  const std::int64_t passes = spatial_[d].passes;
  if (position == 0) rf_ = kUnitBounds;
  for (std::int64_t factor : divisors_.of(passes)) {
    if (factor > 1 && !dataflow_.register_file[d]) break;
    rf_[d] = factor;
    if (factor > 1 && tile_of(rf_).bits(rf_bits_, true) > static_cast<double>(limits_.rf_bits.back())) break;
    rest_[d] = passes / factor;
    walk_register_file(position + 1);
  }
  rf_[d] = 1;
}

void MapSpace::enter_array() {
  rf_tile_ = tile_of(rf_);
  candidate_.rf_step = step_that_holds(rf_tile_.bits(rf_bits_, true), limits_.rf_bits);
  if (candidate_.rf_step == limits_.rf_bits.size()) return;
  buffer_ = kUnitBounds;
  if (mirrored()) return;
  array_ = {};
  for (Dim d : kMappedDims) {
    const double factor = static_cast<double>(spatial_[d].factor),
                 passes = static_cast<double>(spatial_[d].passes);
    array_.instances *= factor;
    array_.passes *= passes;
    if (is_relevant(Tensor::Weights, d)) array_.distinct_weights *= factor;
    if (is_relevant(Tensor::Outputs, d)) array_.distinct_outputs *= factor;
    if (is_relevant(Tensor::Outputs, d)) array_.output_tiles *= static_cast<double>(rest_[d]);
    if (d == Dim::G || d == Dim::C) array_.distinct_inputs *= factor;
  }
  const std::vector<std::int64_t> columns = input_places(Dim::P, Dim::R, layer_.stride_w, layer_.dilation_w),
                                  rows = input_places(Dim::Q, Dim::S, layer_.stride_h, layer_.dilation_h);
  if (by_words()) find_array_tile(columns, rows);
  array_.distinct_inputs *= static_cast<double>(columns.size() * rows.size());
  array_.padded_macs = array_.instances * array_.passes;
  for (Dim d : kMappedDims) buffer_tile_[d] = rf_[d] * spatial_[d].factor;
  find_stationary();
  if ((may_be_stationary_[0] | may_be_stationary_[1]) != 0) walk_buffer(0);
}

// Where the register files' input tiles start along one axis.
std::vector<std::int64_t> MapSpace::input_places(Dim pixel, Dim filter, std::int64_t stride,
                                                 std::int64_t dilation) const {
  return places(rf_[pixel] * stride, spatial_[pixel].factor, rf_[filter] * dilation, spatial_[filter].factor);
}

// Call before `distinct_inputs` counts more than the planes.
void MapSpace::find_array_tile(const std::vector<std::int64_t>& columns,
                               const std::vector<std::int64_t>& rows) {
  const auto added = [](const std::vector<std::int64_t>& starts, double length, std::vector<double>& words) {
    words.clear();
    for (std::int64_t move = 0; move <= static_cast<std::int64_t>(length); ++move) {
      words.push_back(static_cast<double>(covered(starts, move)));
    }
    return words.back();
  };
  array_tile_.planes = rf_tile_.input.planes * array_.distinct_inputs;
  array_tile_.width = added(columns, rf_tile_.input.width, array_tile_.added_width);
  array_tile_.height = added(rows, rf_tile_.input.height, array_tile_.added_height);
}

void MapSpace::walk_buffer(std::size_t position) {
  if (position == kMappedDims.size()) {
    if (mirrored()) return;
    glb_tile_ = tile_of(buffer_tile_);
    order_loops();
    return;
  }
  const Dim d = kMappedDims[position];
  if (d == Dim::P && plain_pixels_) return walk_pixels(position);
  for (std::int64_t factor : divisors_.of(rest_[d])) {
    if (!put_in_buffer(d, factor)) break;
    walk_buffer(position + 1);
  }
  put_in_buffer(d, 1);
}

// P and Q together, one pair of factors for each product: the one with the largest factor of P.
void MapSpace::walk_pixels(std::size_t position) {
  const std::int64_t rest_p = rest_[Dim::P], rest_q = rest_[Dim::Q];
  auto& pairs = pixel_pairs_[{rest_p, rest_q}];
  if (pairs.empty()) {
    for (std::int64_t p : divisors_.of(rest_p)) {
      for (std::int64_t q : divisors_.of(rest_q)) pairs[p * q] = {p, q};
    }
  }
  for (const auto& [product, pair] : pairs) {
    put_in_buffer(Dim::P, pair.first);
    if (!put_in_buffer(Dim::Q, pair.second)) break;
    walk_buffer(position + 2);
  }
  put_in_buffer(Dim::P, 1);
  put_in_buffer(Dim::Q, 1);
}

// Whether the largest buffer holds the tile.
bool MapSpace::put_in_buffer(Dim d, std::int64_t factor) {
  buffer_[d] = factor;
  buffer_tile_[d] = rf_[d] * spatial_[d].factor * factor;
  dram_[d] = rest_[d] / factor;
  return tile_of(buffer_tile_).bits(glb_bits_, !may_bypass()) <= static_cast<double>(limits_.glb_bits.back());
}

}  // namespace dance
