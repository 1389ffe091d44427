// A design that a search has found: the network, the accelerator, every layer's mapping and cost, and how
// they came about. This is what design.json holds. Times are in timings.json instead, so that the same seed
// and number of threads give the same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/network_score.h"
#include "dance/engine/cost/limits.h"
#include "dance/report/cost_json.h"

namespace dance {

inline constexpr const char* kDesignSchema = "dance-design-2";

// A layer of the network as a reader sees it: stem, searchable layers, head. `costs` layers of
// Design::layers, from number `first_cost` on, belong to it; none belong to Zero.
struct DesignBlock {
  std::string name;  // "stage2.0"
  std::string op;    // "mbconv_k3_e6", "zero"; "stem" or "head" for the fixed parts
  bool searchable = true;
  std::int64_t in_channels = 0, out_channels = 0;
  std::int64_t in_height = 0, in_width = 0;
  std::int64_t out_height = 0, out_width = 0;
  int stride = 1;
  std::int64_t first_cost = 0, costs = 0;
};

// Expected metrics of a soft network, or metrics of a hard one, as an evaluator judges them.
struct Judgement {
  Metrics metrics;
  double cost = 0;  // of the run's cost function, relative to its reference
};

struct SearchOutcome {
  double lambda2 = 0;             // weight of the hardware cost at the end of the search
  std::int64_t accelerators = 0;  // how many were searched, all of them
  // How many the hardware space has: more than were searched where it was narrowed
  // (search/space/narrowing.h).
  std::int64_t space_accelerators = 0;
  // How often the hardware cost of a network was asked for: in each architecture step or for each network
  // tried, and for each network judged at the end.
  std::int64_t evaluations = 0;
  double entropy = 0;  // mean over the layers of -sum p ln p / ln(operations), in [0, 1]
  // Accuracy of sampled paths on the held-out batches of the last search epoch; for a rival search, of the
  // best network tried.
  double validation_accuracy = 0;
  // How the supernet judges the network that the search took, on the whole batches of the validation split.
  // Designs are chosen between by this. None where the networks tried were trained in place of a supernet.
  std::optional<NetworkScore> supernet_score;
  Judgement expected;        // of the final probabilities, by the run's evaluator
  Judgement expected_exact;  // of the final probabilities, by the exact evaluator
  // Expected cost (the run's evaluator) against the derived network's true cost: true / expected - 1.
  double cost_gap = 0;
};

struct EvaluatorOutcome {
  std::string kind;  // "learned", "exact", "flops" or "none"
  // The true cost of the accelerator that the evaluator picks for the derived network, divided by the true
  // minimum, minus 1.
  double regret = 0;
  Accelerator accelerator;
  AcceleratorChoices choices;
  Judgement judged;  // what the evaluator says of the derived network on its pick
  Judgement actual;  // what the cost table says of the same pair
  Judgement exact;   // the table's best accelerator for the derived network: how the exact evaluator judges
};

struct MappingOutcome {
  std::string policy;      // edp, latency or energy: the policy of the table
  Judgement under_policy;  // the design with every layer's mapping under the policy
  double gain = 0;  // 1 - cost / cost under the policy: what choosing mappings for the network's cost gives
};

struct LimitsOutcome {
  Limits limits;
  double excess = -1;  // Limits::excess of the design's metrics: -0.03 is 3 % of room
  // The search step from which on the expected metrics were within the limits; none where the last was not.
  std::optional<std::int64_t> within_since;
  // Operations changed because the network that the search took broke a limit.
  struct Change {
    std::string layer, from, to;
    bool operator==(const Change&) const = default;
  };
  std::vector<Change> changes;
};

struct Design {
  std::uint64_t seed = 0;
  int threads = 0;
  std::string device = "cpu";
  std::string data;
  std::string network_space;
  std::vector<DesignBlock> blocks;
  std::string hardware_space;
  Accelerator accelerator;
  AcceleratorChoices choices;
  CostFunction cost;
  Metrics metrics;  // from the true model, mappings chosen for the network's cost
  double test_accuracy = 0;
  std::int64_t test_images = 0;
  std::int64_t macs = 0, parameters = 0;
  SearchOutcome search;
  EvaluatorOutcome evaluator;
  MappingOutcome mapping;
  LimitsOutcome limits;
  std::vector<LayerCost> layers;  // in execution order

  std::vector<std::string> operations() const;  // of the searchable layers
};

Json to_json(const Design& design);
// Writes `folder`/design.json, whole or not at all.
void write_design(const Design& design, const std::filesystem::path& folder);

// Reads the design of a run folder, or a design file. Throws Error with all faults.
Design read_design(const std::filesystem::path& run_or_file);
Design parse_design(const std::string& text, const std::string& file_name);

}  // namespace dance
