#include "dance/engine/unconstrained/merged_layer.h"

#include <algorithm>
#include <utility>

#include "dance/core/divisors.h"

namespace dance::unconstrained {

double product_of(const Factors& factors) {
  double product = 1;
  for (std::int64_t factor : factors) product *= static_cast<double>(factor);
  return product;
}

double irrelevant_product(const MergedLayer& layer, Tensor tensor, const Factors& factors) {
  double product = 1;
  for (std::size_t d = 0; d < layer.size(); ++d) {
    if (!layer.dims()[d].relevant[index(tensor)]) {
      product *= static_cast<double>(factors[d]);
    }
  }
  return product;
}

MergedLayer::MergedLayer(const Layer& layer, InputWords input_words, MappingConstraints constraints)
    : layer_(layer), input_words_(input_words), constraints_(std::move(constraints)) {
  place_.fill(-1);
  const Bounds& b = layer.bounds;
  std::vector<Dim> pixels = {Dim::N}, sums = {Dim::C}, own;
  // The two dimensions of an axis overlap unless one of them has a single iteration. Of extents, the other's
  // also hold words in between unless it moves by a word.
  const bool extents = input_words == InputWords::Extents;
  const auto sort = [&](Dim output, int stride, Dim tap, int dilation) {
    if (b[tap] == 1 && (stride == 1 || !extents)) {
      pixels.push_back(output);
    } else if (b[output] == 1 && (dilation == 1 || !extents)) {
      sums.push_back(tap);
    } else {
      own.push_back(output);
      own.push_back(tap);
    }
  };
  sort(Dim::P, layer.stride_w, Dim::R, layer.dilation_w);
  sort(Dim::Q, layer.stride_h, Dim::S, layer.dilation_h);
  add({Dim::G}, InputMove::Far, 0);
  add_alike(pixels, InputMove::Far);
  add({Dim::M}, InputMove::None, 0);
  add_alike(sums, InputMove::Far);
  for (Dim d : own) {
    const bool width = d == Dim::P || d == Dim::R;
    const int step = d == Dim::P   ? layer.stride_w
                     : d == Dim::R ? layer.dilation_w
                     : d == Dim::Q ? layer.stride_h
                                   : layer.dilation_h;
    add({d}, width ? InputMove::Width : InputMove::Height, step);
  }
  find_symmetry();
}

// Dimensions that act alike, each by itself where a constraint names its loops.
void MergedLayer::add_alike(const std::vector<Dim>& parts, InputMove move) {
  std::vector<Dim> together;
  for (Dim d : parts) {
    if (constraints_.names_temporal(d)) {
      add({d}, move, 0);
    } else {
      together.push_back(d);
    }
  }
  add(together, move, 0);
}

void MergedLayer::add(std::vector<Dim> parts, InputMove move, double step_words) {
  std::erase_if(parts, [&](Dim d) { return layer_.bounds[d] == 1; });
  if (parts.empty()) return;
  MergedDim dim;
  for (Dim d : parts) {
    dim.bound *= layer_.bounds[d];
    place_[d] = static_cast<int>(dims_.size());
  }
  for (Tensor t : kAllTensors) dim.relevant[index(t)] = is_relevant(t, parts.front());
  dim.parts = std::move(parts);
  dim.move = move;
  dim.step_words = step_words;
  dim.divisors = divisors_of(dim.bound);
  has_halo_ = has_halo_ || move == InputMove::Width || move == InputMove::Height;
  dims_.push_back(std::move(dim));
}

void MergedLayer::find_symmetry() {
  for (std::size_t d = 0; d < kDims; ++d) exchange_[d] = d;
  const Bounds& b = layer_.bounds;
  symmetric_ = b[Dim::P] == b[Dim::Q] && b[Dim::R] == b[Dim::S] && layer_.stride_w == layer_.stride_h &&
               layer_.dilation_w == layer_.dilation_h && has_halo_ && !constraints_.demands_loops();
  if (!symmetric_) return;
  for (const auto& [w, h] : {std::pair(Dim::P, Dim::Q), std::pair(Dim::R, Dim::S)}) {
    if (place_[w] < 0) continue;
    const auto i = static_cast<std::size_t>(place_[w]), j = static_cast<std::size_t>(place_[h]);
    exchange_[i] = j, exchange_[j] = i;
  }
}

Factors MergedLayer::exchanged(const Factors& factors) const {
  Factors out = factors;
  for (std::size_t d = 0; d < dims_.size(); ++d) out[d] = factors[exchange_[d]];
  return out;
}

Factors MergedLayer::merged(const Bounds& factors) const {
  Factors out = kUnitFactors;
  for (Dim d : kAllDims) {
    if (place_[d] >= 0) out[static_cast<std::size_t>(place_[d])] *= factors[d];
  }
  return out;
}

// Iterations of a dimension that has loops of its own; 1 for others.
std::int64_t MergedLayer::extent_of(Dim d, const Factors& extent) const {
  if (place_[d] < 0) return 1;
  const auto place = static_cast<std::size_t>(place_[d]);
  return dims_[place].move == InputMove::Far ? 1 : extent[place];
}

AxisTile MergedLayer::axis_tile(InputMove axis, const Factors& extent) const {
  const Window window =
      axis == InputMove::Width
          ? Window{extent_of(Dim::P, extent), extent_of(Dim::R, extent), layer_.stride_w, layer_.dilation_w}
          : Window{extent_of(Dim::Q, extent), extent_of(Dim::S, extent), layer_.stride_h, layer_.dilation_h};
  return AxisTile(window, input_words_);
}

double MergedLayer::tile_words(Tensor tensor, const Factors& extent) const {
  double words = 1;
  for (std::size_t d = 0; d < dims_.size(); ++d) {
    const MergedDim& dim = dims_[d];
    if (!dim.relevant[index(tensor)]) continue;
    if (tensor != Tensor::Inputs || dim.move == InputMove::Far) words *= static_cast<double>(extent[d]);
  }
  if (tensor == Tensor::Inputs && has_halo_)
    words *= axis_tile(InputMove::Width, extent).words() * axis_tile(InputMove::Height, extent).words();
  return words;
}

}  // namespace dance::unconstrained
