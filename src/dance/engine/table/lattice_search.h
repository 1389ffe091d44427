// The best accelerators of many networks in a hardware space that is too large for a table, a lattice at a
// time: all values of some of the parameters, and of the others those values that have done best so far, as
// many as fit. A lattice is a space of its own, so a sweep gives the exact best of it for every network at
// once (cost_table.h); best designs so far then say which values the next lattice has. It is coordinate
// descent with sets of values in place of values.
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

// Networks of the table's request (an operation per position each), and what is best for them.
struct LatticeObjective {
  CostFunction cost;
  Limits limits;
  std::vector<std::vector<int>> networks;
};

class LatticeSearch {
 public:
  static constexpr int kMostRounds = 6;

  // A lattice has at most `most` accelerators, or as many as the values of one group of parameters. What it
  // is given must outlive it. `threads`: 0 for all cores.
  LatticeSearch(const CostTableRequest& request, const HardwareSpace& space,
                const std::vector<LatticeObjective>& objectives, std::int64_t most, int threads);

  // Counts designs of an earlier search as if they were best ones here: steps of HardwareSpace::parameters().
  void add(const std::vector<std::int64_t>& steps);
  // Rounds over all parameters, until one betters the networks' mean logarithmic cost by less than 1e-4.
  void run(Progress& progress);

  // Of network `n` of an objective: index -1 where no lattice had one within the limits; else the index is
  // meaningless, `steps_of` says what it is.
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
  void search(const KeptSteps& kept);  // unless it has been
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
  std::vector<std::vector<double>> untried_,
      merits_;                           // [parameter][step]: how good a value seems, at first and now
  std::vector<std::vector<Best>> best_;  // [objective][network]
  std::vector<std::vector<std::int64_t>> added_;
  std::set<KeptSteps> searched_;
  bool is_swept_ =
      false;  // all values of every parameter, so that only winners and their neighbours have merit
};

}  // namespace dance
