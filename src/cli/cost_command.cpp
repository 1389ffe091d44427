// dance cost: latency, energy and area of a network on an accelerator, per layer and in all, with every
// mapping.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/inputs.h"
#include "cli/mapping_options.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/cost/performance.h"
#include "dance/report/cost_json.h"

namespace dance::cli {
namespace {

class CostCommand final : public Command {
 public:
  std::string example() const override {
    return "dance cost examples/lenet.yaml --accelerator examples/tiny_accelerator.yaml\n"
           "dance cost mobilenet_v2 --accelerator examples/tiny_accelerator.yaml\n"
           "dance cost model.onnx --input-shape image=1,3,224,224 --accelerator "
           "examples/tiny_accelerator.yaml\n"
           "dance cost small:mbconv_k3_e6 --accelerator \\\n"
           "    edge:pe_x=12,pe_y=12,rf_words=32,glb_kib=64,glb_width_bits=128,dataflow=weight_stationary\n"
           "dance cost examples/lenet.yaml -a examples/tiny_accelerator.yaml --write-mappings mine.yaml\n"
           "dance cost examples/lenet.yaml -a examples/tiny_accelerator.yaml --mapping mine.yaml   # once "
           "edited";
  }

  void add_options(CLI::App& app) override {
    network_.add_to(app);
    app.add_option("-a,--accelerator", accelerator_, kAcceleratorHelp)->required();
    mapping_.add_to(app);
  }

  void run(CommandContext& context) override {
    AcceleratorArgument hardware = read_accelerator_argument(accelerator_);
    const Network network = network_.read();
    const MappedNetwork mapped = mapping_.map(network, hardware, context);
    context.out << (context.json ? json_text(as_json(network, hardware, mapped))
                                 : as_text(network, hardware, mapped));
  }

 private:
  static Json as_json(const Network& network, const AcceleratorArgument& hardware,
                      const MappedNetwork& mapped) {
    const HardwareSpace& space = hardware.space;
    const MachineLimits limits = machine_limits(space, hardware.accelerator);
    Json json = head_json("dance-cost-1", network, hardware, mapped);
    json["performance"] = {{"ops_per_mac", kOpsPerMac},
                           {"peak_gops", limits.peak_gops},
                           {"dram_gb_per_s", limits.dram_gb_per_s}};
    json["performance"].update(to_json(performance_of(mapped.cost, space, hardware.accelerator)));
    json["layers"] = Json::array();
    for (const LayerCost& layer : mapped.cost.layers) {
      json["layers"].push_back(to_json(layer));
      json["layers"].back()["performance"] = to_json(performance_of(layer, space, hardware.accelerator));
    }
    return json;
  }

  static std::string as_text(const Network& network, const AcceleratorArgument& hardware,
                             const MappedNetwork& mapped) {
    const NetworkCost& cost = mapped.cost;
    const HardwareSpace& space = hardware.space;
    const Accelerator& accelerator = hardware.accelerator;
    const Performance all = performance_of(cost, space, accelerator);
    return head_text(network, hardware, mapped) + layer_table(cost) + "\n" +
           machine_line(space, accelerator) + "\n\n" + performance_table(cost, space, accelerator) + "\n" +
           mapping_table(cost) + "\n" + metrics_line(cost.metrics, network) +
           fmt::format("\n{:.4g} frames/s   {:.4g} GOPS, {:.1f} % of peak   {:.4g} TOPS/W   {:.4g} mW\n",
                       all.frames_per_s, all.gops, 100 * all.utilization, all.tops_per_w, all.power_mw) +
           left_out_text(network);
  }

  NetworkArgument network_;
  std::string accelerator_;
  MappingOptions mapping_;
};

}  // namespace

std::unique_ptr<Command> make_cost_command() { return std::make_unique<CostCommand>(); }

}  // namespace dance::cli
