#include "dance/cost/candidate_set.h"

#include <algorithm>

namespace dance {

namespace {

bool dominates(const MappingCounts& a, const MappingCounts& b) {
  return a.compute_cycles <= b.compute_cycles && a.dram_reads <= b.dram_reads && a.rf_writes <= b.rf_writes &&
         a.glb_reads <= b.glb_reads && a.glb_writes <= b.glb_writes && a.network_words <= b.network_words &&
         a.dram_writes <= b.dram_writes && a.rf_reads <= b.rf_reads;
}

// Index of the smallest value that is enough, by the number needed.
std::vector<std::size_t> steps_of(const std::vector<std::int64_t>& values) {
  std::vector<std::size_t> steps(static_cast<std::size_t>(values.back()) + 1);
  for (std::size_t needed = 0; needed < steps.size(); ++needed) {
    const auto enough = std::lower_bound(values.begin(), values.end(), static_cast<std::int64_t>(needed));
    steps[needed] = static_cast<std::size_t>(enough - values.begin());
  }
  return steps;
}

}  // namespace

CandidateSet::CandidateSet(const HardwareSpace& space)
    : rf_steps_(space.rf_words.size()),
      x_steps_(space.pe_x.size()),
      y_steps_(space.pe_y.size()),
      x_step_of_(steps_of(space.pe_x)),
      y_step_of_(steps_of(space.pe_y)),
      cells_(space.glb_bytes.size() * rf_steps_ * x_steps_ * y_steps_) {}

CandidateSet::Cell CandidateSet::cell(std::size_t number) const {
  Cell cell;
  cell.y_step = number % y_steps_;
  cell.x_step = number / y_steps_ % x_steps_;
  cell.rf_step = number / y_steps_ / x_steps_ % rf_steps_;
  cell.glb_step = number / y_steps_ / x_steps_ / rf_steps_;
  return cell;
}

void CandidateSet::visit(const Candidate& candidate) {
  const std::size_t x = x_step_of_[static_cast<std::size_t>(candidate.pe_x)];
  const std::size_t y = y_step_of_[static_cast<std::size_t>(candidate.pe_y)];
  auto& cell = cells_[((candidate.glb_step * rf_steps_ + candidate.rf_step) * x_steps_ + x) * y_steps_ + y];
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (!dominates(cell[i], candidate.counts)) continue;
    if (i > 0) std::swap(cell[i], cell[i / 2]);  // good dominators drift to the front
    return;
  }
  std::erase_if(cell, [&](const MappingCounts& other) { return dominates(candidate.counts, other); });
  cell.push_back(candidate.counts);
}

}  // namespace dance
