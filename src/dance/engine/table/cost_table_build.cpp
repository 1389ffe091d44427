// Builds the cost table: one sweep per (distinct layer, dataflow), then sums over the layers of each
// candidate.
#include <fmt/format.h>
#include <tbb/parallel_for_each.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "dance/core/error.h"
#include "dance/core/watched_work.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/layer_sweep.h"
#include "dance/engine/table/swept_layer_cache.h"
#include "dance/engine/workload/layer_key.h"

namespace dance {

struct CostTableBuilder {
  // One sweep.
  struct Task {
    std::size_t layer = 0;
    int dataflow = 0, word_bits = 0;
    std::int64_t steps = 0;  // of the progress
  };

  CostTableBuilder(const CostTableRequest& table_request, const HardwareSpace& hardware_space)
      : request(table_request), space(hardware_space) {
    for (int words = 0; words < static_cast<int>(space.word_bits.size()); ++words)
      grids.emplace_back(space, words);
    for (const auto& operations : request.candidates) {
      for (const auto& layers : operations) add(layers);
    }
    add(request.fixed);
  }

  void add(const std::vector<NetworkLayer>& layers) {
    for (const NetworkLayer& layer : layers) {
      if (number_of.try_emplace(layer_key(layer), distinct.size()).second) distinct.push_back(layer);
    }
  }

  // Before the sweeps: whether the layer was kept.
  static bool is_known(const SweptLayer& layer) { return !layer.latency_cycles.empty(); }

  // Takes layers that are kept from there.
  void load(const SweptLayerCache& kept, Progress& progress) {
    for (std::size_t i = 0; i < distinct.size(); ++i) {
      try {
        if (std::optional<SweptLayer> layer = kept.load(distinct[i])) swept[i] = std::move(*layer);
      } catch (const Error& error) {
        progress.warn(fmt::format("a layer is swept again: {}", error.what()));
      }
    }
  }

  // One for each layer, dataflow and kind of words that is not kept, the longest first.
  std::vector<Task> tasks() {
    const std::size_t accelerators = static_cast<std::size_t>(space.size());
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < distinct.size(); ++i) {
      if (is_known(swept[i])) continue;
      swept[i].latency_cycles.assign(accelerators, 0);
      swept[i].energy_pj.assign(accelerators, 0);
      for (int words = 0; words < static_cast<int>(space.word_bits.size()); ++words) {
        for (int dataflow = 0; dataflow < static_cast<int>(space.dataflows.size()); ++dataflow)
          tasks.push_back({i, dataflow, words, sweep_steps(distinct[i], space, dataflow, words)});
      }
    }
    std::stable_sort(tasks.begin(), tasks.end(),
                     [](const Task& a, const Task& b) { return a.steps > b.steps; });
    return tasks;
  }

  // Sweeps every distinct layer that is not kept; the calling thread tells of the progress.
  void sweep(int threads, Progress& progress, const SweptLayerCache* kept) {
    swept.resize(distinct.size());
    if (kept != nullptr) load(*kept, progress);
    const auto from_cache = std::count_if(swept.begin(), swept.end(), is_known);
    const std::vector<Task> all = tasks();
    left = std::vector<std::atomic<int>>(distinct.size());
    std::int64_t steps = 0;
    for (const Task& task : all) {
      ++left[task.layer];
      steps += task.steps;
    }
    std::atomic<std::int64_t> done{0};
    progress.begin("cost table", steps, "steps");
    Figures figures = {{"layers", static_cast<double>(distinct.size())},
                       {"accelerators", static_cast<double>(space.size())}};
    if (from_cache > 0) figures.insert(figures.begin() + 1, {"known", static_cast<double>(from_cache)});
    const auto sweep_all = [&] {
      tbb::parallel_for_each(all.begin(), all.end(), [&](const Task& task) {
        run(task, kept);
        done += task.steps;
      });
    };
    tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
    run_watched([&] { arena.execute(sweep_all); }, [&] { progress.advance(done, figures); });
    progress.end();
    if (not_kept) progress.warn("layers are not kept: " + *not_kept);
  }

