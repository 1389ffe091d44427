#include "dance/search/studies/supernet_ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "dance/core/config.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/core/rank_correlation.h"
#include "dance/search/methods/path_loss.h"
#include "dance/search/methods/supernet_training.h"
#include "dance/search/methods/trained_score.h"
#include "dance/search/run/data_fit.h"
#include "dance/search/run/run.h"
#include "dance/search/run/warm_start_key.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/train/runtime.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRankingFile = "ranking.json";
constexpr const char* kSchema = "dance-supernet-ranking-3";

std::string to_string(NetworkDraw draw) { return draw == NetworkDraw::Varied ? "varied" : "uniform"; }

void check_count(const NetworkSpace& space, std::int64_t count) {
  double all = 1;
  for (const SearchableLayer& layer : space.layers) all *= static_cast<double>(layer.operations.size());
  if (static_cast<double>(count) > all)
    throw Error({"", 0, "--networks", "more than the space has", fmt::format("at most {}", all),
                 fmt::format("{}", count)});
}

// Draws different networks, and returns them in the order drawn.
std::vector<Architecture> draw_networks(const NetworkSpace& space, std::int64_t count, NetworkDraw draw,
                                        std::uint64_t seed) {
  Random random(seed, "ranked networks");
  std::vector<Architecture> networks;
  while (std::ssize(networks) < count) {
    const Architecture network =
        draw == NetworkDraw::Varied ? varied_network(space, random) : uniform_network(space, random);
    if (std::find(networks.begin(), networks.end(), network) == networks.end()) networks.push_back(network);
  }
  return networks;
}

using TrainedAccuracies = std::map<std::vector<std::string>, std::vector<double>>;  // by operations

// The accuracies that an earlier call trained in this folder.
TrainedAccuracies trained_before(const fs::path& folder, const SearchConfig& config, NetworkDraw draw) {
  TrainedAccuracies trained;
  std::error_code ignored;
  if (!fs::exists(folder / kConfigFile, ignored)) {
    create_output_folder(folder);
    write_file_atomic(folder / kConfigFile, to_yaml(config));
    return trained;
  }
  check_same_settings(folder / kConfigFile, config, "another --out");
  if (!fs::exists(folder / kRankingFile, ignored)) return trained;
  Config reader = Config::load(folder / kRankingFile);
  ConfigMap root = reader.root();
  root.choice("schema", {kSchema});
  const std::string drawn = root.text("draw");
  if (drawn != to_string(draw))
    throw Error({(folder / kRankingFile).string(), 0, "draw", "is of other networks",
                 to_string(draw) + ", or another --out", drawn});
  for (const ConfigValue& value : root.list("networks")) {
    ConfigMap network = value.map();
    std::vector<std::string> names;
    for (const ConfigValue& name : network.list("operations")) names.push_back(name.text());
    for (const ConfigValue& accuracy : network.list("trained_accuracies"))
      trained[names].push_back(accuracy.number());
  }
  reader.check();
  return trained;
}

// The networks with what the supernet alone says of each.
std::vector<RankedNetwork> scored(const std::vector<Architecture>& architectures, const PathLoss& path_loss) {
  std::vector<RankedNetwork> networks;
  for (const Architecture& architecture : architectures) {
    const NetworkScore score = path_loss(architecture);
    networks.push_back({architecture, score.ce, score.accuracy, {}});
  }
  return networks;
}

// Trains the networks asked for as often as is still missing.
void train(std::vector<RankedNetwork>& networks, const RankingOptions& options,
           const std::function<double(const Architecture&, std::int64_t round)>& accuracy_of,
           const std::function<void()>& save) {
  for (std::int64_t round = 0; round < options.trainings; ++round) {
    for (std::int64_t i = 0; i < options.networks; ++i) {
      RankedNetwork& network = networks[static_cast<std::size_t>(i)];
      if (std::ssize(network.trained_accuracies) > round) continue;
      network.trained_accuracies.push_back(accuracy_of(network.architecture, round));
      save();
    }
  }
}

double mean_of_first(const std::vector<double>& values, std::size_t count) {
  const auto end = values.begin() + static_cast<std::ptrdiff_t>(count);
  return std::accumulate(values.begin(), end, 0.0) / static_cast<double>(count);
}

std::vector<double> values_of(const SupernetRanking& ranking,
                              const std::function<double(const RankedNetwork&)>& value) {
  std::vector<double> values;
  for (const RankedNetwork& network : ranking.networks) values.push_back(value(network));
  return values;
}

// The number of trainings that every network has.
std::size_t common_trainings(const SupernetRanking& ranking) {
  if (ranking.networks.empty()) return 0;
  std::size_t trainings = std::numeric_limits<std::size_t>::max();
  for (const RankedNetwork& network : ranking.networks)
    trainings = std::min(trainings, network.trained_accuracies.size());
  return trainings;
}

void check_supernet(const SearchConfig& config) {
  if (config.search.has_supernet()) return;
  throw Error({config.origin.file_of("search.trial_epochs"), 0, "search.trial_epochs",
               "leaves no supernet to check", "0", std::to_string(config.search.trial_epochs)});
}

