// The shapes that Timeloop ships and a problem may name: cnn-layer and gemm-ABZ.
#pragma once

#include <optional>
#include <string>

namespace dance::timeloop {

// The shape as YAML with the one key `shape`; nothing where there is no such shape. Hyphens may be written
// as underscores, and the name may end like a file's: "cnn_layer.yaml".
std::optional<std::string> named_shape(const std::string& name);

}  // namespace dance::timeloop
