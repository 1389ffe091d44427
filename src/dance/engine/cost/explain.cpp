#include "dance/engine/cost/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dance/engine/hardware/parts.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/nest/array_cycles.h"

namespace dance {

namespace {

// Positions in Explanation::sources.
enum Source : std::size_t { kMac, kRegisterFile, kBank, kDram, kWire, kLeakage };

std::string row_text(const std::string& component, const ComponentRow& row) {
  const std::string size = row.size_bytes > 0 ? fmt::format("{} bytes, ", row.size_bytes) : "";
  return fmt::format("{} ({}{} bits)", component, size, row.width_bits);
}

std::vector<std::string> sources_of(const HardwareSpace& space, const AcceleratorParts& parts,
                                    std::int64_t word_bits) {
  const auto per_access = [](const ComponentRow& row, double words) {
    return fmt::format("{:g} pJ a read and {:g} pJ a write of {:g} words", row.read_pj, row.write_pj, words);
  };
  const ComponentRow &bank = parts.bank.row, &dram = parts.dram;
  const auto leak = [](const BuiltPart& part) {
    return fmt::format("{:g} x {:g} mW ({})", part.count, part.row.leakage_mw, part.component);
  };
  return {
      fmt::format("{}: {}", row_text(parts.mac.component, parts.mac.row), parts.mac.row.source),
      fmt::format("{}: {}", row_text(parts.register_file.component, parts.register_file.row),
                  parts.register_file.row.source),
      fmt::format("bank of {}, {}: {}", row_text(parts.bank.component, bank),
                  per_access(bank, parts.words_per_row), bank.source),
      fmt::format("{}, {}: {}", row_text(parts.dram_component, dram), per_access(dram, parts.words_per_burst),
                  dram.source),
      fmt::format("wire of {:.4g} mm x {} bits x {:g} pJ/bit/mm: {}", parts.wire_mm, word_bits,
                  space.technology.wire_pj_per_bit_mm(), space.technology.wire_source()),
      fmt::format("{} + {} + {}; rows of [1] to [3]", leak(parts.mac), leak(parts.register_file),
                  leak(parts.bank)),
  };
}

// The items of one layer in their fixed order.
class Items {
 public:
  Items(const NetworkLayer& layer, const LayerCost& cost, const UnitCosts& units, Multicast multicast,
        const WordBits& words)
      : nest_(counts_of(nest_of(layer.layer, cost.mapping, multicast))), runs_(layer.runs()) {
    const std::int64_t reference = words.reference();
    const PerTensor dram = in_words_of(words.dram, reference),
                    buffer = in_words_of(words.global_buffer, reference),
                    register_file = in_words_of(words.register_file, reference);
    add({"MAC", "operation", {}, static_cast<double>(cost.macs), "MACs", units.mac_pj, 0, kMac});
    add_level("register file", 2, register_file, units.rf_read_pj, units.rf_write_pj, kRegisterFile);
    add_level("buffer", 1, buffer, units.glb_read_pj, units.glb_write_pj, kBank);
    add_level("DRAM", 0, dram, units.dram_read_pj, units.dram_write_pj, kDram);
    add({"DRAM",
         "residual read",
         {},
         runs_ * static_cast<double>(layer.residual_words),
         "words",
         units.dram_read_pj * units.residual_word,
         0,
         kDram});
    for (Tensor t : kAllTensors) {  // what the level above the array sends down and takes up
      const bool kept = at(1, t).kept;
      const TensorCounts& feeder = kept ? at(1, t) : at(0, t);
      const double word = (kept ? buffer : dram)[index(t)];
      add({"network", "transfer", t, runs_ * static_cast<double>(feeder.reads + feeder.updates), "words",
           units.network_pj * word, 0, kWire});
    }
    add({"leakage",
         "whole chip",
         {},
         cost.latency_cycles / units.clock_mhz * 1e3,
         "ns",
         units.leakage_mw,
         0,
         kLeakage});
  }

  std::vector<EnergyItem> take() { return std::move(items_); }

 private:
  const TensorCounts& at(std::size_t level, Tensor t) const { return nest_.levels[level][index(t)]; }

  // A word of each tensor, in those of the unit costs.
  using PerTensor = std::array<double, kTensors>;

