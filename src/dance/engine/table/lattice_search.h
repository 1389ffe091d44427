// The best accelerators of many networks in a hardware space that is too large for a cost table. It is
// searched one lattice after another. A lattice is a smaller hardware space: it has all values of some of the
// parameters, and of the others the values that have done best so far, as many as fit. The cost table of a
// lattice gives its exact best accelerator for every network at once, and the best designs found so far say
// which values the next lattice has. This is coordinate descent with sets of values in place of values.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "dance/core/progress.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/restriction.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// Networks, each an operation per position of the table's request, and what their accelerators are ranked by.
struct LatticeObjective {
  CostFunction cost;
  Limits limits;
  std::vector<std::vector<int>> networks;
};

class LatticeSearch {
 public:
  static constexpr int kMostRounds = 6;

  // A lattice has at most `most` accelerators; it has more only where the parameters that are taken whole
  // have more combinations than that. The request, the space and the objectives must outlive the search.
  // `threads`: 0 for all cores.
  LatticeSearch(const CostTableRequest& request, const HardwareSpace& space,
                const std::vector<LatticeObjective>& objectives, std::int64_t most, int threads);

  // Adds a design of an earlier search to those that say which values a lattice has. It weighs as much as the
  // best designs of all networks together. `steps` say which value of each of HardwareSpace::parameters() it
  // has.
  void add(const std::vector<std::int64_t>& steps);
  // Searches in rounds over all parameters, at most kMostRounds, until a round finds no further network a
  // design and lowers the mean logarithm of the networks' costs by less than 1e-4.
  void run(Progress& progress);

  // The best accelerator found for network `n` of an objective. Its index is -1 where no lattice had one
  // within the limits; any other index means nothing, and `steps_of` says which accelerator it is.
  const BestAccelerator& best(std::size_t objective, std::size_t n) const {
    return best_[objective][n].found;
  }
  const std::vector<std::int64_t>& steps_of(std::size_t objective, std::size_t n) const {
    return best_[objective][n].steps;
  }
  // The values that do best, at most `most` accelerators together.
  KeptSteps kept(std::int64_t most) const { return lattice({}, most); }

 private:
  struct Best {
    BestAccelerator found{-1, {}, 0};
    std::vector<std::int64_t> steps;
  };

  std::vector<std::vector<std::size_t>> groups() const;
  KeptSteps lattice(const std::vector<std::size_t>& whole, std::int64_t most) const;
  void search(const KeptSteps& kept);  // does nothing where this lattice has been searched
  void count_winners();
  void count(const std::vector<std::int64_t>& steps, double weight);
  // Of the networks that have a design: how many, and the mean of the logarithms of their costs.
  struct Progressed {
    std::int64_t networks = 0;
    double mean_log_cost = 0;
  };
  Progressed progressed() const;

  const CostTableRequest& request_;
  const HardwareSpace& space_;
  const std::vector<LatticeObjective>& objectives_;
  const std::int64_t most_;
  const int threads_;
  std::vector<HardwareSpace::Parameter> parameters_;
  // [parameter][step]: how good a value seems, before anything is known and now.
  std::vector<std::vector<double>> untried_, merits_;
  std::vector<std::vector<Best>> best_;  // [objective][network]
  std::vector<std::vector<std::int64_t>> added_;
  std::set<KeptSteps> searched_;
  // Whether every value of every parameter has been tried. From then on only winners and their neighbours
  // have merit.
  bool is_swept_ = false;
};

}  // namespace dance
