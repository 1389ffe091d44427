#include "dance/cost/layer_sweep.h"

#include <algorithm>

#include "dance/cost/sweep_incumbents.h"

namespace dance {

namespace {

// Walks the map space twice: first only where the bounds are well below the incumbents, which finds good
// incumbents soon, then wherever something better could be.
class Sweep final : public MapSpace::Visitor {
 public:
  Sweep(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
        int dataflow)
      : incumbents_(space, grid, static_cast<double>(layer.layer.macs()),
                    static_cast<double>(layer.residual_words)) {
    MapLimits limits{space.pe_x.back(), space.pe_y.back(), space.rf_words, {}};
    for (std::int64_t bytes : space.glb_bytes) limits.glb_words.push_back(space.glb_tile_words(bytes));
    MapSpace map_space(layer.layer, space.dataflows[static_cast<std::size_t>(dataflow)], limits);
    for (double slack : {kFirstSlack, 1.0}) {
      slack_ = slack;
      map_space.walk(*this);
    }
  }

  bool may_matter(const Candidate& floor) override { return incumbents_.may_improve(floor, slack_); }
  void visit(const Candidate& candidate) override { incumbents_.offer(candidate); }

  const SweepIncumbents& incumbents() const { return incumbents_; }

 private:
  static constexpr double kFirstSlack = 1.5;

  SweepIncumbents incumbents_;
  double slack_ = 1;
};

}  // namespace

std::vector<UnitCosts> unit_cost_grid(const HardwareSpace& space) {
  std::vector<UnitCosts> grid;
  const std::int64_t size = space.size() / static_cast<std::int64_t>(space.dataflows.size());
  for (std::int64_t i = 0; i < size; ++i) grid.push_back(space.unit_costs(space.at(i)));
  return grid;
}

void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
                 int dataflow, SweptLayer& swept) {
  const Sweep sweep(layer, space, grid, dataflow);
  const auto first = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(dataflow) * grid.size());
  std::copy(sweep.incumbents().cycles().begin(), sweep.incumbents().cycles().end(),
            swept.latency_cycles.begin() + first);
  std::copy(sweep.incumbents().energy_pj().begin(), sweep.incumbents().energy_pj().end(),
            swept.energy_pj.begin() + first);
}

}  // namespace dance
