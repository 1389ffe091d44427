// The unconstrained mapper on the layers that timeloop-mapper searched
// (tests/reference/timeloop/mapper.jsonl): the time until its mapping is matched, and the time to the proof
// or the gap that is left.
//
//   bench_unconstrained_mapper [--threads 2] [--time-limit 60] [--policy edp] [--repeats 5] [--json]
#include <algorithm>

#include "bench/program.h"
#include "dance/engine/unconstrained/mapper.h"
#include "engine/timeloop/cases.h"

using namespace dance;
using bench::Json;

namespace {

double edp_of(const test::TimeloopCase& item) {
  return item.expected.at("cycles").get<double>() *
         item.expected.at("storage_and_mac_energy_pj").get<double>();
}

Json results_of(const test::TimeloopCase& item, const UnconstrainedMapperOptions& options,
                const WorkContext& work, int repeats) {
  std::vector<double> seconds, seconds_to_match;
  UnconstrainedMapping found;
  for (int i = 0; i < repeats; ++i) {
    found = map_unconstrained(item.input.problem.layer, item.input.architecture.hierarchy, options, work);
    seconds.push_back(found.seconds);
    const auto matched = std::find_if(found.improvements.begin(), found.improvements.end(),
                                      [&](const auto& step) { return step.value <= edp_of(item); });
    if (options.policy == MappingPolicy::Edp && matched != found.improvements.end())
      seconds_to_match.push_back(matched->seconds);
  }
  Json json = {{"proven", found.proven}};
  json["cycles"] = found.cost.cycles;
  json["energy_uj"] = found.cost.energy_pj * 1e-6;
  json["timeloop_mapper_cycles"] = item.expected.at("cycles");
  json["timeloop_mapper_energy_uj"] = item.expected.at("storage_and_mac_energy_pj").get<double>() * 1e-6;
  json["edp_over_timeloop_mapper"] = found.cost.cycles * found.cost.energy_pj / edp_of(item);
  json["gap"] = found.gap();
  json["seconds"] = to_json(bench::spread_of(seconds));
  if (!seconds_to_match.empty())
    json["seconds_to_timeloop_mappers_edp"] = to_json(bench::spread_of(seconds_to_match));
  json["mappings_bounded"] = found.mappings_bounded;
  json["mappings_evaluated"] = found.mappings_evaluated;
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_unconstrained_mapper",
                         "The unconstrained mapper on the layers that timeloop-mapper searched");
  UnconstrainedMapperOptions options;
  std::string policy = "edp";
  int repeats = 5;
  program.takes_threads(2);
  program.options().add_option("--time-limit", options.time_limit_s);
  program.options().add_option("--policy", policy);
  program.options().add_option("--repeats", repeats)->check(CLI::PositiveNumber);
  return program.run(argc, argv, [&] {
    options.policy = parse_mapping_policy(policy);
    Json json = {{"policy", policy}};
    for (const test::TimeloopCase& item : test::read_timeloop_cases("mapper.jsonl"))
      json["layers"][item.name] = results_of(item, options, program.work(), repeats);
    return json;
  });
}
