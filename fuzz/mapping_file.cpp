#include "dance/engine/cost/mapping_file.h"

#include <cmath>

#include "dance/core/presets.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "fuzz/reader.h"

namespace {

using namespace dance;

// A strided convolution of two groups, a depthwise and a fully connected layer.
Network three_layers() {
  const auto layer = [](const std::string& name, std::int64_t channels, std::int64_t groups, int stride) {
    ConvShape shape;
    shape.in_channels = shape.out_channels = channels;
    shape.groups = groups;
    shape.in_height = shape.in_width = 9;
    shape.kernel_h = shape.kernel_w = 3;
    shape.stride_h = shape.stride_w = stride;
    return convolution(name, shape);
  };
  return {
      "three",
      {{layer("conv", 12, 2, 2), 0}, {layer("depthwise", 10, 10, 1), 0}, {fully_connected("fc", 30, 7), 0}},
      {},
      {}};
}

// A mapping that was read covers its layer, so that it has a cost.
void evaluate(const Layer& layer, const Mapping& mapping, const HardwareSpace& space) {
  for (int dataflow = 0; dataflow < static_cast<int>(space.dataflows.size()); ++dataflow) {
    Accelerator accelerator = space.at(0);
    accelerator.dataflow_index = dataflow;
    misfits_of(layer, mapping, space, accelerator);
    outside_dataflow(mapping, space.dataflow_of(accelerator));
    const MappingCounts counts = counts_of(layer, mapping, space, accelerator);
    const LayerCost cost = cost_of({layer, 0}, mapping, counts, accelerator, space.unit_costs(accelerator));
    const double energy_pj = cost.energy.total_pj();
    if (!(cost.latency_cycles >= 1 && energy_pj > 0 && std::isfinite(energy_pj))) std::abort();
  }
}

}  // namespace

// Mappings of a small network; what is read is also evaluated.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Network network = three_layers();
  static const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "eyeriss-3p"));
  return fuzz::run(data, size, [](const std::string& text) {
    for (const GivenMapping& given : parse_mappings(text, "mappings.yaml", network).mappings) {
      for (const NetworkLayer& entry : network.layers) {
        if (entry.layer.name == given.layer) evaluate(entry.layer, given.mapping, space);
      }
    }
  });
}
