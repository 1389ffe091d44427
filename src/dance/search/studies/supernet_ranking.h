// Checks whether the supernet ranks networks as training them does. Random networks are judged by the
// warmed-up supernet, and trained on the training split, from scratch or from their weights in the supernet.
// Both accuracies are those on the validation split.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/report/cost_json.h"
#include "dance/search/data/dataset.h"
#include "dance/search/run/search_config.h"
#include "dance/search/space/network_space.h"

namespace dance {

struct RankedNetwork {
  Architecture architecture;
  double supernet_ce = 0, supernet_accuracy = 0;  // of its path, with the statistics of each batch
  // The accuracy after each training, which did not use the validation images.
  std::vector<double> trained_accuracies;

  double trained_accuracy() const;  // mean
};

// Which networks are ranked. Varied networks are of all sizes, from nearly all Zero to all large, as a search
// compares them. Uniform ones draw each layer's operation uniformly, and are of much the same size.
enum class NetworkDraw { Varied, Uniform };

struct RankingOptions {
  std::int64_t networks = 20;
  std::int64_t trainings = 1;  // of each network, with the run's seed and those after it
  std::int64_t epochs = 24;    // of a training; rates and batches are the configuration's
  TrainingStart start = TrainingStart::Scratch;
  NetworkDraw draw = NetworkDraw::Varied;
};

struct SupernetRanking {
  NetworkDraw draw = NetworkDraw::Varied;
  std::vector<RankedNetwork> networks;
  // Kendall's tau-b with the trained accuracy, over the trainings that all networks have; none where there is
  // no order, as with one network.
  std::optional<double> tau_accuracy, tau_ce;  // tau_ce of -CE
  // Kendall's tau-b of two trainings with each other, as the mean over all pairs of trainings: how far
  // training repeats its own ranking.
  std::optional<double> tau_trainings;
};

// Ranks different networks of the space, drawn by the seed. The supernet is trained as for the rivals that
// try networks: the warm-up (shared through the cache) and, with search.train_weights, the search's epochs.
// Every network is trained once before any is trained again. Writes config.yaml, and ranking.json after every
// training. A ranking that was stopped goes on in the same folder, and what was trained there counts even if
// less is asked for. Throws Error where the folder holds something else or other settings, or where the space
// has fewer networks.
SupernetRanking rank_networks(const SearchConfig& config, const RankingOptions& options,
                              const std::filesystem::path& folder, const WorkContext& context);
// The same on data that is in memory already.
SupernetRanking rank_networks(const SearchConfig& config, const DataSplits& data,
                              const RankingOptions& options, const std::filesystem::path& folder,
                              const WorkContext& context);

Json to_json(const SupernetRanking& ranking, const NetworkSpace& space);

}  // namespace dance
