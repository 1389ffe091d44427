// A layer as the unconstrained mapper sees it: dimensions that act alike are one.
//
// Two dimensions act alike when they index the same tensors and every step of theirs moves the inputs to
// other words altogether. N and P are alike where R = 1, and so are N and Q where S = 1; C and R are alike
// where P = 1, and so are C and S where Q = 1 (where tiles hold extents, only with a stride or a dilation of
// 1). A factor of the merged dimension can always be split into factors of its parts, and bringing the loops
// of two such dimensions together never adds to a count (docs/mapper.md). Other dimensions that share an axis
// of the inputs keep loops of their own, since their tiles overlap. So do dimensions whose temporal loops a
// constraint names, since their loops may not have every factor or stand in every place.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/nest/window.h"
#include "dance/engine/unconstrained/constraints.h"
#include "dance/engine/workload/layer.h"

namespace dance::unconstrained {

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
  double step_words = 0;               // that one iteration moves along the axis
  std::vector<std::int64_t> divisors;  // ascending
};

class MergedLayer {
 public:
  // With constraints, it stands for the layer's mappings that obey them.
  explicit MergedLayer(const Layer& layer, InputWords input_words = InputWords::Touched,
                       MappingConstraints constraints = {});

  const Layer& layer() const { return layer_; }
  const MappingConstraints& constraints() const { return constraints_; }
  const std::vector<MergedDim>& dims() const { return dims_; }
  std::size_t size() const { return dims_.size(); }
  bool has_halo() const { return has_halo_; }
  // The merged dimension that a loop dimension is part of; -1 where its bound is 1.
  int place(Dim d) const { return place_[d]; }
  Factors merged(const Bounds& factors) const;
  // The tile that spans `extent`: what it holds along an axis of the inputs (Width or Height), and its words
  // of a tensor.
  AxisTile axis_tile(InputMove axis, const Factors& extent) const;
  double tile_words(Tensor tensor, const Factors& extent) const;
  // Whether the layer is the same with width and height exchanged, no constraint on loops tells the two
  // apart, and factors so exchanged.
  bool is_symmetric() const { return symmetric_; }
  Factors exchanged(const Factors& factors) const;

 private:
  void add_alike(const std::vector<Dim>& parts, InputMove move);
  void add(std::vector<Dim> parts, InputMove move, double step_words);
  void find_symmetry();
  std::int64_t extent_of(Dim d, const Factors& extent) const;

  Layer layer_;
  InputWords input_words_;
  MappingConstraints constraints_;
  std::vector<MergedDim> dims_;
  DimMap<int> place_{};
  bool has_halo_ = false, symmetric_ = false;
  std::array<std::size_t, kDims> exchange_{};
};

// The product of the factors of the dimensions that do not index the tensor; and that of all factors.
double irrelevant_product(const MergedLayer& layer, Tensor tensor, const Factors& factors);
double product_of(const Factors& factors);

}  // namespace dance::unconstrained
