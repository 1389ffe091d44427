// What a user writes for a network or an accelerator on the command line, resolved.
//
//   NETWORK      lenet.yaml | resnet50 | model.onnx | RUN | RUN/design.json | small:mbconv_k3_e6 | small:OP,OP,...
//   ACCELERATOR  mine.yaml (one value per parameter) | RUN | RUN/design.json
//                | edge:pe_x=12,pe_y=12,rf_words=32,glb_kib=64,glb_width_bits=128,dataflow=weight_stationary
#pragma once

#include <string>
#include <vector>

#include "dance/hardware/space.h"
#include "dance/workload/network.h"

namespace dance::cli {

inline constexpr const char* kNetworkHelp =
    "Network: a preset (resnet50, ...), a YAML file, an ONNX model, a run folder or its design.json, or "
    "SPACE:OP,OP,... (one OP for all layers)";
inline constexpr const char* kInputShapeHelp =
    "Shape of an input of an ONNX model, as NAME=1,3,224,224; once for each input";
inline constexpr const char* kAcceleratorHelp =
    "Accelerator: a hardware space of one point (YAML file), a run folder or its design.json, or "
    "SPACE:KEY=VALUE,... with the keys pe_x, pe_y, rf_words, glb_kib, glb_width_bits, dataflow";

// Each throws Error with all faults of what it was given.
// `input_shapes` are NAME=SIZE,SIZE,... and go with an ONNX model only.
Network read_network_argument(const std::string& text, const std::vector<std::string>& input_shapes = {});

struct AcceleratorArgument {
  HardwareSpace space;
  Accelerator accelerator;
};
AcceleratorArgument read_accelerator_argument(const std::string& text);

// "12 x 12 PEs, 32-word register files, 64 KiB buffer of 64-bit banks, weight_stationary"
std::string describe(const Accelerator& accelerator, const HardwareSpace& space);

}  // namespace dance::cli
