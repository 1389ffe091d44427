#include "dance/engine/mapping/mapper.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "dance/engine/mapping/dram_allowance.h"
#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

namespace {

auto lexicographic(const Mapping& m) {
  return std::tie(m.dram, m.buffer, m.spatial_x, m.spatial_y, m.register_file, m.dram_order, m.buffer_order,
                  m.weights_bypass_buffer);
}

// Evaluates the mappings of one layer on one accelerator.
class Evaluated : public MapVisitor {
 public:
  Evaluated(const NetworkLayer& layer, const HardwareSpace& space, const Accelerator& accelerator)
      : units_(space.unit_costs(accelerator)),
        residual_words_(residual_words(layer, units_)),
        macs_(static_cast<double>(layer.layer.macs())),
        map_space_(layer.layer, space.dataflow_of(accelerator), limits_of(space, accelerator)) {}

  void run() { map_space_.walk(*this); }

  bool may_matter(const MappingSummary& floor) final {
    const double cycles = latency_cycles(floor.counts, residual_words_, units_);
    return may_matter(cycles, energy_of(floor.counts, residual_words_, macs_, cycles, units_).total_pj());
  }

  void most_dram_words(const MappingSummary& floor, std::vector<double>& most) final {
    MappingCounts counts = floor.counts;
    counts.dram_reads = counts.dram_writes = 0;
    const double cycles = latency_cycles(counts, residual_words_, units_);
    const double energy_pj = energy_of(counts, residual_words_, macs_, 0, units_).total_pj();
    most.assign(most.size(), most_dram_words({cycles, energy_pj, residual_words_}, dram_rates(units_)));
  }

  void visit(const VisitedMapping& mapping) final {
    const MappingCounts& counts = mapping.summary.counts;
    const double cycles = latency_cycles(counts, residual_words_, units_);
    consider(mapping, cycles, energy_of(counts, residual_words_, macs_, cycles, units_).total_pj());
  }

 protected:
  virtual bool may_matter(double least_cycles, double least_energy_pj) const = 0;
  // Of such a mapping that could still matter.
  virtual double most_dram_words(const WithoutDram& mapping, const DramRates& rates) const = 0;
  virtual void consider(const VisitedMapping& mapping, double cycles, double energy_pj) = 0;

 private:
  const UnitCosts units_;
  const double residual_words_, macs_;
  const MapSpace map_space_;
};

class BestUnderPolicy final : public Evaluated {
 public:
  BestUnderPolicy(const NetworkLayer& layer, const HardwareSpace& space, const Accelerator& accelerator,
                  MappingPolicy policy)
      : Evaluated(layer, space, accelerator), policy_(policy) {}

  std::optional<MappedLayer> best;

 private:
  bool may_matter(double least_cycles, double least_energy_pj) const override {
    return !best || !(best_key_ < policy_key(policy_, least_cycles, least_energy_pj));
  }

  double most_dram_words(const WithoutDram& mapping, const DramRates& rates) const override {
    return dance::most_dram_words(policy_, best_key_.first, mapping, rates);
  }

  void consider(const VisitedMapping& mapping, double cycles, double energy_pj) override {
    const PolicyKey key = policy_key(policy_, cycles, energy_pj);
    if (best && best_key_ < key) return;
    const Mapping found = mapping.mapping();
    // Energies may differ by a rounding that their products with the cycles do not show.
    if (best && !(key < best_key_) &&
        std::pair(best->energy_pj, lexicographic(best->mapping)) <=
            std::pair(energy_pj, lexicographic(found)))
      return;
    best_key_ = key;
    best = MappedLayer{found, mapping.summary.counts, cycles, energy_pj};
  }

  const MappingPolicy policy_;
  PolicyKey best_key_;
};

class NonDominated final : public Evaluated {
 public:
  using Evaluated::Evaluated;
  std::vector<MappedLayer> front;  // ascending latency, descending energy

 private:
  std::vector<MappedLayer>::const_iterator slower_than(double cycles) const {
    return std::upper_bound(front.begin(), front.end(), cycles,
                            [](double c, const MappedLayer& layer) { return c < layer.latency_cycles; });
  }

  bool may_matter(double least_cycles, double least_energy_pj) const override {
    const auto slower = slower_than(least_cycles);
    return slower == front.begin() || std::prev(slower)->energy_pj > least_energy_pj;
  }

  // With more, it needs more energy than one that takes no longer than it would without any.
  double most_dram_words(const WithoutDram& mapping, const DramRates& rates) const override {
    const auto slower = slower_than(mapping.cycles);
    if (slower == front.begin()) return std::numeric_limits<double>::infinity();
    return dance::most_dram_words(MappingPolicy::Energy, std::prev(slower)->energy_pj, mapping, rates);
  }

  void consider(const VisitedMapping& mapping, double cycles, double energy_pj) override {
    auto place = std::lower_bound(front.begin(), front.end(), cycles, [](const MappedLayer& layer, double c) {
      return layer.latency_cycles < c;
    });
    if (place != front.end() && place->latency_cycles == cycles && place->energy_pj <= energy_pj) return;
    if (place != front.begin() && std::prev(place)->energy_pj <= energy_pj) return;
    const auto dominated_end = std::find_if(
        place, front.end(), [&](const MappedLayer& layer) { return layer.energy_pj < energy_pj; });
    place = front.erase(place, dominated_end);
    front.insert(place, MappedLayer{mapping.mapping(), mapping.summary.counts, cycles, energy_pj});
  }
};

}  // namespace

MapLimits limits_of(const HardwareSpace& space, const Accelerator& accelerator) {
  const WordBits& words = space.word_bits_of(accelerator);
  return {accelerator.pe_x,
          accelerator.pe_y,
          {accelerator.rf_words * words.reference()},
          {space.glb_tile_bits(accelerator.glb_bytes)},
          words,
          space.array_pass_of(accelerator)};
}

std::optional<MappedLayer> best_mapping(const NetworkLayer& layer, const HardwareSpace& space,
                                        const Accelerator& accelerator, MappingPolicy policy) {
  BestUnderPolicy search(layer, space, accelerator, policy);
  search.run();
  return search.best;
}

std::vector<MappedLayer> pareto_mappings(const NetworkLayer& layer, const HardwareSpace& space,
                                         const Accelerator& accelerator) {
  NonDominated search(layer, space, accelerator);
  search.run();
  return search.front;
}

}  // namespace dance
