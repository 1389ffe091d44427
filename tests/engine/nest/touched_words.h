// The words of a tensor that a tile's iterations touch, counted one by one along each axis.
#pragma once

#include <cstdint>
#include <set>

#include "dance/engine/nest/window.h"
#include "dance/engine/workload/layer.h"

namespace dance::test {

inline std::set<std::int64_t> touched_by(const Window& window) {
  std::set<std::int64_t> words;
  for (std::int64_t i = 0; i < window.positions; ++i) {
    for (std::int64_t j = 0; j < window.taps; ++j) words.insert(i * window.stride + j * window.dilation);
  }
  return words;
}

inline std::int64_t touched_words(const Layer& layer, Tensor tensor, const Bounds& extent) {
  std::int64_t words = 1;
  for (Dim d : kAllDims) {
    const bool on_an_axis = d == Dim::P || d == Dim::Q || d == Dim::R || d == Dim::S;
    if (is_relevant(tensor, d) && !(tensor == Tensor::Inputs && on_an_axis)) words *= extent[d];
  }
  if (tensor != Tensor::Inputs) return words;
  return words * std::ssize(touched_by({extent[Dim::P], extent[Dim::R], layer.stride_w, layer.dilation_w})) *
         std::ssize(touched_by({extent[Dim::Q], extent[Dim::S], layer.stride_h, layer.dilation_h}));
}

}  // namespace dance::test
