#include "dance/engine/nest/array_cycles.h"

#include <algorithm>
#include <cmath>

namespace dance {

double load_cycles_of(double words, const ArrayPass& pass) {
  if (words == 0) return 0;
  const auto rate = static_cast<double>(pass.load_words_per_cycle);
  const double by_words = rate > 0 ? std::ceil(words / rate) : 0;
  return std::max(by_words, static_cast<double>(pass.load_least_cycles));
}

ArrayCycles array_cycles_of(const PassCounts& counts, const ArrayPass& pass) {
  const std::int64_t piece =
      pass.instruction_steps > 0 ? std::min(pass.instruction_steps, counts.run_steps) : counts.run_steps;
  const std::int64_t least = pass.instruction_least_cycles;
  const std::int64_t pieces = counts.run_steps / piece, rest = counts.run_steps % piece;
  const double first = static_cast<double>(std::max(piece, least));
  const double run =
      static_cast<double>(pieces) * first + (rest > 0 ? static_cast<double>(std::max(rest, least)) : 0);
  const double load = load_cycles_of(static_cast<double>(counts.load_words), pass);

  const auto passes = static_cast<double>(counts.passes);
  const double runs = passes * static_cast<double>(counts.runs);
  const auto run_steps = static_cast<double>(counts.run_steps);
  return {.steps = runs * run_steps,
          .fill_drain = passes * static_cast<double>(pass.fill_drain_cycles),
          .load = passes * (pass.load_overlaps ? std::max(0.0, load - first) : load),
          .short_instructions = runs * (run - run_steps)};
}

}  // namespace dance
