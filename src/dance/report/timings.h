// Wall time and peak memory of each phase of a run, which timings.json holds. design.json has no times.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dance/report/cost_json.h"

namespace dance {

struct PhaseTime {
  std::string name;
  double wall_s = 0;
  double peak_mib = 0;  // largest resident set of the process during the phase
};

class Timings {
 public:
  // Runs `work` as a phase; its time is kept even when it throws.
  void phase(const std::string& name, const std::function<void()>& work);

  const std::vector<PhaseTime>& phases() const { return phases_; }
  double total_s() const;
  double peak_mib() const;

 private:
  std::vector<PhaseTime> phases_;
};

// {"phases": [{"name", "wall_s", "peak_mib"}], "total_s", "peak_mib"}; seconds to the millisecond.
Json to_json(const Timings& timings);

}  // namespace dance
