// The log of a run: a CSV file with one row for every few steps, and empty cells for what a phase does not
// have. It holds no times, so that equal runs have equal logs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace dance {

struct LogRow {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  // an empty cell

  std::string phase;      // warm-up, supernet (of a rival, after the warm-up), search, final training
  std::int64_t step = 0;  // of the phase; networks tried in a rival's search, epochs in the final training
  // Means since the row before, on training batches; in the search, `loss` is validation_ce + lambda2 * cost.
  // The rows of a rival's search have the figures of the best network so far.
  double loss = kNone, ce = kNone, accuracy = kNone;
  double validation_ce = kNone, validation_accuracy = kNone;                     // of the architecture steps
  double latency_ms = kNone, energy_mj = kNone, area_mm2 = kNone, cost = kNone;  // expected, by the evaluator
  double entropy = kNone;  // of the architecture, 0 to 1
  double lambda2 = kNone, learning_rate = kNone;
  double limit_excess = kNone, limit_weight = kNone;  // Limits::excess of the expected metrics; its weight
};

class SearchLog {
 public:
  static constexpr std::int64_t kStepsPerRow = 20;

  // A log that is written nowhere.
  SearchLog() = default;
  // Writes the header. Throws Error when the file cannot be written.
  explicit SearchLog(const std::filesystem::path& file);

  void write(const LogRow& row);  // Throws Error::run_failure when the disk is full

 private:
  std::filesystem::path file_;
  std::ofstream stream_;
};

}  // namespace dance
