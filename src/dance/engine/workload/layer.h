// A layer as a nest of eight loops, in Timeloop's names:
//   N batch, G groups, M output channels per group, C input channels per group, P, Q output width and height,
//   R, S filter width and height.
// Tensors: Weights (G,M,C,R,S), Inputs (N,G,C,W,H) with W = (P-1)*stride_w + (R-1)*dilation_w + 1 and H
// likewise from Q and S, Outputs (N,G,M,P,Q). A depthwise layer has G = channels, M = C = 1; a fully
// connected one P = Q = R = S = 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dance/core/error.h"

namespace dance {

enum class Dim : std::uint8_t { N, G, M, C, P, Q, R, S };
inline constexpr int kDims = 8;
inline constexpr std::array<Dim, kDims> kAllDims = {Dim::N, Dim::G, Dim::M, Dim::C,
                                                    Dim::P, Dim::Q, Dim::R, Dim::S};
inline constexpr std::string_view kDimNames = "NGMCPQRS";

enum class Tensor : std::uint8_t { Weights, Inputs, Outputs };
inline constexpr int kTensors = 3;
inline constexpr std::array<Tensor, kTensors> kAllTensors = {Tensor::Weights, Tensor::Inputs,
                                                             Tensor::Outputs};
inline constexpr std::array<std::string_view, kTensors> kTensorNames = {"Weights", "Inputs", "Outputs"};

constexpr std::size_t index(Dim d) { return static_cast<std::size_t>(d); }
constexpr std::size_t index(Tensor t) { return static_cast<std::size_t>(t); }
constexpr char letter_of(Dim d) { return kDimNames[index(d)]; }

// One value per loop dimension, indexed by Dim.
template <typename T>
struct DimMap : std::array<T, kDims> {
  using std::array<T, kDims>::operator[];
  constexpr T& operator[](Dim d) { return (*this)[index(d)]; }
  constexpr const T& operator[](Dim d) const { return (*this)[index(d)]; }
};
using Bounds = DimMap<std::int64_t>;
inline constexpr Bounds kUnitBounds = {{1, 1, 1, 1, 1, 1, 1, 1}};

// Whether a dimension indexes a tensor.
constexpr bool is_relevant(Tensor tensor, Dim d) {
  switch (tensor) {
    case Tensor::Weights:
      return d == Dim::G || d == Dim::M || d == Dim::C || d == Dim::R || d == Dim::S;
    case Tensor::Inputs:
      return d != Dim::M;
    default:
      return d == Dim::N || d == Dim::G || d == Dim::M || d == Dim::P || d == Dim::Q;
  }
}

// Largest bound of a layer that readers accept; far above any real layer.
inline constexpr std::int64_t kMaxLoopBound = std::int64_t{1} << 24;

struct Layer {
  std::string name;
  Bounds bounds = kUnitBounds;
  int stride_w = 1, stride_h = 1;
  int dilation_w = 1, dilation_h = 1;

  std::int64_t macs() const;
  // Words of the tensor; of inputs, those between the windows of a stride included. Like macs(), the largest
  // 64-bit integer where the product does not fit; layers made by the functions below always fit.
  std::int64_t volume(Tensor tensor) const;
};

// Convolution with `groups` groups; output width and height follow from padding `pad` on each side.
// Throws Error when a size is not positive, groups do not divide the channels, or the output is empty.
struct ConvShape {
  std::int64_t in_channels = 1, out_channels = 1, groups = 1;
  std::int64_t in_height = 1, in_width = 1;
  std::int64_t kernel_h = 1, kernel_w = 1;
  int stride_h = 1, stride_w = 1;
  int dilation_h = 1, dilation_w = 1;
  std::int64_t pad_h = 0, pad_w = 0;  // on each side
};
Layer convolution(std::string name, const ConvShape& shape);
// What `convolution` would refuse, with the keys of a network file (kernel, groups, ...); empty where
// nothing.
std::vector<Fault> faults_of(const ConvShape& shape);
Layer fully_connected(std::string name, std::int64_t in_features, std::int64_t out_features);

// `groups` products of two matrices, [rows, inner] by [inner, columns], each with operands of its own: G, P,
// C and M. The second operands are the Weights tensor.
struct MatrixShape {
  std::int64_t groups = 1, rows = 1, inner = 1, columns = 1;
};
// Throws Error when a size is not positive, or the MACs or words do not fit into 64 bits.
Layer matrix_product(std::string name, const MatrixShape& shape);
// What `matrix_product` would refuse, with the keys of a network file; empty where nothing.
std::vector<Fault> faults_of(const MatrixShape& shape);

}  // namespace dance
