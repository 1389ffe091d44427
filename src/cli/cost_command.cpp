// dance cost: latency, energy and area of a network on an accelerator, per layer and in all, with every
// mapping.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/inputs.h"
#include "dance/core/error.h"
#include "dance/cost/layer_cost.h"
#include "dance/report/cost_json.h"

namespace dance::cli {
namespace {

class CostCommand final : public Command {
 public:
  std::string name() const override { return "cost"; }
  std::string description() const override {
    return "Latency, energy and area of a network on an accelerator, with the mapping of each layer";
  }
  std::string example() const override {
    return "dance cost examples/lenet.yaml --accelerator examples/tiny_accelerator.yaml\n"
           "dance cost mobilenet_v2 --accelerator examples/tiny_accelerator.yaml\n"
           "dance cost model.onnx --input-shape image=1,3,224,224 --accelerator examples/tiny_accelerator.yaml\n"
           "dance cost small:mbconv_k3_e6 --accelerator \\\n"
           "    edge:pe_x=12,pe_y=12,rf_words=32,glb_kib=64,glb_width_bits=128,dataflow=weight_stationary";
  }

  void add_options(CLI::App& app) override {
    app.add_option("NETWORK", network_, kNetworkHelp)->required();
    app.add_option("--input-shape", input_shapes_, kInputShapeHelp)
        ->type_name("NAME=SIZES")
        ->allow_extra_args(false);
    app.add_option("-a,--accelerator", accelerator_, kAcceleratorHelp)->required();
    app.add_option("--policy", policy_,
                   "Which mapping a layer gets: edp, latency or energy; default: the space's")
        ->check(CLI::IsMember({"edp", "latency", "energy"}));
  }

  void run(CommandContext& context) override {
    AcceleratorArgument hardware = read_accelerator_argument(accelerator_);
    if (!policy_.empty()) hardware.space.policy = parse_mapping_policy(policy_);
    const Network network = read_network_argument(network_, input_shapes_);
    const NetworkCost cost = network_cost(network, hardware.space, hardware.accelerator);
    if (!cost.feasible) {
      throw Error({network_, 0, cost.infeasible_layer, "no mapping on this accelerator", "",
                   describe(hardware.accelerator, hardware.space)});
    }
    context.out << (context.json ? json_text(as_json(network, hardware, cost))
                                 : as_text(network, hardware, cost));
  }

 private:
  static Json as_json(const Network& network, const AcceleratorArgument& hardware, const NetworkCost& cost) {
    const HardwareSpace& space = hardware.space;
    Json layers = Json::array();
    for (const LayerCost& layer : cost.layers) layers.push_back(to_json(layer));
    Json accelerator = {{"space", space.name}};
    accelerator.update(to_json(hardware.accelerator, dataflow_name(hardware.accelerator, space)));
    return {{"schema", "dance-cost-1"},         {"network", network_json(network)},
            {"accelerator", accelerator},       {"policy", to_string(space.policy)},
            {"metrics", to_json(cost.metrics)}, {"layers", layers}};
  }

  static std::string as_text(const Network& network, const AcceleratorArgument& hardware,
                             const NetworkCost& cost) {
    std::string text = describe(network) + "\n";
    text += fmt::format("accelerator  {} ({}, {:g} MHz)\n", describe(hardware.accelerator, hardware.space),
                        hardware.space.name, hardware.space.clock_mhz);
    text += fmt::format("mappings     of least {}\n\n", describe(hardware.space.policy));
    return text + layer_table(cost) + "\n" + mapping_table(cost) + "\n" + metrics_line(cost.metrics) + "\n";
  }

  std::string network_, accelerator_, policy_;
  std::vector<std::string> input_shapes_;
};

}  // namespace

std::unique_ptr<Command> make_cost_command() { return std::make_unique<CostCommand>(); }

}  // namespace dance::cli
