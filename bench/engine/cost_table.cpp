// The cost table and the exact minimum: time to build the table cold, to load it from the cache, to find one
// network's best accelerator and those of many networks, beside the time that reading the same rows takes.
//
//   bench_cost_table [--network cifar10] [--hardware eyeriss-3p] [--threads 0] [--networks 10000]
//                    [--repeats 15] [--cold 3] [--json]
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include "bench/program.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/report/timings.h"
#include "dance/search/space/space_table.h"

using namespace dance;
using bench::Json;
using bench::repeat;
using bench::Spread;
using bench::to_json;

namespace {

std::vector<int> random_architecture(const CostTable& table, Random& random) {
  std::vector<int> architecture;
  for (std::int64_t p = 0; p < table.positions(); ++p) {
    architecture.push_back(static_cast<int>(random.below(static_cast<std::uint64_t>(table.operations(p)))));
  }
  return architecture;
}

// Reads the rows that the minimum of one network reads, and does nothing else: the bound that memory sets.
std::uint64_t read_rows(const CostTable& table, const std::vector<int>& architecture) {
  std::uint64_t sum = 0;
  const auto bytes = static_cast<std::size_t>(table.accelerators()) * sizeof(float);
  const auto read = [&](const float* row) {
    const auto* at = reinterpret_cast<const unsigned char*>(row);
    std::uint64_t words[4] = {};
    for (std::size_t i = 0; i + 32 <= bytes; i += 32) {
      for (std::size_t w = 0; w < 4; ++w) {
        std::uint64_t word = 0;
        std::memcpy(&word, at + i + 8 * w, sizeof word);
        words[w] += word;
      }
    }
    sum += words[0] + words[1] + words[2] + words[3];
  };
  const RowsOfNetwork rows = rows_of_network(table, architecture);
  for (const float* row : rows.latency_ms) read(row);
  for (const float* row : rows.energy_mj) read(row);
  read(table.area_mm2());
  return sum;
}

struct Options {
  std::string network = "cifar10", hardware = "eyeriss-3p";
  int networks = 10000, repeats = 15, cold = 3, threads = 0;
};

// Builds the table `cold` times in an empty cache, then loads it from there.
Json build_times(const Options& options, const CostTableRequest& request, const HardwareSpace& accelerators,
                 CostTable& table) {
  const std::filesystem::path cache =
      std::filesystem::temp_directory_path() / fmt::format("dance_bench_{}", ::getpid());
  NoProgress quiet;
  const auto build = [&] {
    table = CostTable::build_cached(request, accelerators, {quiet, cache, options.threads});
  };
  std::vector<double> cold_s;
  double peak_mib = 0;
  for (int i = 0; i < options.cold; ++i) {
    std::filesystem::remove_all(cache);
    Timings timings;
    timings.phase("cold", build);
    cold_s.push_back(timings.total_s());
    peak_mib = std::max(peak_mib, timings.peak_mib());
  }
  const Spread cached = repeat(5, build);
  std::filesystem::remove_all(cache);
  return {{"cold_s", to_json(bench::spread_of(cold_s))},
          {"cold_peak_mib", peak_mib},
          {"cached_s", to_json(cached)}};
}

// The exact minimum, for one network after another and for many at once.
Json minimum_times(const Options& options, const CostTable& table, const CostFunction& cost) {
  Random random(1, "bench");
  std::vector<std::vector<int>> architectures;
  for (int i = 0; i < options.networks; ++i) architectures.push_back(random_architecture(table, random));
  std::size_t next = 0;
  std::int64_t checksum = 0;
  const Spread one = repeat(20 * options.repeats, [&] {
    checksum += best_accelerator(table, architectures[next++ % architectures.size()], cost).index;
  });
  std::uint64_t read = 0;
  const Spread memory = repeat(
      20 * options.repeats, [&] { read += read_rows(table, architectures[next++ % architectures.size()]); });
  const Spread batch = repeat(std::min(options.repeats, 5), [&] {
    for (const auto& best : best_accelerators(table, architectures, cost, {}, options.threads))
      checksum += best.index;
  });
  const double row_bytes = static_cast<double>(table.accelerators()) * sizeof(float);
  return {{"minimum_ms", to_json(one, 1e3)},
          {"minimum_mib_read", row_bytes * static_cast<double>(2 * table.positions() + 3) / 1048576},
          {"reading_the_rows_ms", to_json(memory, 1e3)},
          {"minimum_over_reading", one.median / memory.median},
          {"batch_networks", options.networks},
          {"batch_s", to_json(batch)},
          {"checksum", checksum + static_cast<std::int64_t>(read % 2)}};
}

Json measure(const Options& options) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", options.network));
  const HardwareSpace accelerators = HardwareSpace::load(find_preset("hardware", options.hardware));
  CostTable table;
  const Json builds = build_times(options, request_of(space), accelerators, table);
  CostFunction cost;
  cost.reference = reference_metrics(table, space);
  Json json = {{"network_space", space.name},
               {"hardware_space", accelerators.name},
               {"accelerators", table.accelerators()}};
  json.update(builds);
  json.update(minimum_times(options, table, cost));
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_cost_table", "Times of the cost table and of the exact minimum");
  Options options;
  program.takes_threads(0);
  program.options().add_option("--network", options.network);
  program.options().add_option("--hardware", options.hardware);
  program.options().add_option("--networks", options.networks)->check(CLI::PositiveNumber);
  program.options().add_option("--repeats", options.repeats)->check(CLI::PositiveNumber);
  program.options().add_option("--cold", options.cold, "builds of the table")->check(CLI::PositiveNumber);
  return program.run(argc, argv, [&] {
    options.threads = program.threads();
    return measure(options);
  });
}
