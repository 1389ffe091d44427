// dance explain: where every joule, cycle and um2 of a network on an accelerator comes from.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/cost_tables.h"
#include "cli/explain_tables.h"
#include "cli/inputs.h"
#include "cli/mapping_options.h"
#include "cli/usage.h"
#include "dance/core/error.h"
#include "dance/core/nearest.h"
#include "dance/report/explain_json.h"

namespace dance::cli {
namespace {

class ExplainCommand final : public Command {
 public:
  std::string example() const override {
    return "dance explain examples/lenet.yaml --accelerator examples/tiny_accelerator.yaml --layer conv2";
  }

  void add_options(CLI::App& app) override {
    network_.add_to(app);
    app.add_option("-a,--accelerator", accelerator_, kAcceleratorHelp)->required();
    mapping_.add_to(app);
    app.add_option("--layer", layers_, "Only this layer; may be given several times")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  void run(CommandContext& context) override {
    AcceleratorArgument hardware = read_accelerator_argument(accelerator_);
    const Network network = network_.read();
    check_layers(network);
    const MappedNetwork mapped = mapping_.map(network, hardware, context);
    const Explanation explanation = explain(network, mapped.cost, hardware.space, hardware.accelerator);
    if (context.json) {
      Json json = head_json("dance-explain-1", network, hardware, mapped);
      json.update(to_json(explanation, mapped.cost, layers_));
      context.out << json_text(json);
    } else {
      context.out << head_text(network, hardware, mapped) << as_text(network, mapped.cost, explanation)
                  << left_out_text(network);
    }
  }

 private:
  void check_layers(const Network& network) const {
    std::vector<std::string> names;
    for (const NetworkLayer& layer : network.layers) names.push_back(layer.layer.name);
    std::vector<Fault> faults;
    for (const std::string& wanted : layers_) {
      if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
      const std::string near = nearest(wanted, names);
      faults.push_back({"dance explain", 0, "--layer", "no such layer in the network '" + network.name + "'",
                        near.empty() ? "a layer that 'dance cost' lists" : "a layer such as '" + near + "'",
                        "'" + wanted + "'"});
    }
    if (!faults.empty()) throw Error(std::move(faults));
  }

  bool shows(const std::string& layer) const {
    return layers_.empty() || std::find(layers_.begin(), layers_.end(), layer) != layers_.end();
  }

  std::string as_text(const Network& network, const NetworkCost& cost, const Explanation& explanation) const {
    std::string text;
    if (layers_.empty()) {
      text += "Energy of all layers\n\n" + energy_table(explanation.energy) + "\n";
      text += "Cycles: " + cycle_rule(explanation) + "\n\n" + cycle_table(explanation) + "\n";
      text += "Area\n\n" + area_table(explanation.area) + "\n";
    }
    for (std::size_t i = 0; i < cost.layers.size(); ++i) {
      if (!shows(cost.layers[i].name)) continue;
      text += fmt::format("Layer {}: {}\n\n", cost.layers[i].name, cost.layers[i].mapping.to_string());
      text += energy_table(explanation.layers[i].energy) + "\n" +
              cycle_table(explanation.layers[i], explanation.word_bits) + "\n";
    }
    return text + "Sources\n\n" + source_list(explanation.sources) + "\n" +
           metrics_line(cost.metrics, network) + "\n";
  }

  NetworkArgument network_;
  std::string accelerator_;
  std::vector<std::string> layers_;
  MappingOptions mapping_;
};

}  // namespace

std::unique_ptr<Command> make_explain_command() { return std::make_unique<ExplainCommand>(); }

}  // namespace dance::cli
