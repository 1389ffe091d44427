#include "dance/engine/table/table_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dance/core/files.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/workload/layer_key.h"

namespace dance {

namespace {

// Grows with every change of the model that changes a cost.
constexpr int kModelVersion = 5;
std::string describe(const DimSet& dims) {
  std::string text;
  for (Dim d : kAllDims) {
    if (dims[d]) text += letter_of(d);
  }
  return text + ";";
}

// What a hardware space can state of it.
std::string describe(const ArrayPass& pass) {
  return fmt::format("{} {} {} {} {}", index(pass.stationary), pass.fill_drain_cycles,
                     pass.load_words_per_cycle, pass.load_least_cycles, pass.transfer_overlap);
}

std::string describe(const HardwareSpace& space) {
  std::string words;
  for (const WordBits& kind : space.word_bits) words += kind.to_string() + ",";
  std::string text = fmt::format(
      "technology {} word {} clock {} policy {} x {} y {} rf {} glb {} width {} banks {} double {} mac {} rf "
      "{} glb {} "
      "dram {} {} {}\n",
      space.technology.fingerprint(), words, space.clock_mhz, to_string(space.policy),
      fmt::join(space.pe_x, ","), fmt::join(space.pe_y, ","), fmt::join(space.rf_words, ","),
      fmt::join(space.glb_bytes, ","), fmt::join(space.glb_width_bits, ","), fmt::join(space.glb_banks, ","),
      space.glb_double_buffered, space.mac_component + "+" + space.adder_component, space.rf_component,
      space.glb_component, space.dram_component, space.dram_width_bits,
      fmt::join(space.dram_megatransfers_per_s, ","));
  if (space.array_pass) text += "pass " + describe(*space.array_pass_of(space.at(0))) + '\n';
  for (const Dataflow& dataflow : space.dataflows) {
    text += "dataflow " + describe(dataflow.spatial_x) + describe(dataflow.spatial_y) +
            describe(dataflow.register_file) + describe(dataflow.buffer_innermost);
    for (bool bypass : dataflow.may_bypass_buffer) text += bypass ? '1' : '0';
    if (dataflow.multicast == Multicast::Words) text += " words";
    text += '\n';
  }
  return text;
}

std::string describe(const std::vector<NetworkLayer>& layers) {
  std::string text = "[";
  for (const NetworkLayer& layer : layers) {
    text += fmt::format("({})", fmt::join(layer_key(layer), ","));
    if (layer.steps != layer.batch) text += fmt::format("x{}/{}", layer.steps, layer.batch);
  }
  return text + "]";
}

std::string model_and(const HardwareSpace& space) {
  return fmt::format("model {}\n", kModelVersion) + describe(space);
}

}  // namespace

std::string cost_table_key(const CostTableRequest& request, const HardwareSpace& space) {
  std::string text = model_and(space);
  for (const auto& operations : request.candidates) {
    for (const auto& layers : operations) text += describe(layers);
    text += '\n';
  }
  return checksum(text + "fixed " + describe(request.fixed));
}

std::string swept_space_key(const HardwareSpace& space) { return checksum("swept " + model_and(space)); }

std::string swept_layer_key(const NetworkLayer& layer) {
  return checksum(fmt::format("{}", fmt::join(layer_key(layer), ",")));
}

}  // namespace dance
