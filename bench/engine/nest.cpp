// Speed of the general engine: mappings per second of one core's time for counts_of and cost_of, on the
// mappings of tests/reference/timeloop/mapper.jsonl and on random mappings of their layers.
//
//   bench_nest [--seconds 2] [--repeats 5] [--seed 1] [--json]
#include <ctime>

#include "bench/program.h"
#include "dance/core/random.h"
#include "dance/engine/nest/nest_cost.h"
#include "engine/timeloop/cases.h"

using namespace dance;
using bench::Json;

namespace {

// Processor time: other programs on the machine do not count.
double now_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// The factors of each dimension moved to random places, random orders, random bypasses: as a random search
// would try.
Nest shuffled(const timeloop::ModelInput& input, Random& random) {
  Nest nest = input.nest;
  for (NestLevel& level : nest.levels)
    level.temporal.clear(), level.spatial_x.clear(), level.spatial_y.clear();
  for (Dim d : kAllDims) {
    std::int64_t left = input.problem.layer.bounds[d];
    for (std::size_t l = 0; l < nest.levels.size() && left > 1; ++l) {
      std::int64_t factor = left;
      if (l + 1 < nest.levels.size()) {
        do {
          factor = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(left)));
        } while (left % factor != 0);
      }
      if (factor > 1) nest.levels[l].temporal.push_back({d, factor});
      left /= factor;
    }
  }
  nest.levels[1].spatial_x = input.nest.levels[1].spatial_x;
  nest.levels[1].spatial_y = input.nest.levels[1].spatial_y;
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    random.shuffle(nest.levels[l].temporal);
    for (bool& keeps : nest.levels[l].keeps) keeps = l == 0 || random.below(2) == 0;
  }
  return nest;
}

// Mappings per second over at least `seconds`; `energy_pj` keeps the work from being left out.
double speed(const std::vector<Nest>& nests, const NestUnits& units, std::int64_t macs, double seconds,
             double& energy_pj) {
  const double start = now_s();
  std::int64_t done = 0;
  while (now_s() - start < seconds) {
    for (const Nest& nest : nests) energy_pj += cost_of(counts_of(nest), units, macs).energy_pj;
    done += static_cast<std::int64_t>(nests.size());
  }
  return static_cast<double>(done) / (now_s() - start);
}

struct Options {
  double seconds = 2;  // in all
  int repeats = 5;
  std::uint64_t seed = 1;
};

Json measure(const Options& options) {
  Random random(options.seed, "engine");
  double energy_pj = 0;
  Json json;
  const auto cases = test::read_timeloop_cases("mapper.jsonl");
  const double seconds = options.seconds / static_cast<double>(cases.size()) / options.repeats;
  for (const test::TimeloopCase& item : cases) {
    std::vector<Nest> nests = {item.input.nest};
    const NestUnits units = units_of(item.input.architecture.hierarchy);
    const std::int64_t macs = item.input.problem.layer.macs();
    while (nests.size() < 1000) nests.push_back(shuffled(item.input, random));
    std::vector<double> speeds;
    for (int i = 0; i < options.repeats; ++i) speeds.push_back(speed(nests, units, macs, seconds, energy_pj));
    json["mappings_per_second"][item.name] = to_json(bench::spread_of(std::move(speeds)));
  }
  json["checksum_pj"] = energy_pj;
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_nest", "Mappings per second and core of the general cost engine");
  Options options;
  program.options().add_option("--seconds", options.seconds)->check(CLI::PositiveNumber);
  program.options().add_option("--repeats", options.repeats)->check(CLI::PositiveNumber);
  program.options().add_option("--seed", options.seed);
  return program.run(argc, argv, [&] { return measure(options); });
}
