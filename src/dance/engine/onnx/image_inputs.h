// Which tensors hold a batch of images: those whose first dimension the graph treats as one.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <unordered_set>

namespace dance::importer {

// The tensors that a convolution, a pooling or a Flatten reads, if through operators alone that work on each
// image by itself. The leading dimension of others, such as a cache of keys and values, may mean anything.
// The nodes must be sorted.
std::unordered_set<std::string> image_tensors(const onnx::GraphProto& graph);

// Whether the first dimension of the node's outputs is that of an operand among `images`, where it has the
// size of one image.
bool gives_images(const onnx::NodeProto& node, const std::unordered_set<std::string>& images);

}  // namespace dance::importer