  void run(const Task& task, const SweptLayerCache* kept) {
    sweep_layer(distinct[task.layer], space, grids[static_cast<std::size_t>(task.word_bits)], task.dataflow,
                task.word_bits, swept[task.layer]);
    if (--left[task.layer] > 0 || kept == nullptr) return;
    try {
      kept->save(distinct[task.layer], swept[task.layer]);
    } catch (const Error& error) {
      const std::lock_guard lock(mutex);
      if (!not_kept) not_kept = error.what();
    }
  }

  // Sum of the layers' costs; clears `feasible` where one has no mapping.
  void sum(const std::vector<NetworkLayer>& layers, float* latency_ms, float* energy_mj,
           std::vector<std::uint8_t>& feasible) const {
    const std::size_t accelerators = feasible.size();
    std::vector<double> cycles(accelerators), energy_pj(accelerators);
    for (const NetworkLayer& layer : layers) {
      const SweptLayer& cost = swept[number_of.at(layer_key(layer))];
      for (std::size_t a = 0; a < accelerators; ++a) {
        if (cost.latency_cycles[a] == 0) feasible[a] = 0;
        cycles[a] += layer.runs() * cost.latency_cycles[a];
        energy_pj[a] += layer.runs() * cost.energy_pj[a];
      }
    }
    for (std::size_t a = 0; a < accelerators; ++a) {
      latency_ms[a] = static_cast<float>(cycles[a] / space.clock_mhz * 1e-3);
      energy_mj[a] = static_cast<float>(energy_pj[a] * 1e-9);
    }
  }

  CostTable table() const {
    CostTable table;
    table.accelerators_ = space.size();
    const std::size_t accelerators = static_cast<std::size_t>(table.accelerators_);
    table.feasible_.assign(accelerators, 1);
    for (const auto& operations : request.candidates) {
      table.first_row_.push_back(table.latency_ms_.size() / accelerators);
      table.operations_.push_back(static_cast<std::int64_t>(operations.size()));
      table.latency_ms_.resize(table.latency_ms_.size() + operations.size() * accelerators);
      table.energy_mj_.resize(table.latency_ms_.size());
      for (std::size_t operation = 0; operation < operations.size(); ++operation) {
        const std::size_t row = (table.first_row_.back() + operation) * accelerators;
        sum(operations[operation], &table.latency_ms_[row], &table.energy_mj_[row], table.feasible_);
      }
    }
    table.fixed_latency_ms_.resize(accelerators);
    table.fixed_energy_mj_.resize(accelerators);
    sum(request.fixed, table.fixed_latency_ms_.data(), table.fixed_energy_mj_.data(), table.feasible_);
    clear_infeasible(table);
    for (const SweepGrid& grid : grids) {
      for (std::size_t dataflow = 0; dataflow < space.dataflows.size(); ++dataflow) {
        for (const UnitCosts& units : grid.units)
          table.area_mm2_.push_back(static_cast<float>(units.area_um2 * 1e-6));
      }
    }
    return table;
  }

  static void clear_infeasible(CostTable& table) {
    const std::size_t accelerators = table.feasible_.size();
    for (std::size_t a = 0; a < accelerators; ++a) {
      if (table.feasible_[a] != 0) continue;
      for (std::size_t row = a; row < table.latency_ms_.size(); row += accelerators) {
        table.latency_ms_[row] = table.energy_mj_[row] = 0;
      }
      table.fixed_latency_ms_[a] = table.fixed_energy_mj_[a] = 0;
    }
  }

  const CostTableRequest& request;
  const HardwareSpace& space;
  std::vector<SweepGrid> grids;  // per kind of words
  std::map<LayerKey, std::size_t> number_of;
  std::vector<NetworkLayer> distinct;
  // Of each distinct layer: its costs, and how many of its sweeps are not done.
  std::vector<SweptLayer> swept;
  std::vector<std::atomic<int>> left;
  std::mutex mutex;
  std::optional<std::string> not_kept;  // why the first of them could not be
};

CostTable CostTable::build(const CostTableRequest& request, const HardwareSpace& space, int threads,
                           Progress& progress, const SweptLayerCache* kept) {
  CostTableBuilder builder(request, space);
  builder.sweep(threads, progress, kept);
  CostTable table = builder.table();
  table.key_ = cost_table_key(request, space);
  return table;
}

}  // namespace dance
