// The shapes that Timeloop ships and a problem may name: cnn-layer and gemm-ABZ.
#pragma once

#include <optional>
#include <string>

namespace dance::timeloop {

// As YAML with the one key `shape`; none where there is no such shape. Hyphens may be underscores, and the
// name may end as a file's does: "cnn_layer.yaml".
std::optional<std::string> named_shape(const std::string& name);

}  // namespace dance::timeloop
