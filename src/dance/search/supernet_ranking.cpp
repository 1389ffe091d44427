#include "dance/search/supernet_ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dance/core/config.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/core/rank_correlation.h"
#include "dance/search/data_fit.h"
#include "dance/search/path_loss.h"
#include "dance/search/run.h"
#include "dance/search/supernet_training.h"
#include "dance/space/random_networks.h"
#include "dance/supernet/derived_network.h"
#include "dance/train/runtime.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRankingFile = "ranking.json";

std::string to_string(NetworkDraw draw) { return draw == NetworkDraw::Varied ? "varied" : "uniform"; }

// Different ones, in the order drawn.
std::vector<Architecture> draw_networks(const NetworkSpace& space, std::int64_t count, NetworkDraw draw,
                                        std::uint64_t seed) {
  double all = 1;
  for (const SearchableLayer& layer : space.layers) all *= static_cast<double>(layer.operations.size());
  if (static_cast<double>(count) > all)
    throw Error({"", 0, "--networks", "more than the space has", fmt::format("at most {}", all),
                 fmt::format("{}", count)});
  Random random(seed, "ranked networks");
  std::vector<Architecture> networks;
  while (std::ssize(networks) < count) {
    const Architecture network =
        draw == NetworkDraw::Varied ? varied_network(space, random) : uniform_network(space, random);
    if (std::find(networks.begin(), networks.end(), network) == networks.end()) networks.push_back(network);
  }
  return networks;
}

// The networks that an earlier call trained in this folder.
std::map<std::vector<std::string>, double> trained_before(const fs::path& folder, const std::string& settings,
                                                          NetworkDraw draw) {
  std::map<std::vector<std::string>, double> trained;
  std::error_code ignored;
  if (!fs::exists(folder / kConfigFile, ignored)) {
    create_output_folder(folder);
    write_file_atomic(folder / kConfigFile, settings);
    return trained;
  }
  if (read_file(folder / kConfigFile) != settings)
    throw Error({(folder / kConfigFile).string(), 0, "", "is of other settings",
                 "the same ones, or another --out", ""});
  if (!fs::exists(folder / kRankingFile, ignored)) return trained;
  Config reader = Config::load(folder / kRankingFile);
  ConfigMap root = reader.root();
  const std::string drawn = root.text("draw");
  if (drawn != to_string(draw))
    throw Error({(folder / kRankingFile).string(), 0, "draw", "is of other networks",
                 to_string(draw) + ", or another --out", drawn});
  for (const ConfigValue& value : root.list("networks")) {
    ConfigMap network = value.map();
    std::vector<std::string> names;
    for (const ConfigValue& name : network.list("operations")) names.push_back(name.text());
    trained[names] = network.number("trained_accuracy");
  }
  reader.check();
  return trained;
}

double train_from_scratch(const Architecture& architecture, const NetworkSpace& space, const DataSplits& data,
                          TrainingOptions options, torch::Device device, Progress& progress) {
  options.with_validation = false;
  DerivedNetwork network(space, architecture, options.seed);
  train_network(network, data, options, device, progress);
  return evaluate_accuracy(network, data.validation, data.normalisation, device);
}

void correlate(SupernetRanking& ranking) {
  std::vector<double> accuracy, ce, trained;
  for (const RankedNetwork& network : ranking.networks) {
    accuracy.push_back(network.supernet_accuracy);
    ce.push_back(-network.supernet_ce);
    trained.push_back(network.trained_accuracy);
  }
  ranking.tau_accuracy = kendall_tau(accuracy, trained);
  ranking.tau_ce = kendall_tau(ce, trained);
}

}  // namespace

SupernetRanking rank_networks(const SearchConfig& config, std::int64_t count, NetworkDraw draw,
                              const fs::path& folder, Progress& progress) {
  return rank_networks(config, open_data(config.data, config.data_seed), count, draw, folder, progress);
}

SupernetRanking rank_networks(const SearchConfig& config, const DataSplits& data, std::int64_t count,
                              NetworkDraw draw, const fs::path& folder, Progress& progress) {
  const NetworkSpace space = NetworkSpace::load(config.network_file);
  const std::vector<Architecture> networks = draw_networks(space, count, draw, config.seed);
  check_fit(config, space, data, true);
  const std::map<std::vector<std::string>, double> before = trained_before(folder, to_yaml(config), draw);
  const Runtime runtime = configure_runtime(config.threads, config.device);
  for (const std::string& warning : runtime.warnings) progress.warn(warning);
  const WarmStart start =
      config.reuse_warm_up ? warm_start_of(config, data, runtime.threads, cache_folder()) : WarmStart{};
  SearchLog no_log;
  SupernetTraining training(space, data, config.search, config.seed, runtime.device);
  training.warm_up(start, progress, no_log);
  if (config.search.train_weights)
    training.train_uniformly("supernet", config.search.search_epochs, progress, no_log);
  const PathLoss path_loss = whole_validation(training.supernet(), data, config.search, runtime.device);
  SupernetRanking ranking{.draw = draw};
  for (const Architecture& architecture : networks) {
    const PathLoss::Score score = path_loss(architecture);
    const auto known = before.find(operation_names(space, architecture));
    const double trained =
        known != before.end()
            ? known->second
            : train_from_scratch(architecture, space, data, config.training, runtime.device, progress);
    ranking.networks.push_back({architecture, score.ce, score.accuracy, trained});
    correlate(ranking);
    if (ranking.networks.size() >= before.size())  // what has been trained stays in the file
      write_file_atomic(folder / kRankingFile, json_text(to_json(ranking, space)));
  }
  return ranking;
}

Json to_json(const SupernetRanking& ranking, const NetworkSpace& space) {
  Json networks = Json::array();
  for (const RankedNetwork& network : ranking.networks) {
    networks.push_back({{"operations", operation_names(space, network.architecture)},
                        {"supernet_ce", network.supernet_ce},
                        {"supernet_accuracy", network.supernet_accuracy},
                        {"trained_accuracy", network.trained_accuracy}});
  }
  Json json = {
      {"schema", "dance-supernet-ranking-2"}, {"network", space.name}, {"draw", to_string(ranking.draw)}};
  if (ranking.tau_accuracy) json["tau_accuracy"] = *ranking.tau_accuracy;
  if (ranking.tau_ce) json["tau_ce"] = *ranking.tau_ce;
  json["networks"] = networks;
  return json;
}

}  // namespace dance
