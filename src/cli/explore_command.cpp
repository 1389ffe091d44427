// dance explore: the exact best accelerators of a hardware space for one network, or for several that share
// one, a cost function and limits.
#include "cli/command.h"
#include "cli/cost_arguments.h"
#include "cli/explore.h"
#include "cli/inputs.h"
#include "cli/network_arguments.h"
#include "cli/number_option.h"

namespace dance::cli {
namespace {

class ExploreCommand final : public Command {
 public:
  std::string example() const override {
    return "dance explore examples/lenet.yaml --space edge --top 5\n"
           "dance explore small:mbconv_k3_e6 --space edge --cost latency --max-area-mm2 2\n"
           "dance explore examples/lenet.yaml --space edge:pe_x=8..16,dataflow=row_stationary\n"
           "dance explore small:mbconv_k3_e6 --space edge --pareto front.csv --plot front.svg\n"
           "dance explore examples/lenet.yaml:0.3 small:mbconv_k3_e6 --space edge";
  }

  void add_options(CLI::App& app) override {
    networks_.add_to(app);
    app.add_option(
           "-s,--space", space_,
           "Hardware space: a preset (edge, eyeriss-3p, vast, ...) or a YAML file; or a part of it, "
           "SPACE:KEY=VALUES,... with values, lists and ranges, such as edge:pe_x=8..16,glb_kib=32,64")
        ->required();
    cost_.add_to(app);
    app.add_flag("--worst", worst_,
                 "Of several networks: make the largest relative cost least, not the weighted mean");
    app.add_option("--max-latency-ms", limits_.max_latency_ms, "Only accelerators at most this slow")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--max-energy-mj", limits_.max_energy_mj, "Only accelerators of at most this energy")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--max-area-mm2", limits_.max_area_mm2, "Only accelerators at most this large")
        ->check(number_in({.least = 0, .above = true}));
    app.add_option("--top", top_, "How many accelerators to list")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    outputs_.add_to(app);
    app.add_option("--threads", threads_, "Threads; 0: all cores")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }

  void run(CommandContext& context) override {
    cost_.check();
    outputs_.check(context.json);
    const std::vector<NetworkText> texts = networks_.split(worst_ ? "--worst" : "");
    ExploreRequest request{
        read_space_argument(space_, "--space"), space_, cost_, limits_, top_, threads_, outputs_};
    cost_.choose_policy(request.space);
    const std::vector<Network> networks = networks_.read(texts);
    if (networks.size() == 1)
      return explore_network(networks.front(), texts.front().network, request, context);
    std::vector<double> weights;
    for (const NetworkText& text : texts) weights.push_back(text.weight.value_or(1));
    explore_networks(networks, weights, worst_ ? Combination::Worst : Combination::WeightedMean, request,
                     context);
  }

 private:
  NetworkArguments networks_;
  std::string space_;
  CostArguments cost_;
  bool worst_ = false;
  Limits limits_;
  int top_ = 3;
  int threads_ = 0;
  ExploreOutputs outputs_;
};

}  // namespace

std::unique_ptr<Command> make_explore_command() { return std::make_unique<ExploreCommand>(); }

}  // namespace dance::cli
