// `dance supernet`: whether the supernet ranks networks as training them does.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/config_options.h"
#include "cli/text_table.h"
#include "dance/core/error.h"
#include "dance/search/studies/supernet_ranking.h"

namespace dance::cli {
namespace {

class SupernetCommand final : public Command {
 public:
  std::string example() const override {
    return "dance supernet check --networks 20 --out runs/ranking\n"
           "dance supernet check --trainings 2 --epochs 16 --out runs/ranking16\n"
           "dance supernet check --start supernet --epochs 6 --out runs/as-final";
  }

  void add_options(CLI::App& app) override {
    app.add_option("ACTION", action_, "check: train random networks, and compare")
        ->required()
        ->check(CLI::IsMember({"check"}));
    app.add_option("--config", config_,
                   "Search configuration: a preset of configs/search, or a file; default: default")
        ->type_name("FILE");
    options_.add_to(app);
    app.add_option("--networks", networks_, "Networks to train")
        ->check(CLI::Range(2, 1'000'000))
        ->capture_default_str();
    app.add_option(
           "--trainings", trainings_,
           "Trainings of each network, by seeds from the run's on: from 2 on they tell how far training "
           "repeats its own ranking")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--start", start_, "First weights of a training: new ones, or those in the supernet")
        ->check(CLI::IsMember({to_string(TrainingStart::Scratch), to_string(TrainingStart::Supernet)}))
        ->capture_default_str();
    app.add_option("--epochs", epochs_, "Epochs of a training, in place of final_training.epochs")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option(
           "--draw", draw_,
           "varied: networks of all sizes, as a search compares them; uniform: each layer's operation "
           "at random, much the same size")
        ->check(CLI::IsMember({"varied", "uniform"}))
        ->capture_default_str();
    app.add_option("-o,--out", out_, "Output folder; one that a check was stopped in goes on")
        ->type_name("DIR")
        ->required();
  }

  void run(CommandContext& context) override {
    const std::vector<std::string> overrides = options_.overrides();
    refuse_without_effect(overrides);
    const SearchConfig config = load_search_config(config_, overrides);
    const SupernetRanking ranking = rank_networks(
        config,
        {networks_, trainings_, epochs_,
         start_ == to_string(TrainingStart::Supernet) ? TrainingStart::Supernet : TrainingStart::Scratch,
         draw_ == "varied" ? NetworkDraw::Varied : NetworkDraw::Uniform},
        out_, context.work());
    context.progress.end();
    const NetworkSpace space = NetworkSpace::load(config.network_file);
    context.out << (context.json ? json_text(to_json(ranking, space)) : as_text(ranking, space));
  }

 private:
  static void refuse_without_effect(const std::vector<std::string>& overrides) {
    std::vector<Fault> faults;
    for (const std::string& override : overrides) {
      for (const auto& [key, instead] : {std::pair{"final_training.epochs", "--epochs N"},
                                         std::pair{"final_training.start", "--start START"},
                                         std::pair{"final_training.with_validation", "no, as it is"}}) {
        if (Config::sets(override, key))
          faults.push_back({"", 0, key, "plays no part in this check", instead, "'" + override + "'"});
      }
    }
    if (!faults.empty()) throw Error(faults);
  }

  std::string as_text(const SupernetRanking& ranking, const NetworkSpace& space) const {
    TextTable table({"<network", "supernet CE", "supernet accuracy %", "trained accuracy %"});
    for (const RankedNetwork& network : ranking.networks) {
      table.add_row({fmt::format("{}", fmt::join(operation_names(space, network.architecture), " ")),
                     fmt::format("{:.4f}", network.supernet_ce),
                     fmt::format("{:.2f}", 100 * network.supernet_accuracy),
                     fmt::format("{:.2f}", 100 * network.trained_accuracy())});
    }
    const auto tau = [](const std::optional<double>& value) {
      return value ? fmt::format("{:.3f}", *value) : std::string("none: all equal");
    };
    const std::string again =
        trainings_ > 1 ? fmt::format("   one training with another {}\n", tau(ranking.tau_trainings)) : "";
    return fmt::format(
        "{}\nKendall's tau-b of {} networks with their accuracy trained for {} epochs from {}, on validation "
        "images\n"
        "   supernet accuracy       {}\n   supernet cross-entropy  {}\n{}\n{}/ranking.json\n",
        table.text(), ranking.networks.size(), epochs_,
        start_ == to_string(TrainingStart::Scratch) ? "scratch" : "the supernet", tau(ranking.tau_accuracy),
        tau(ranking.tau_ce), again, out_);
  }

  ConfigOptions options_;
  std::optional<std::string> config_;
  std::string action_, out_, start_ = to_string(RankingOptions{}.start), draw_ = "varied";
  std::int64_t networks_ = RankingOptions{}.networks, trainings_ = RankingOptions{}.trainings,
               epochs_ = RankingOptions{}.epochs;
};

}  // namespace

std::unique_ptr<Command> make_supernet_command() { return std::make_unique<SupernetCommand>(); }

}  // namespace dance::cli
