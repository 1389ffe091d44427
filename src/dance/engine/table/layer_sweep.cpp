#include "dance/engine/table/layer_sweep.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

#include "dance/engine/mapping/map_space.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/table/sweep_incumbents.h"

namespace dance {

namespace {

MapSpace map_space_of(const NetworkLayer& layer, const HardwareSpace& space, int dataflow, int word_bits) {
  const WordBits& words = space.word_bits[static_cast<std::size_t>(word_bits)];
  MapLimits limits{space.pe_x.back(), space.pe_y.back(), {}, {}, words, space.array_pass_of(space.at(0))};
  for (std::int64_t count : space.rf_words) limits.rf_bits.push_back(count * words.reference());
  for (std::int64_t bytes : space.glb_bytes) limits.glb_bits.push_back(space.glb_tile_bits(bytes));
  return {layer.layer, space.dataflows[static_cast<std::size_t>(dataflow)], limits};
}

// One thread's part in a sweep: it keeps incumbents of its own, so that it need not wait for others.
class Sweeper final : public MapVisitor {
 public:
  Sweeper(const MapSpace& map_space, const SweepIncumbents& known)
      : incumbents_(known), walk_(map_space, *this) {}

  void sweep(const SpatialFactors& spatial, double slack) {
    slack_ = slack;
    walk_.walk(spatial);
  }
  SweepIncumbents& incumbents() { return incumbents_; }
  const TilingFilter& filter() const { return walk_.filter(); }

  bool may_matter(const MappingSummary& floor) override { return incumbents_.may_improve(floor, slack_); }
  void most_dram_words(const MappingSummary& floor, std::vector<double>& most) override {
    incumbents_.most_dram_words(floor, slack_, most);
  }
  void visit(const VisitedMapping& mapping) override { incumbents_.offer(mapping.summary); }

 private:
  SweepIncumbents incumbents_;
  MapSpaceWalk walk_;
  double slack_ = 1;
};

// Walks the map space several times: first only where the bounds are well below the incumbents, which finds
// good incumbents soon, at last wherever something better could be.
class Sweep {
 public:
  Sweep(const MapSpace& map_space, const SweepIncumbents& none) : map_space_(map_space), best_(none) {}

  void run() {
    double slack = kFirstSlack;
    while (slack > 1 && share_worth_walking(slack) < kFewWorthWalking)
      slack = slack < kLeastSlack ? 1 : 1 + (slack - 1) / 4;
    share_worth_walking(1);
  }
  const SweepIncumbents& best() const { return best_; }

 private:
  static constexpr double kFirstSlack = 1.5, kLeastSlack = 1.02;
  // A walk over so small a share of the array tilings costs little, and may leave incumbents far from good.
  static constexpr double kFewWorthWalking = 0.1;
  static constexpr std::size_t kChunks = 64;

  // Walks, and returns the share of the array tilings that were worth it.
  double share_worth_walking(double slack) {
    const std::vector<SpatialFactors>& all = map_space_.spatial_factors();
    const tbb::blocked_range<std::size_t> range(0, all.size(),
                                                std::max<std::size_t>(1, all.size() / kChunks));
    std::atomic<std::int64_t> entered = 0, passed = 0;
    // A thread that waits here must not begin another sweep, after which others would have to wait for it.
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(
          range,
          [&](const tbb::blocked_range<std::size_t>& chunk) {
            std::unique_ptr<Sweeper> sweeper = take();
            const std::int64_t entered_before = sweeper->filter().entered();
            const std::int64_t passed_before = sweeper->filter().passed();
            for (std::size_t i = chunk.begin(); i < chunk.end(); ++i) sweeper->sweep(all[i], slack);
            entered += sweeper->filter().entered() - entered_before;
            passed += sweeper->filter().passed() - passed_before;
            give_back(std::move(sweeper));
          },
          tbb::simple_partitioner());
    });
    return static_cast<double>(passed) / static_cast<double>(std::max<std::int64_t>(1, entered));
  }

  // A sweeper that knows the best of all until now.
  std::unique_ptr<Sweeper> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      ++made_;
      return std::make_unique<Sweeper>(map_space_, best_);
    }
    std::unique_ptr<Sweeper> sweeper = std::move(idle_.back());
    idle_.pop_back();
    if (made_ > 1) sweeper->incumbents().take_better(best_);  // else nobody else has found any
    return sweeper;
  }

  void give_back(std::unique_ptr<Sweeper> sweeper) {
    const std::lock_guard lock(mutex_);
    best_.take_better(sweeper->incumbents());
    idle_.push_back(std::move(sweeper));
  }

  const MapSpace& map_space_;
  SweepIncumbents best_;
  std::mutex mutex_;
  int made_ = 0;
  std::vector<std::unique_ptr<Sweeper>> idle_;
};

}  // namespace

// Measured on 79 sweeps of MobileNetV2 on `edge`: the time grows with the number of ways to lie on the array
// to the power of 0.54, and is within a factor of 1.8 of that for two of three.
std::int64_t sweep_steps(const NetworkLayer& layer, const HardwareSpace& space, int dataflow, int word_bits) {
  const MapSpace map_space = map_space_of(layer, space, dataflow, word_bits);
  return std::llround(10 * std::sqrt(static_cast<double>(map_space.spatial_factors().size())));
}

void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const SweepGrid& grid, int dataflow,
                 int word_bits, SweptLayer& swept) {
  const MapSpace map_space = map_space_of(layer, space, dataflow, word_bits);
  Sweep sweep(map_space,
              SweepIncumbents(grid, static_cast<double>(layer.layer.macs()),
                              residual_words(layer, grid.units.front()), map_space.least_dram_words()));
  sweep.run();
  const std::size_t kind =
      static_cast<std::size_t>(word_bits) * space.dataflows.size() + static_cast<std::size_t>(dataflow);
  for (std::size_t i = 0; i < grid.units.size(); ++i) {
    swept.latency_cycles[kind * grid.units.size() + i] = sweep.best().cycles(i);
    swept.energy_pj[kind * grid.units.size() + i] = sweep.best().energy_pj(i);
  }
}

}  // namespace dance
