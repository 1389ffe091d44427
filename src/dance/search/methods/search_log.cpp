#include "dance/search/methods/search_log.h"

#include <fmt/format.h>

#include <cmath>

#include "dance/core/error.h"

namespace dance {

namespace {
std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{:.6g}", value); }
}  // namespace

SearchLog::SearchLog(const std::filesystem::path& file) : file_(file), stream_(file, std::ios::trunc) {
  stream_
      << "phase,step,loss,ce,accuracy,validation_ce,validation_accuracy,latency_ms,energy_mj,area_mm2,cost,"
         "entropy,lambda2,learning_rate,limit_excess,limit_weight\n"
      << std::flush;
  if (!stream_) throw Error({file.string(), 0, "", "cannot be written", "a writable place with room", ""});
}

void SearchLog::write(const LogRow& row) {
  if (!stream_.is_open()) return;
  stream_ << row.phase << ',' << row.step;
  for (const double value : {row.loss, row.ce, row.accuracy, row.validation_ce, row.validation_accuracy,
                             row.latency_ms, row.energy_mj, row.area_mm2, row.cost, row.entropy, row.lambda2,
                             row.learning_rate, row.limit_excess, row.limit_weight}) {
    stream_ << ',' << cell(value);
  }
  stream_ << '\n' << std::flush;
  if (!stream_) throw Error::run_failure(file_.string() + ": the log cannot be written any more");
}

}  // namespace dance
