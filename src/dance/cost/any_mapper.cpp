#include "dance/cost/any_mapper.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "dance/core/error.h"
#include "dance/cost/any_units.h"

namespace dance {

namespace {

using namespace any_map;

constexpr std::size_t kSpatialLimit = 1'000'000;
constexpr std::size_t kUnitLimit = 2'000'000;
constexpr std::size_t kDiveUnits = 512, kDiveBypasses = 6, kDiveWidth = 3;

void check(const Layer& layer, const Hierarchy& hierarchy) {
  const auto refuse = [&](std::string problem, std::string expected, std::string found) {
    throw Error({hierarchy.name, 0, "", std::move(problem), std::move(expected), std::move(found)});
  };
  if (hierarchy.levels.empty() || hierarchy.levels.size() > kMaxLevels) {
    refuse("the mapper does not take this number of storage levels", fmt::format("1 to {}", kMaxLevels),
           fmt::format("{}", hierarchy.levels.size()));
  }
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (!hierarchy.levels.front().may_keep[t]) {
      refuse(fmt::format("the outermost level '{}' keeps no {}", hierarchy.levels.front().name, kTensorNames[t]),
             "an outermost level that keeps every tensor", "");
    }
  }
  const std::int64_t capacity = hierarchy.levels.front().capacity_words;
  std::int64_t words = 0;
  for (Tensor t : kAllTensors) {
    if (__builtin_add_overflow(words, layer.volume(t), &words)) words = std::numeric_limits<std::int64_t>::max();
  }
  if (capacity != 0 && words > capacity) {
    refuse(fmt::format("the outermost level '{}' does not hold the layer", hierarchy.levels.front().name),
           fmt::format("at least {} words", words), fmt::format("{}", capacity));
  }
}

class Search {
 public:
  Search(const Layer& layer, const Hierarchy& hierarchy, const AnyMapperOptions& options)
      : layer_(layer),
        hierarchy_(hierarchy),
        options_(options),
        stop_(options.time_limit_s),
        incumbent_(options.policy),
        spatial_(spatial_choices(layer_, hierarchy, kSpatialLimit)),
        units_(layer_, hierarchy, spatial_),
        arena_(options.threads > 0 ? options.threads : tbb::task_arena::automatic) {}

  AnyMapping run() {
    dive();
    Value rest;
    const std::vector<Unit> open = units_.open(incumbent_, kUnitLimit, rest);
    std::vector<char> done(open.size(), 0);
    each_unit(open, [&](TileSearch& search, std::size_t i) {
      done[i] = !incumbent_.may_improve(open[i].cycles, open[i].energy_pj, i) ||
                search.run(open[i], i, std::nullopt);
    });
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (done[i] != 0) continue;
      const Value left = value_of(options_.policy, open[i].cycles, open[i].energy_pj);
      rest.first = std::min(rest.first, left.first);
      finished_ = false;
    }
    if (!spatial_.complete) finished_ = false, rest.first = 0;
    return result(rest.first);
  }

 private:
  template <typename Work>
  void each_unit(const std::vector<Unit>& units, const Work& work) {
    std::atomic<std::size_t> next = 0;
    const auto worker = [&](int) {
      TileSearch search(layer_, hierarchy_, incumbent_, stop_);
      for (std::size_t i = next++; i < units.size() && !stop_.check(); i = next++) {
        work(search, i);
      }
      const std::lock_guard lock(mutex_);
      counts_.bounded += search.counts.bounded;
      counts_.evaluated += search.counts.evaluated;
    };
    arena_.execute([&] { tbb::parallel_for(0, arena_.max_concurrency(), worker); });
  }

  // A first incumbent: the few best candidates at each level of the most promising units.
  void dive() {
    std::vector<Unit> units = units_.best_of_each(kDiveBypasses, options_.policy);
    units.resize(std::min(units.size(), kDiveUnits));
    each_unit(units, [&](TileSearch& search, std::size_t i) {
      if (!incumbent_.may_beat(units[i].cycles, units[i].energy_pj)) return;
      search.run(units[i], Incumbent::kHeuristic, kDiveWidth);
    });
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

  AnyMapping result(double unproven) const {
    AnyMapping out;
    out.mappings_bounded = counts_.bounded;
    out.mappings_evaluated = counts_.evaluated;
    out.seconds = seconds();
    const Incumbent::Found* best = incumbent_.best();
    out.feasible = best != nullptr;
    out.proven = finished_;
    out.lower_bound = unproven;
    if (!out.feasible) return out;
    out.nest = best->nest;
    out.cost = best->cost;
    out.counts = counts_of(best->nest);
    out.value = best->value.first;
    out.lower_bound = std::min(unproven, out.value);
    return out;
  }

  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const MergedLayer layer_;
  const Hierarchy& hierarchy_;
  const AnyMapperOptions& options_;
  Stop stop_;
  Incumbent incumbent_;
  const SpatialChoices spatial_;
  const Units units_;
  tbb::task_arena arena_;
  std::mutex mutex_;
  SearchCounts counts_;
  bool finished_ = true;
};

}  // namespace

AnyMapping map_unconstrained(const Layer& layer, const Hierarchy& hierarchy, const AnyMapperOptions& options) {
  check(layer, hierarchy);
  return Search(layer, hierarchy, options).run();
}

}  // namespace dance
