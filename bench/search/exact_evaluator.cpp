// The exact evaluator: the time of one evaluation with its gradient, and of its parts, which are the scan of
// the table alone, and the value without the gradient.
//
//   bench_exact_evaluator [--network cifar10] [--hardware eyeriss-3p] [--threads 0] [--repeats 100] [--json]
#include "dance/search/evaluator/exact_evaluator.h"

#include <torch/torch.h>

#include <algorithm>

#include "bench/program.h"
#include "dance/core/presets.h"
#include "dance/search/evaluator/table_scan.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/runtime.h"

using namespace dance;
using bench::Json;

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

struct Options {
  std::string network = "cifar10", hardware = "eyeriss-3p";
  int repeats = 100;
};

Json measure(const Options& options, const WorkContext& work) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", options.network));
  const HardwareSpace accelerators = HardwareSpace::load(find_preset("hardware", options.hardware));
  configure_runtime(work.threads, "cpu");
  const CostTable table = CostTable::build_cached(request_of(space), accelerators, work);
  CostFunction cost;
  cost.reference = reference_metrics(table, space);
  ArchitectureSampler sampler(operations_of(table), 1, "bench");
  const torch::Tensor networks = sampler.soft(64);

  const bench::Spread start =
      bench::repeat(std::min(options.repeats, 10), [&] { ExactEvaluator(table, accelerators, cost); });
  const Limits limits{.max_latency_ms = 0.8 * cost.reference.latency_ms};
  ExactEvaluator hard(table, accelerators, cost), soft(table, accelerators, cost, {.temperature = 0.01}),
      limited(table, accelerators, cost, {}, limits);
  return {{"network_space", space.name},
          {"hardware_space", accelerators.name},
          {"accelerators", table.accelerators()},
          {"start_ms", bench::to_json(start, 1e3)},
          {"hard", times_of(hard, cost, {}, networks, options.repeats)},
          {"soft", times_of(soft, cost, {}, networks, options.repeats)},
          {"under_a_latency_limit", times_of(limited, cost, limits, networks, options.repeats)}};
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_exact_evaluator", "Times of the exact evaluator");
  Options options;
  program.takes_threads(0);
  program.options().add_option("--network", options.network);
  program.options().add_option("--hardware", options.hardware);
  program.options().add_option("--repeats", options.repeats)->check(CLI::Range(1, 1000000));
  return program.run(argc, argv, [&] { return measure(options, program.work()); });
}
