#include "dance/engine/mapping/map_problem.h"

#include <utility>

#include "dance/core/integers.h"

namespace dance {

namespace {

bool treats_alike(const DimSet& dims) { return dims[Dim::P] == dims[Dim::Q] && dims[Dim::R] == dims[Dim::S]; }

bool has_mirror(const Layer& layer, const Dataflow& dataflow) {
  const Bounds& b = layer.bounds;
  return b[Dim::P] == b[Dim::Q] && b[Dim::R] == b[Dim::S] && layer.stride_w == layer.stride_h &&
         layer.dilation_w == layer.dilation_h && treats_alike(dataflow.spatial_x) &&
         treats_alike(dataflow.spatial_y) && treats_alike(dataflow.register_file) &&
         treats_alike(dataflow.buffer_innermost);
}

// By the padding rule: s = ceil(n / k) steps side by side for k = ceil(n / s) passes; largest first.
void add_factors(SpatialFactor::Axis axis, std::int64_t bound, std::int64_t elements,
                 std::vector<SpatialFactor>& factors) {
  for (std::int64_t s = std::min(bound, elements); s > 1; --s) {
    const std::int64_t passes = ceil_divide(bound, s);
    if (ceil_divide(bound, passes) == s) factors.push_back({s, passes, axis});
  }
}

std::vector<SpatialFactor> spatial_factors(Dim d, std::int64_t bound, const Dataflow& dataflow,
                                           const MapLimits& limits) {
  std::vector<SpatialFactor> factors;
  if (dataflow.spatial_x[d]) add_factors(SpatialFactor::Axis::X, bound, limits.pe_x, factors);
  if (dataflow.spatial_y[d]) add_factors(SpatialFactor::Axis::Y, bound, limits.pe_y, factors);
  factors.push_back({1, bound, SpatialFactor::Axis::None});
  return factors;
}

}  // namespace

MapProblem::MapProblem(const Layer& mapped, const Dataflow& under, MapLimits within)
    : layer(mapped),
      dataflow(under),
      limits(std::move(within)),
      rf_word_bits(in_words_of(limits.words.register_file, 1)),
      glb_word_bits(in_words_of(limits.words.global_buffer, 1)),
      rf_word(in_words_of(limits.words.register_file, limits.words.reference())),
      glb_word(in_words_of(limits.words.global_buffer, limits.words.reference())),
      dram_word(in_words_of(limits.words.dram, limits.words.reference())) {
  mirrors = has_mirror(layer, dataflow);
  disjoint = layer.bounds[Dim::R] == 1 && layer.bounds[Dim::S] == 1;
  plain_pixels = disjoint && dataflow.buffer_innermost[Dim::P] == dataflow.buffer_innermost[Dim::Q];
  by_words = dataflow.multicast == Multicast::Words && !disjoint;
  may_bypass = dataflow.may_bypass_buffer[index(Tensor::Weights)];
  for (Dim d : kMappedDims) {
    spatial_options[d] = spatial_factors(d, layer.bounds[d], dataflow, limits);
    for (const SpatialFactor& option : spatial_options[d]) divisors.add(option.passes);
  }
}

}  // namespace dance
