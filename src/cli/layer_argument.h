// What a user writes for one layer on the command line, resolved.
//
//   problem.yaml                     a file of Timeloop's, with the key `problem`
//   C=64,M=64,P=56,Q=56,R=3,S=3      loop bounds (N G M C P Q R S; 1 where left out); also stride, stride_w,
//   conv:c=64,m=64,p=56,q=56,...     stride_h, dilation, dilation_w and dilation_h
//   NETWORK:LAYER                    a layer of a network (inputs.h) by its name, which a network of one
//                                    layer does not need
#pragma once

#include <string>

#include "cli/inputs.h"
#include "dance/engine/workload/network.h"

namespace dance::cli {

inline constexpr const char* kLayerHelp =
    "Layer: loop bounds such as C=64,M=64,P=56,Q=56,R=3,S=3,stride=1, NETWORK:LAYER, or a file with "
    "Timeloop's "
    "problem";

// Throws Error with all faults of what it was given.
NetworkLayer read_layer_argument(const std::string& text, const OnnxArguments& onnx);

}  // namespace dance::cli
