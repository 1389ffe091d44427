// Reads an ONNX model as a network for the cost model (docs/onnx.md): convolutions, products of matrices (and
// their quantised forms) and recurrent operators become layers, activations and batch norm are folded into
// them, a residual addition is one more read of its tensor, and everything else is listed with its share of
// the operations.
//
// Shapes come from ONNX's own shape inference. Weights are not needed, and external files that hold them
// are never opened. Opsets 7 to 23 and IR versions 3 to 11 are read (model.h). Throws Error with all faults
// of the file, each naming its node.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dance/engine/workload/network.h"

namespace dance {

struct OnnxOptions {
  // Shapes of graph inputs that replace what the file says.
  std::map<std::string, std::vector<std::int64_t>> input_shapes;
  // By the name of an If (of its first output, where it has none): whether its then branch is taken. Of
  // others it is the larger branch, with a note.
  std::map<std::string, bool> takes_then;
};

Network import_onnx(const std::filesystem::path& file, const OnnxOptions& options = {});
// The same from a file's bytes; `file_name` stands in the faults, and its stem becomes the network's name.
Network import_onnx(std::string_view bytes, const std::string& file_name, const OnnxOptions& options = {});

}  // namespace dance
