#include "dance/engine/table/layer_sweep.h"

#include <algorithm>

#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/table/sweep_incumbents.h"

namespace dance {

namespace {

// Walks the map space twice: first only where the bounds are well below the incumbents, which finds good
// incumbents soon, then wherever something better could be.
class Sweep final : public MapVisitor {
 public:
  Sweep(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
        int dataflow, const WordBits& words)
      : incumbents_(space, grid, static_cast<double>(layer.layer.macs()),
                    residual_words(layer, grid.front())) {
    MapLimits limits{space.pe_x.back(), space.pe_y.back(), {}, {}, words, space.array_pass_of(space.at(0))};
    for (std::int64_t count : space.rf_words) limits.rf_bits.push_back(count * words.reference());
    for (std::int64_t bytes : space.glb_bytes) limits.glb_bits.push_back(space.glb_tile_bits(bytes));
    const MapSpace map_space(layer.layer, space.dataflows[static_cast<std::size_t>(dataflow)], limits);
    for (double slack : {kFirstSlack, 1.0}) {
      slack_ = slack;
      map_space.walk(*this);
    }
  }

  bool may_matter(const MappingSummary& floor) override { return incumbents_.may_improve(floor, slack_); }
  void visit(const VisitedMapping& mapping) override { incumbents_.offer(mapping.summary); }

  const SweepIncumbents& incumbents() const { return incumbents_; }

 private:
  static constexpr double kFirstSlack = 1.5;

  SweepIncumbents incumbents_;
  double slack_ = 1;
};

}  // namespace

std::vector<UnitCosts> unit_cost_grid(const HardwareSpace& space, int word_bits) {
  const std::int64_t kinds = static_cast<std::int64_t>(space.dataflows.size() * space.word_bits.size());
  const std::int64_t size = space.size() / kinds;
  std::vector<UnitCosts> grid;
  grid.reserve(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i) {
    Accelerator accelerator = space.at(i);
    accelerator.word_bits_index = word_bits;
    grid.push_back(space.unit_costs(accelerator));
  }
  return grid;
}

void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
                 int dataflow, int word_bits, SweptLayer& swept) {
  const Sweep sweep(layer, space, grid, dataflow, space.word_bits[static_cast<std::size_t>(word_bits)]);
  const std::size_t kind =
      static_cast<std::size_t>(word_bits) * space.dataflows.size() + static_cast<std::size_t>(dataflow);
  const auto first = static_cast<std::ptrdiff_t>(kind * grid.size());
  std::copy(sweep.incumbents().cycles().begin(), sweep.incumbents().cycles().end(),
            swept.latency_cycles.begin() + first);
  std::copy(sweep.incumbents().energy_pj().begin(), sweep.incumbents().energy_pj().end(),
            swept.energy_pj.begin() + first);
}

}  // namespace dance
