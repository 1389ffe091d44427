// The candidates of one (layer, dataflow) that can be the best on some accelerator: per cell of minimal
// requirements (array columns, rows, register-file and buffer capacity) the count vectors that none
// dominates.
#pragma once

#include <vector>

#include "dance/cost/map_space.h"
#include "dance/hardware/space.h"

namespace dance {

class CandidateSet final : public MapSpace::Visitor {
 public:
  // Cells for the values of `space`.
  explicit CandidateSet(const HardwareSpace& space);

  void visit(const Candidate& candidate) override;

  struct Cell {
    std::size_t glb_step = 0, rf_step = 0, x_step = 0, y_step = 0;  // indices into the space's values
  };
  // Cells by ascending buffer, register-file, X and Y step.
  std::size_t cells() const { return cells_.size(); }
  Cell cell(std::size_t number) const;
  const std::vector<MappingCounts>& counts(std::size_t number) const { return cells_[number]; }

 private:
  std::size_t rf_steps_, x_steps_, y_steps_;
  std::vector<std::size_t> x_step_of_, y_step_of_;  // by columns or rows in use
  std::vector<std::vector<MappingCounts>> cells_;
};

}  // namespace dance
