// The exact cost of every candidate operation on every accelerator of a hardware space, under the space's
// mapping policy (docs/cost_model.md, "Whole spaces at once").
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/workload/network.h"

namespace dance {

// What the table is made of: for each position (searchable layer) the layers of each candidate operation, and
// the layers that every network has (stem, head, classifier).
struct CostTableRequest {
  std::vector<std::vector<std::vector<NetworkLayer>>>
      candidates;  // [position][operation] -> layers, empty for Zero
  std::vector<NetworkLayer> fixed;
};

// Checksum of everything the table depends on: layers, space, technology, dataflows, policy, version of the
// model.
std::string cost_table_key(const CostTableRequest& request, const HardwareSpace& space);

class SweptLayerCache;

class CostTable {
 public:
  // Builds the table on `threads` threads (0: all cores). Layers that are in `kept` are taken from there, and
  // the others kept there as soon as they are swept.
  static CostTable build(const CostTableRequest& request, const HardwareSpace& space, int threads,
                         Progress& progress, const SweptLayerCache* kept = nullptr);
  // Takes the table from the cache where one of this key (cost_table_key) is kept; otherwise builds and keeps
  // it. A damaged cache entry is rebuilt with a warning.
  static CostTable build_cached(const CostTableRequest& request, const HardwareSpace& space,
                                const WorkContext& context);

  // Entries that are given: [position][operation][accelerator], and [accelerator] for the fixed part and the
  // area. Every accelerator is feasible, unless `feasible` is given, with 1 or 0 for each. Throws
  // std::invalid_argument where rows differ in length.
  struct Entries {
    std::vector<std::vector<std::vector<float>>> latency_ms, energy_mj;
    std::vector<float> fixed_latency_ms, fixed_energy_mj, area_mm2;
    std::vector<std::uint8_t> feasible;
  };
  static CostTable from_entries(const Entries& entries, std::string key);

  // A table of these accelerators alone, in this order, with the same key.
  CostTable select(const std::vector<std::int64_t>& accelerators) const;

  std::int64_t positions() const { return static_cast<std::int64_t>(operations_.size()); }
  std::int64_t operations(std::int64_t position) const {
    return operations_[static_cast<std::size_t>(position)];
  }
  std::int64_t max_operations() const {  // of any position; 0 without positions
    return operations_.empty() ? 0 : *std::max_element(operations_.begin(), operations_.end());
  }
  std::int64_t accelerators() const { return accelerators_; }
  const std::string& key() const { return key_; }

  // [accelerators] each; contiguous, float32. Zero's rows are 0. Entries where `feasible` is false are 0.
  const float* latency_ms(std::int64_t position, std::int64_t operation) const;
  const float* energy_mj(std::int64_t position, std::int64_t operation) const;
  const float* fixed_latency_ms() const { return fixed_latency_ms_.data(); }
  const float* fixed_energy_mj() const { return fixed_energy_mj_.data(); }
  const float* area_mm2() const { return area_mm2_.data(); }
  // 1 where every layer of every candidate and the fixed part can be mapped.
  const std::vector<std::uint8_t>& feasible() const { return feasible_; }

 private:
  friend struct CostTableBuilder;
  friend struct CostTableFile;
  std::size_t row(std::int64_t position, std::int64_t operation) const;

  std::string key_;
  std::int64_t accelerators_ = 0;
  std::vector<std::int64_t> operations_;
  std::vector<std::size_t> first_row_;
  std::vector<float> latency_ms_, energy_mj_;  // [row][accelerator]
  std::vector<float> fixed_latency_ms_, fixed_energy_mj_, area_mm2_;
  std::vector<std::uint8_t> feasible_;
};

}  // namespace dance
