#include "dance/engine/unconstrained/mapper.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "dance/core/error.h"
#include "dance/core/integers.h"
#include "dance/engine/unconstrained/relaxed_bound.h"
#include "dance/engine/unconstrained/spatial_choices.h"
#include "dance/engine/unconstrained/tasks.h"
#include "dance/engine/unconstrained/tile_search.h"
#include "dance/engine/unconstrained/time_limit.h"

namespace dance {

namespace {

using namespace unconstrained;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kSpatialLimit = 1'000'000;
constexpr std::size_t kTaskLimit = 2'000'000;
constexpr std::size_t kDiveTasks = 512, kDiveBypasses = 6, kDiveWidth = 3;
constexpr std::size_t kFirstChoices = 64, kFirstTasks = 16, kFirstRounds = 3;
constexpr double kBeamChoices = 20'000;  // listed where there are too many
// Shares of the time limit after which the search goes on with what it has.
constexpr double kFirstShare = 0.1, kSpatialShare = 0.4, kBeamShare = 0.5, kTaskShare = 0.6,
                 kDiveShare = 0.75, kOpenShare = 0.85;

// Whether a pass costs the same whatever runs in it, so that only the number of stationary tiles counts.
bool counts_by_tiles(const ArrayPass& pass) {
  return pass.stationary != Tensor::Inputs && !pass.load_overlaps && pass.instruction_least_cycles <= 1;
}

void check(const Hierarchy& hierarchy) {
  const auto refuse = [&](std::string problem, std::string expected, std::string found) {
    throw Error({hierarchy.name, 0, "", std::move(problem), std::move(expected), std::move(found)});
  };
  if (hierarchy.levels.empty() || hierarchy.levels.size() > kMaxLevels) {
    refuse("the mapper does not take this number of storage levels", fmt::format("1 to {}", kMaxLevels),
           fmt::format("{}", hierarchy.levels.size()));
  }
  if (hierarchy.array_pass && !counts_by_tiles(*hierarchy.array_pass)) {
    refuse("the mapper of every mapping does not take this array_pass",
           "stationary weights or outputs, and neither instructions nor loads that overlap them", "");
  }
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (!hierarchy.levels.front().may_keep[t]) {
      refuse(
          fmt::format("the outermost level '{}' keeps no {}", hierarchy.levels.front().name, kTensorNames[t]),
          "an outermost level that keeps every tensor", "");
    }
  }
}

// Inner levels may always be bypassed, so that only the outermost one can be too small.
std::vector<Misfit> outermost_misfits(const Layer& layer, const Hierarchy& hierarchy) {
  std::array<TensorCounts, kTensors> whole;
  const MergedLayer merged(layer, hierarchy.input_words);
  for (Tensor t : kAllTensors) {
    TensorCounts& tensor = whole[index(t)];
    tensor.kept = true;
    tensor.tile_words = saturated_integer(merged.tile_words(t, merged.merged(layer.bounds)));
  }
  std::vector<Misfit> misfits;
  const StorageLevel& outermost = hierarchy.levels.front();
  check_capacity(whole, outermost.name, outermost.capacity_words, misfits, outermost.units.word);
  return misfits;
}

class Search {
 public:
  Search(const Layer& layer, const Hierarchy& hierarchy, const UnconstrainedMapperOptions& options,
         const WorkContext& context)
      : layer_(layer, hierarchy.input_words, options.constraints),
        hierarchy_(hierarchy),
        options_(options),
        progress_(context.progress),
        limit_(options.time_limit_s, context.interrupted, [this](double seconds) { show(seconds); }),
        incumbent_(options.policy),
        arena_(context.threads > 0 ? context.threads : tbb::task_arena::automatic) {}

  UnconstrainedMapping run() {
    find_first();
    list_tasks();
    dive();
    PolicyKey rest;
    const std::vector<Task> open = tasks_->open(incumbent_, kTaskLimit, rest, after(kOpenShare));
    std::vector<std::atomic<bool>> done(open.size());
    open_ = {&open, &done, 0};
    each_task(open, [&](TileSearch& search, std::size_t i) {
      done[i] = !incumbent_.may_improve(open[i].cycles, open[i].energy_pj, i) || search.run(open[i], i);
    });
    const double unfinished = least_unfinished();  // tasks come by ascending bound
    open_ = {};
    // What was never begun: tasks beyond the limit, or spatial choices beyond theirs.
    double bound = std::min(unfinished, rest.first);
    if (!is_complete_) bound = std::min(bound, relaxed_);
    const Incumbent::Found* best = incumbent_.best();
    const bool proven =
        is_complete_ &&
        (bound == kInfinity || (best != nullptr && bound >= best->value.first && unfinished == kInfinity));
    const UnconstrainedMapping out = result(bound, proven);
    if (showing_) progress_.advance(0, {{"best", out.value}, {"gap_percent", 100 * out.gap()}});
    return out;
  }