SearchConfig of_ranking(SearchConfig config, const RankingOptions& options) {
  config.training.start = options.start;
  config.training = shortened(config.training, options.epochs);
  config.training.with_validation = false;
  return config;
}

std::optional<double> tau_of_trainings(const SupernetRanking& ranking, std::size_t trainings) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < trainings; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const auto tau =
          kendall_tau(values_of(ranking, [&](const RankedNetwork& n) { return n.trained_accuracies[a]; }),
                      values_of(ranking, [&](const RankedNetwork& n) { return n.trained_accuracies[b]; }));
      if (!tau) return std::nullopt;
      sum += *tau, ++pairs;
    }
  }
  return pairs > 0 ? std::optional(sum / pairs) : std::nullopt;
}

SupernetRanking rank(const std::vector<RankedNetwork>& networks, std::size_t count, NetworkDraw draw) {
  SupernetRanking ranking;
  ranking.draw = draw;
  for (std::size_t i = 0; i < count; ++i)
    if (!networks[i].trained_accuracies.empty()) ranking.networks.push_back(networks[i]);
  const std::size_t trainings = common_trainings(ranking);
  const auto trained = values_of(
      ranking, [&](const RankedNetwork& n) { return mean_of_first(n.trained_accuracies, trainings); });
  ranking.tau_accuracy =
      kendall_tau(values_of(ranking, [](const RankedNetwork& n) { return n.supernet_accuracy; }), trained);
  ranking.tau_ce =
      kendall_tau(values_of(ranking, [](const RankedNetwork& n) { return -n.supernet_ce; }), trained);
  ranking.tau_trainings = tau_of_trainings(ranking, trainings);
  return ranking;
}

}  // namespace

double RankedNetwork::trained_accuracy() const {
  return mean_of_first(trained_accuracies, trained_accuracies.size());
}

SupernetRanking rank_networks(const SearchConfig& config, const RankingOptions& options,
                              const fs::path& folder, const WorkContext& work) {
  check_supernet(config);  // before the time that data takes
  return rank_networks(config, open_data(config.data, config.data_seed), options, folder, work);
}

SupernetRanking rank_networks(const SearchConfig& search, const DataSplits& data,
                              const RankingOptions& options, const fs::path& folder,
                              const WorkContext& work) {
  check_supernet(search);
  const SearchConfig config = of_ranking(search, options);
  const NetworkSpace space = NetworkSpace::load(config.network_file);
  check_count(space, options.networks);
  check_fit(config, space, data, true);
  const Runtime runtime = configure_runtime(config.threads, config.device);
  const TrainedAccuracies before = trained_before(folder, config, options.draw);
  const std::int64_t drawn = std::max(options.networks, std::ssize(before));
  check_count(space, drawn);
  WorkContext context = work;
  context.threads = runtime.threads;
  for (const std::string& warning : runtime.warnings) context.progress.warn(warning);
  SearchLog no_log;
  SupernetTraining training(space, data, config.search, config.seed, runtime.device);
  training.warm_up(warm_start_of(config, data, context), context.progress, no_log);
  if (config.search.train_weights)
    training.train_on_all_sizes("supernet", config.search.search_epochs, context.progress, no_log);
  std::vector<RankedNetwork> networks =
      scored(draw_networks(space, drawn, options.draw, config.seed),
             PathLoss(*training.supernet(), data, config.search.architecture.batch_size, runtime.device));
  for (RankedNetwork& network : networks) {
    const auto known = before.find(operation_names(space, network.architecture));
    if (known != before.end()) network.trained_accuracies = known->second;
  }
  const auto save = [&] {
    write_file_atomic(folder / kRankingFile,
                      json_text(to_json(rank(networks, networks.size(), options.draw), space)));
  };
  save();
  train(
      networks, options,
      [&](const Architecture& architecture, std::int64_t round) {
        TrainingOptions settings = config.training;
        settings.seed += static_cast<std::uint64_t>(round);
        DerivedNetwork network(space, architecture, settings.seed);
        if (options.start == TrainingStart::Supernet) copy_part(*training.supernet(), network);
        return score_of_training(network, data, settings, runtime.device, context.progress).accuracy;
      },
      save);
  return rank(networks, static_cast<std::size_t>(options.networks), options.draw);
}

Json to_json(const SupernetRanking& ranking, const NetworkSpace& space) {
  Json networks = Json::array();
  for (const RankedNetwork& network : ranking.networks) {
    networks.push_back({{"operations", operation_names(space, network.architecture)},
                        {"supernet_ce", network.supernet_ce},
                        {"supernet_accuracy", network.supernet_accuracy},
                        {"trained_accuracies", network.trained_accuracies}});
  }
  Json json = {{"schema", kSchema}, {"network", space.name}, {"draw", to_string(ranking.draw)}};
  if (ranking.tau_accuracy) json["tau_accuracy"] = *ranking.tau_accuracy;
  if (ranking.tau_ce) json["tau_ce"] = *ranking.tau_ce;
  if (ranking.tau_trainings) json["tau_trainings"] = *ranking.tau_trainings;
  json["networks"] = networks;
  return json;
}

}  // namespace dance
