// The exact evaluator: time of one evaluation with its gradient, and of its parts: the scan of the table
// alone, the value, and the gradient.
//
//   bench_exact_evaluator [--network cifar10] [--hardware eyeriss-3p] [--threads 0] [--repeat 100]
#include "dance/search/evaluator/exact_evaluator.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "bench/measure.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/search/evaluator/table_scan.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/runtime.h"

using namespace dance;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::int64_t> operations_of(const CostTable& table) {
  std::vector<std::int64_t> operations;
  for (std::int64_t l = 0; l < table.positions(); ++l) operations.push_back(table.operations(l));
  return operations;
}

Json times_of(ExactEvaluator& evaluator, const CostFunction& cost, const Limits& limits,
              const torch::Tensor& networks, int times) {
  std::int64_t next = 0;
  const bench::Spread scan = bench::repeat(times, [&] {
    const torch::Tensor probabilities = networks[next++ % networks.size(0)].to(torch::kDouble);
    scan_costs(soft_network(evaluator.scanned().table, probabilities), cost, limits);
  });
  const auto probabilities = [&] {
    return networks[next++ % networks.size(0)].detach().clone().requires_grad_();
  };
  const bench::Spread value = bench::repeat(times, [&] { evaluator.evaluate(probabilities()); });
  const bench::Spread both =
      bench::repeat(times, [&] { evaluator.evaluate(probabilities()).cost.backward(); });
  return {{"scanned", evaluator.scanned().accelerators.size()},
          {"scan_ms", bench::to_json(scan, 1e3)},
          {"value_ms", bench::to_json(value, 1e3)},
          {"value_and_gradient_ms", bench::to_json(both, 1e3)}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times of the exact evaluator");
  std::string network = "cifar10", hardware = "eyeriss-3p";
  int threads = 0, times = 100;
  app.add_option("--network", network);
  app.add_option("--hardware", hardware);
  app.add_option("--threads", threads);
  app.add_option("--repeat", times)->check(CLI::Range(1, 1000000));
  CLI11_PARSE(app, argc, argv);

  const NetworkSpace space = NetworkSpace::load(find_preset("network", network));
  const HardwareSpace accelerators = HardwareSpace::load(find_preset("hardware", hardware));
  const Runtime runtime = configure_runtime(threads, "cpu");
  NoProgress quiet;
  const CostTable table =
      CostTable::build_cached(request_of(space), accelerators, cache_folder(), runtime.threads, quiet);
  CostFunction cost;
  cost.reference = reference_metrics(table, space);
  ArchitectureSampler sampler(operations_of(table), 1, "bench");
  const torch::Tensor networks = sampler.soft(64);

  const bench::Spread start =
      bench::repeat(std::min(times, 10), [&] { ExactEvaluator(table, accelerators, cost); });
  const Limits limits{.max_latency_ms = 0.8 * cost.reference.latency_ms};
  ExactEvaluator hard(table, accelerators, cost), soft(table, accelerators, cost, {.temperature = 0.01}),
      limited(table, accelerators, cost, {}, limits);
  fmt::print("{}\n", Json{{"network_space", space.name},
                          {"hardware_space", accelerators.name},
                          {"accelerators", table.accelerators()},
                          {"processor", bench::processor()},
                          {"threads", runtime.threads},
                          {"start_ms", bench::to_json(start, 1e3)},
                          {"hard", times_of(hard, cost, {}, networks, times)},
                          {"soft", times_of(soft, cost, {}, networks, times)},
                          {"under_a_latency_limit", times_of(limited, cost, limits, networks, times)}}
                         .dump(2));
}