  void add_level(const char* component, std::size_t level, const PerTensor& words, double read_pj,
                 double write_pj, Source source) {
    for (Tensor t : kAllTensors) {
      const double word = words[index(t)];
      const TensorCounts& tensor = at(level, t);
      const double instances = runs_ * static_cast<double>(tensor.instances);
      add({component, "read", t, instances * static_cast<double>(tensor.reads), "words", read_pj * word, 0,
           source});
      add({component, "write", t, instances * static_cast<double>(tensor.fills + tensor.updates), "words",
           write_pj * word, 0, source});
    }
  }

  void add(EnergyItem item) {
    item.energy_pj = item.count * item.unit_pj;
    items_.push_back(std::move(item));
  }

  const NestCounts nest_;  // of one run
  const double runs_;
  std::vector<EnergyItem> items_;
};

void explain_cycles(const LayerCost& cost, const UnitCosts& units, LayerExplanation& layer) {
  const MappingCounts& counts = cost.counts;  // the residual read included
  const auto cycles = resource_cycles(counts, 0, units);
  const std::array<double, kBottlenecks> amounts = {counts.compute_cycles + counts.pass_cycles,
                                                    counts.glb_reads, counts.glb_writes,
                                                    counts.dram_reads + counts.dram_writes};
  const std::array<double, kBottlenecks> bandwidths = {
      1, units.glb_read_words_per_cycle, units.glb_write_words_per_cycle, units.dram_words_per_cycle};
  double second = 0;
  for (std::size_t i = 0; i < kBottlenecks; ++i) {
    layer.cycles[i] = {kAllBottlenecks[i], amounts[i], bandwidths[i], cycles[i]};
    if (kAllBottlenecks[i] != cost.bottleneck) second = std::max(second, cycles[i]);
  }
  layer.latency_cycles = cost.latency_cycles;
  layer.exposed_transfer_cycles = exposed_transfer_cycles(cycles, units);
  layer.limit = cost.bottleneck;
  // Every layer moves words, so that the second is no 0.
  layer.limit_ratio = cycles[static_cast<std::size_t>(layer.limit)] / second;
}

std::optional<PassItem> passes_of(const NetworkLayer& layer, const LayerCost& cost,
                                  const HardwareSpace& space, const Accelerator& accelerator) {
  const std::optional<ArrayPass> pass = space.array_pass_of(accelerator);
  if (!pass) return std::nullopt;
  Nest nest = nest_of(layer.layer, cost.mapping, space.dataflow_of(accelerator).multicast);
  nest.stationary = pass->stationary;
  const PassCounts counts = counts_of(nest).array;
  const ArrayCycles cycles = array_cycles_of(counts, *pass);
  const double runs = layer.runs();
  return PassItem{runs * static_cast<double>(counts.passes), runs * cycles.steps, runs * cycles.fill_drain,
                  runs * cycles.load};
}

std::vector<AreaItem> area_of(const AcceleratorParts& parts) {
  std::vector<AreaItem> items;
  const std::array<const char*, 3> names = {"MAC", "register file", "buffer bank"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const BuiltPart& part = *parts.on_chip()[i];
    items.push_back({names[i], part.count, part.row.area_um2, part.area_um2(), i});  // sources in that order
  }
  return items;
}

}  // namespace

Explanation explain(const Network& network, const NetworkCost& cost, const HardwareSpace& space,
                    const Accelerator& accelerator) {
  const UnitCosts units = space.unit_costs(accelerator);
  const AcceleratorParts parts = parts_of(space, accelerator);
  Explanation explanation;
  explanation.word_bits = space.word_bits_of(accelerator).reference();
  explanation.sources = sources_of(space, parts, explanation.word_bits);
  explanation.area = area_of(parts);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    LayerExplanation layer;
    layer.name = network.layers[i].layer.name;
    layer.energy = Items(network.layers[i], cost.layers[i], units, space.dataflow_of(accelerator).multicast,
                         space.word_bits_of(accelerator))
                       .take();
    explain_cycles(cost.layers[i], units, layer);
    layer.passes = passes_of(network.layers[i], cost.layers[i], space, accelerator);
    auto& all = explanation.energy;
    if (all.empty()) {
      all = layer.energy;
    } else {
      for (std::size_t item = 0; item < all.size(); ++item) {
        all[item].count += layer.energy[item].count;
        all[item].energy_pj += layer.energy[item].energy_pj;
        // Weights that bypass the buffer come in DRAM's words.
        if (all[item].unit_pj != layer.energy[item].unit_pj && all[item].count > 0)
          all[item].unit_pj = all[item].energy_pj / all[item].count;
      }
    }
    explanation.layers.push_back(std::move(layer));
  }
  return explanation;
}

}  // namespace dance
