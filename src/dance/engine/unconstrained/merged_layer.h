// A layer as the unconstrained mapper sees it: dimensions that act alike are one.
//
// Two dimensions act alike when they index the same tensors and move the inputs to other words at every step,
// so that tiles multiply: N with P (where R = 1 and the stride is 1) and Q likewise; C with R (where P = 1
// and the dilation is 1) and S likewise. A factor of the merged dimension can always be split into factors of
// its parts, and bringing the loops of two such dimensions together never adds a count (docs/mapper.md). The
// others that share an axis of the inputs keep their own loops: their tiles overlap.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/workload/layer.h"

namespace dance::any_map {

// One factor per merged dimension.
using Factors = std::array<std::int64_t, kDims>;
inline constexpr Factors kUnitFactors = {1, 1, 1, 1, 1, 1, 1, 1};

// What a step does to the inputs' tile: nothing (M), other words altogether, or a move along an axis.
enum class InputMove : std::uint8_t { None, Far, Width, Height };

struct MergedDim {
  std::vector<Dim> parts;
  std::int64_t bound = 1;
  std::array<bool, kTensors> relevant{};
  InputMove move = InputMove::None;
  double step_words = 0;               // of one iteration along the axis
  std::vector<std::int64_t> divisors;  // ascending
};

class MergedLayer {
 public:
  explicit MergedLayer(const Layer& layer);

  const Layer& layer() const { return layer_; }
  const std::vector<MergedDim>& dims() const { return dims_; }
  std::size_t size() const { return dims_.size(); }
  bool has_halo() const { return has_halo_; }
  // Merged dimension of a loop dimension; -1 where its bound is 1.
  int place(Dim d) const { return place_[d]; }
  Factors merged(const Bounds& factors) const;
  // Words along an axis of the inputs, and of a tensor, of the tile that spans `extent`.
  double axis_words(InputMove axis, const Factors& extent) const;
  double tile_words(Tensor tensor, const Factors& extent) const;
  // The merged dimensions with width and height exchanged, where the layer is the same seen that way.
  bool is_symmetric() const { return symmetric_; }
  Factors exchanged(const Factors& factors) const;

 private:
  void add(std::vector<Dim> parts, InputMove move, double step_words);
  void find_symmetry();

  Layer layer_;
  std::vector<MergedDim> dims_;
  DimMap<int> place_{};
  bool has_halo_ = false, symmetric_ = false;
  std::array<std::size_t, kDims> exchange_{};
};

// Product of the factors of the dimensions that do not index the tensor (or of all).
double irrelevant_product(const MergedLayer& layer, Tensor tensor, const Factors& factors);
double product_of(const Factors& factors);

}  // namespace dance::any_map
