#include "dance/report/timings.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

namespace dance {

namespace {

// Linux: writing 5 makes the peak resident set start again from the present one. Where that is refused, the
// peak is the process's so far.
void restart_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double peak_resident_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib / 1024;
  }
  return 0;
}

class PhaseClock {
 public:
  explicit PhaseClock(PhaseTime& phase) : phase_(phase) { restart_peak(); }
  PhaseClock(const PhaseClock&) = delete;
  ~PhaseClock() {
    phase_.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    phase_.peak_mib = peak_resident_mib();
  }

 private:
  PhaseTime& phase_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double rounded(double value, double steps_per_unit) {
  return std::round(value * steps_per_unit) / steps_per_unit;
}

}  // namespace

void Timings::phase(const std::string& name, const std::function<void()>& work) {
  PhaseTime time{name, 0, 0};
  try {
    PhaseClock clock(time);
    work();
  } catch (...) {
    phases_.push_back(time);
    throw;
  }
  phases_.push_back(time);
}

double Timings::total_s() const {
  double total = 0;
  for (const PhaseTime& phase : phases_) total += phase.wall_s;
  return total;
}

double Timings::peak_mib() const {
  double peak = 0;
  for (const PhaseTime& phase : phases_) peak = std::max(peak, phase.peak_mib);
  return peak;
}

Json to_json(const Timings& timings) {
  constexpr double kThousandths = 1000, kTenths = 10;
  Json phases = Json::array();
  for (const PhaseTime& phase : timings.phases()) {
    phases.push_back({{"name", phase.name},
                      {"wall_s", rounded(phase.wall_s, kThousandths)},
                      {"peak_mib", rounded(phase.peak_mib, kTenths)}});
  }
  return {{"phases", phases},
          {"total_s", rounded(timings.total_s(), kThousandths)},
          {"peak_mib", rounded(timings.peak_mib(), kTenths)}};
}

}  // namespace dance