 private:
  template <typename Work>
  void each_task(const std::vector<Task>& tasks, const Work& work) {
    std::atomic<std::size_t> next = 0;
    const auto worker = [&](int) {
      TileSearch search(layer_, hierarchy_, incumbent_, limit_, most_candidates());
      for (std::size_t i = next++; i < tasks.size() && !limit_.check(); i = next++) {
        work(search, i);
      }
      const std::lock_guard lock(mutex_);
      counts_.bounded += search.counts.bounded;
      counts_.evaluated += search.counts.evaluated;
    };
    arena_.execute([&] { tbb::parallel_for(0, arena_.max_concurrency(), worker); });
  }

  std::size_t most_candidates() const {
    constexpr std::size_t kCandidateBytes = 128;
    const auto threads = static_cast<std::size_t>(arena_.max_concurrency());
    return options_.max_memory_bytes / 4 / kCandidateBytes / hierarchy_.levels.size() / threads;
  }

  // Whether a share of the time limit is gone, or all work is to end.
  std::function<bool()> after(double share) {
    return [this, share] { return limit_.check() || limit_.seconds() > share * options_.time_limit_s; };
  }

  // A first mapping at once, on a few spatial choices that use most of the instances; then better ones, on
  // more of them and with more effort.
  void find_first() {
    for (std::size_t round = 0; round < kFirstRounds && (round == 0 || !after(kFirstShare)()); ++round) {
      const std::size_t growth = std::size_t{1} << 2 * round;
      const SpatialChoices few = spatial_choices(
          layer_, hierarchy_,
          {.choices = kFirstChoices * growth, .per_fanout = 2 + round, .stop = after(kSpatialShare)});
      search_few(Tasks(layer_, hierarchy_, few), kFirstTasks * growth, 1 + round,
                 {.width = 1 + round, .divisors = 3 + round});
    }
  }

  // Tries the most promising of the tasks, with as many bypasses of each spatial choice.
  void search_few(const Tasks& tasks, std::size_t most, std::size_t bypasses, const Effort& effort) {
    std::vector<Task> best = tasks.best_of_each(bypasses, options_.policy, after(kDiveShare));
    best.resize(std::min(best.size(), most));
    each_task(best, [&](TileSearch& search, std::size_t i) {
      const bool enough =
          incumbent_.best() != nullptr && limit_.seconds() > kDiveShare * options_.time_limit_s;
      if (!enough && incumbent_.may_beat(best[i].cycles, best[i].energy_pj))
        search.run(best[i], Incumbent::kHeuristic, effort);
    });
  }

  // Lists spatial choices and their bypasses; where they are too many for time or memory, those that use most
  // of each fan-out.
  void list_tasks() {
    const std::size_t most =
        std::min(kSpatialLimit, options_.max_memory_bytes / 4 / bytes_of_choice(hierarchy_));
    spatial_ = spatial_choices(layer_, hierarchy_, {.choices = most, .stop = after(kSpatialShare)});
    if (!spatial_.complete) {
      spatial_ = {};
      spatial_ = spatial_choices(layer_, hierarchy_,
                                 {.choices = most, .per_fanout = beam_width(), .stop = after(kBeamShare)});
    }
    tasks_.emplace(layer_, hierarchy_, spatial_, &incumbent_,
                   TaskLimits{options_.max_memory_bytes / 4, after(kTaskShare)});
    is_complete_ = spatial_.complete && tasks_->is_complete();
    const RelaxedBound least = relaxed_bound(layer_.layer(), hierarchy_);
    relaxed_ = policy_key(options_.policy, least.cycles, least.energy_pj).first;
  }

