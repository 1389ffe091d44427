// From a network to its best accelerator, with nothing in the cache: how long, on how many cores, in how much
// memory, beside the time that writing the same table alone takes, which is the least that there could be.
//
//   bench_networks [--row TEXT] [--threads 0] [--repeats 1] [--json]
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bench/program.h"
#include "dance/core/presets.h"
#include "dance/engine/table/explore.h"
#include "dance/report/timings.h"

using namespace dance;
using bench::Json;

namespace {

struct Row {
  std::string network, space;  // presets, or files in the folder of this project
};

const std::array<Row, 8> kRows = {{{"resnet50", "edge"},
                                   {"alexnet", "edge"},
                                   {"mobilenet_v2", "edge"},
                                   {"efficientnet_b0", "eyeriss-3p"},
                                   {"convnext_tiny", "examples/edge_coarse.yaml"},
                                   {"vit_b_16", "examples/edge_coarse.yaml"},
                                   {"unet_128", "examples/edge_coarse.yaml"},
                                   {"inception_v3", "examples/edge_coarse.yaml"}}};

// Of all threads.
double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Copies what a table has for the network: rows of latency and energy, areas, and which are feasible.
double write_seconds(const CostTable& table) {
  const auto accelerators = static_cast<std::size_t>(table.accelerators());
  std::vector<float> copy;
  const double start = bench::seconds();
  for (const float* row : {table.fixed_latency_ms(), table.fixed_energy_mj(), table.area_mm2()})
    copy.insert(copy.end(), row, row + accelerators);
  std::vector<std::uint8_t> feasible(accelerators);
  std::copy(table.feasible().begin(), table.feasible().end(), feasible.begin());
  return bench::seconds() - start;
}

Json measure(const Row& row, int threads, int repeats) {
  const Network network = load_network(find_preset("workload", row.network));
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", row.space));
  std::vector<double> wall_s, processor_s, write_s;
  double peak_mib = 0;
  Exploration found;
  NoProgress quiet;
  for (int i = 0; i < repeats; ++i) {
    Timings timings;
    const double before = processor_seconds();
    CostTable table;
    timings.phase("explore", [&] {
      table = CostTable::build(request_of(network), space, threads, quiet);
      found = explore(table, {}, CostFunction());
    });
    wall_s.push_back(timings.total_s());
    processor_s.push_back(processor_seconds() - before);
    peak_mib = std::max(peak_mib, timings.peak_mib());
    write_s.push_back(write_seconds(table));
  }
  const bench::Spread wall = bench::spread_of(wall_s), processor = bench::spread_of(processor_s);
  return {{"accelerators", space.size()},
          {"wall_s", to_json(wall)},
          {"processor_s", to_json(processor)},
          {"cores_busy", processor.median / wall.median},
          {"peak_mib", peak_mib},
          {"writing_share", bench::spread_of(write_s).median / wall.median},
          {"best_accelerator", found.best.empty() ? -1 : found.best.front().index}};
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_networks",
                         "From a network to its best accelerator, with nothing in the cache");
  std::string chosen;
  int repeats = 1;
  program.takes_threads(0);
  program.options().add_option("--row", chosen, "only rows whose network or space has this text in its name");
  program.options().add_option("--repeats", repeats)->check(CLI::PositiveNumber);
  return program.run(argc, argv, [&] {
    Json json;
    for (const Row& row : kRows) {
      const std::string name = row.network + " on " + row.space;
      if (name.find(chosen) != std::string::npos) json[name] = measure(row, program.threads(), repeats);
    }
    return json;
  });
}
