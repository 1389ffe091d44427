// An array that takes the steps of a nest one by one: a new tile of the stationary tensor begins a pass, with
// its load, and an instruction lasts while nothing but the innermost loop's dimension advances. Shares no
// code with the closed form that it checks.
#pragma once

#include "dance/engine/hardware/array_pass.h"

namespace dance::test {

struct ExecutedArray {
  std::int64_t passes = 0;
  std::int64_t tile_changes = 0;  // passes that bring another tile than the one before
  double cycles = 0;
};

class SteppedArray {
 public:
  SteppedArray(const ArrayPass& pass, std::int64_t load_words);

  // Where all temporal loops stand, where those outside the stationary tile do, and the tile's first word.
  void step(const Bounds& all, const Bounds& outside, std::int64_t tile);
  ExecutedArray finished();

 private:
  bool moves_tile(const Bounds& outside) const;
  // Whether one dimension alone has advanced, the one in which the instruction has advanced so far.
  bool goes_on(const Bounds& all);
  void end_instruction();

  const ArrayPass& pass_;
  std::int64_t load_ = 0, steps_ = 0;
  bool first_of_pass_ = false;
  Dim along_ = Dim::N;
  Bounds all_{}, outside_{};
  std::int64_t tile_ = 0;
  ExecutedArray out_;
};

}  // namespace dance::test