  std::size_t beam_width() const {
    double fanouts = 0;
    for (std::size_t l = 0; l < hierarchy_.levels.size(); ++l)
      fanouts += hierarchy_.fanout_x(l) * hierarchy_.fanout_y(l) > 1 ? 1 : 0;
    return std::max<std::size_t>(
        2, static_cast<std::size_t>(std::pow(kBeamChoices, 1 / std::max(1.0, fanouts))));
  }

  // A better incumbent: the few best candidates at each level of the most promising tasks. Where tasks are
  // too many, so are the candidates: there the effort grows step by step.
  void dive() {
    if (is_complete_) return search_few(*tasks_, kDiveTasks, kDiveBypasses, {.width = kDiveWidth});
    for (std::size_t width = 1; width <= kDiveWidth; ++width)
      search_few(*tasks_, kDiveTasks, kDiveBypasses, {.width = width, .divisors = 2 + 2 * width});
  }

  // The bound of the first task that is not done; infinite where all are.
  double least_unfinished() {
    if (open_.tasks == nullptr) return 0;
    while (open_.first < open_.tasks->size() && (*open_.done)[open_.first]) ++open_.first;
    if (open_.first == open_.tasks->size()) return kInfinity;
    const Task& task = (*open_.tasks)[open_.first];
    const double bound = policy_key(options_.policy, task.cycles, task.energy_pj).first;
    return is_complete_ ? bound : std::min(bound, relaxed_);
  }

  // Progress, from the thread that asked for the search.
  void show(double seconds) {
    if (std::this_thread::get_id() != caller_) return;
    if (seconds < shown_s_ + (showing_ ? 0.2 : 1.0)) return;
    if (!showing_) progress_.begin("mapping", 0, "");
    showing_ = true;
    shown_s_ = seconds;
    Figures figures;
    if (const Incumbent::Found* best = incumbent_.best()) {
      figures.push_back({"best", best->value.first});
      const double bound = std::min(least_unfinished(), best->value.first);
      if (bound > 0) figures.push_back({"gap_percent", 100 * (best->value.first / bound - 1)});
    }
    progress_.advance(0, figures);
  }

  UnconstrainedMapping result(double bound, bool proven) const {
    UnconstrainedMapping out;
    out.mappings_bounded = counts_.bounded;
    out.mappings_evaluated = counts_.evaluated;
    out.seconds = limit_.seconds();
    const Incumbent::Found* best = incumbent_.best();
    out.feasible = best != nullptr;
    out.proven = proven;
    out.lower_bound = bound;
    if (!out.feasible) return out;
    out.nest = best->nest;
    out.cost = best->cost;
    out.counts = counts_of(best->nest);
    out.value = best->value.first;
    out.lower_bound = std::min(bound, out.value);
    for (const Incumbent::Found& found : incumbent_.history()) {
      if (found.value.first < (out.improvements.empty() ? kInfinity : out.improvements.back().value)) {
        out.improvements.push_back({found.seconds, found.value.first});
      }
    }
    return out;
  }

  struct Open {
    const std::vector<Task>* tasks = nullptr;
    const std::vector<std::atomic<bool>>* done = nullptr;
    std::size_t first = 0;  // all before it are done
  };

  const MergedLayer layer_;
  const Hierarchy& hierarchy_;
  const UnconstrainedMapperOptions& options_;
  Progress& progress_;
  const std::thread::id caller_ = std::this_thread::get_id();
  double shown_s_ = 0;
  bool showing_ = false;
  Open open_;
  TimeLimit limit_;
  Incumbent incumbent_;
  SpatialChoices spatial_;
  std::optional<Tasks> tasks_;
  bool is_complete_ = false;  // all spatial choices and bypasses are listed
  double relaxed_ = 0;        // the bound of what is not
  tbb::task_arena arena_;
  std::mutex mutex_;
  SearchCounts counts_;
};

}  // namespace

UnconstrainedMapping map_unconstrained(const Layer& layer, const Hierarchy& hierarchy,
                                       const UnconstrainedMapperOptions& options,
                                       const WorkContext& context) {
  check(hierarchy);
  UnconstrainedMapping infeasible;
  infeasible.misfits = outermost_misfits(layer, hierarchy);
  infeasible.proven = true;
  if (!infeasible.misfits.empty()) return infeasible;
  return Search(layer, hierarchy, options, context).run();
}

}  // namespace dance
