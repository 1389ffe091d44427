// The cost table and the exact minimum: time to build the table cold, to load it from the cache, to find one
// network's best accelerator and those of many networks, beside the time that reading the same rows takes.
//
//   cost_table [--network cifar10] [--hardware eyeriss-3p] [--threads 0] [--networks 10000] [--repeat 15]
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <thread>

#include "bench/measure.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/report/timings.h"
#include "dance/search/space/space_table.h"

using namespace dance;
using bench::processor;
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

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times of the cost table and of the exact minimum");
  std::string network = "cifar10", hardware = "eyeriss-3p";
  int threads = 0, networks = 10000, times = 15;
  app.add_option("--network", network);
  app.add_option("--hardware", hardware);
  app.add_option("--threads", threads);
  app.add_option("--networks", networks);
  app.add_option("--repeat", times);
  CLI11_PARSE(app, argc, argv);

  const NetworkSpace space = NetworkSpace::load(find_preset("network", network));
  const HardwareSpace accelerators = HardwareSpace::load(find_preset("hardware", hardware));
  const CostTableRequest request = request_of(space);
  const std::filesystem::path cache =
      std::filesystem::temp_directory_path() / fmt::format("dance_bench_{}", ::getpid());
  NoProgress quiet;
  CostTable table;
  Timings timings;
  timings.phase("cold",
                [&] { table = CostTable::build_cached(request, accelerators, cache, threads, quiet); });
  const PhaseTime& cold = timings.phases().front();
  const Spread cached =
      repeat(5, [&] { table = CostTable::build_cached(request, accelerators, cache, threads, quiet); });
  std::filesystem::remove_all(cache);

  CostFunction cost;
  cost.reference = reference_metrics(table, space);
  Random random(1, "bench");
  std::vector<std::vector<int>> architectures;
  for (int i = 0; i < networks; ++i) architectures.push_back(random_architecture(table, random));
  std::size_t next = 0;
  std::int64_t checksum = 0;
  const Spread one = repeat(20 * times, [&] {
    checksum += best_accelerator(table, architectures[next++ % architectures.size()], cost).index;
  });
  std::uint64_t read = 0;
  const Spread memory =
      repeat(20 * times, [&] { read += read_rows(table, architectures[next++ % architectures.size()]); });
  const Spread batch = repeat(std::min(times, 5), [&] {
    for (const auto& best : best_accelerators(table, architectures, cost, {}, threads))
      checksum += best.index;
  });

  const double row_bytes = static_cast<double>(table.accelerators()) * sizeof(float);
  const double bytes = row_bytes * static_cast<double>(2 * table.positions() + 3);
  fmt::print("{}\n",
             Json{{"network_space", space.name},
                  {"hardware_space", accelerators.name},
                  {"accelerators", table.accelerators()},
                  {"processor", processor()},
                  {"threads", threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency())},
                  {"cold_s", cold.wall_s},
                  {"cold_peak_mib", cold.peak_mib},
                  {"cached_s", to_json(cached, 1)},
                  {"minimum_ms", to_json(one, 1e3)},
                  {"minimum_mib_read", bytes / 1048576},
                  {"reading_the_rows_ms", to_json(memory, 1e3)},
                  {"minimum_over_reading", one.median / memory.median},
                  {"batch_networks", networks},
                  {"batch_s", to_json(batch, 1)},
                  {"checksum", checksum + static_cast<std::int64_t>(read % 2)}}
                 .dump(2));
}
