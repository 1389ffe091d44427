#include "engine/nest/stepped_array.h"

#include <algorithm>
#include <vector>

namespace dance::test {

SteppedArray::SteppedArray(const ArrayPass& pass, std::int64_t load_words) : pass_(pass) {
  const std::int64_t rate = pass.load_words_per_cycle;
  if (load_words == 0) return;
  load_ = std::max(pass.load_least_cycles, rate > 0 ? (load_words + rate - 1) / rate : 0);
}

void SteppedArray::step(const Bounds& all, const Bounds& outside, std::int64_t tile) {
  const bool first = out_.passes == 0;
  if (first || moves_tile(outside)) {
    end_instruction();
    out_.passes += 1;
    out_.tile_changes += first || tile != tile_ ? 1 : 0;
    out_.cycles += static_cast<double>(pass_.fill_drain_cycles + (pass_.load_overlaps ? 0 : load_));
    first_of_pass_ = true;
  } else if (steps_ == pass_.instruction_steps || !goes_on(all)) {
    end_instruction();
  }
  steps_ += 1;
  all_ = all, outside_ = outside, tile_ = tile;
}

ExecutedArray SteppedArray::finished() {
  end_instruction();
  return out_;
}

bool SteppedArray::moves_tile(const Bounds& outside) const {
  return std::any_of(kAllDims.begin(), kAllDims.end(),
                     [&](Dim d) { return is_relevant(pass_.stationary, d) && outside[d] != outside_[d]; });
}

bool SteppedArray::goes_on(const Bounds& all) {
  std::vector<Dim> moved;
  for (Dim d : kAllDims) {
    if (all[d] != all_[d]) moved.push_back(d);
  }
  if (moved.size() != 1 || (steps_ > 1 && along_ != moved.front())) return false;
  along_ = moved.front();
  return true;
}

void SteppedArray::end_instruction() {
  if (steps_ == 0) return;
  std::int64_t cycles = std::max(steps_, pass_.instruction_least_cycles);
  if (first_of_pass_ && pass_.load_overlaps) cycles = std::max(cycles, load_);
  out_.cycles += static_cast<double>(cycles);
  first_of_pass_ = false;
  steps_ = 0;
}

}  // namespace dance::test
