#include "dance/engine/hardware/dataflow.h"

#include <fmt/format.h>

#include "dance/core/config.h"
#include "dance/core/files.h"

namespace dance {

namespace {

DimSet read_dims(ConfigMap& map, const std::string& key) {
  DimSet dims{};
  for (const ConfigValue& value : map.list(key)) {
    const std::string letter = value.choice({"N", "G", "M", "C", "P", "Q", "R", "S"});
    const Dim d = kAllDims[kDimNames.find(letter.empty() ? 'G' : letter[0])];
    if (dims[d]) value.fault("named twice", "each dimension once", "'" + letter + "'");
    dims[d] = true;
  }
  return dims;
}

}  // namespace

Dataflow load_dataflow(const std::filesystem::path& file) {
  return parse_dataflow(read_file(file), file.string());
}

Dataflow parse_dataflow(const std::string& text, const std::string& file_name) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  Dataflow dataflow;
  dataflow.name = root.text("name");
  dataflow.spatial_x = read_dims(root, "spatial_x");
  dataflow.spatial_y = read_dims(root, "spatial_y");
  dataflow.register_file = read_dims(root, "register_file");
  dataflow.buffer_innermost = read_dims(root, "buffer_innermost");
  for (const ConfigValue& value : root.list("may_bypass_buffer")) {
    value.choice({"Weights"});
    dataflow.may_bypass_buffer[index(Tensor::Weights)] = true;
  }
  dataflow.multicast =
      root.choice("multicast", {"tiles", "words"}, "tiles") == "words" ? Multicast::Words : Multicast::Tiles;
  root.finish();
  config.check();
  return dataflow;
}

}  // namespace dance
