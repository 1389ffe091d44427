// Exploration of a hardware space of any size for one network. It goes slab by slab (slabs.h), each a cost
// table, and keeps the best so far and what the caller keeps, so that the memory does not grow with the
// space.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/engine/table/explore.h"
#include "dance/engine/table/slabs.h"

namespace dance {

class SpaceExploration {
 public:
  // Accelerators of a slab. The sweep of one layer holds about 200 bytes for each of them.
  static constexpr std::int64_t kSlab = std::int64_t{1} << 18;

  // Tables are kept in the context's cache. The context's progress must outlive the exploration; `part` is
  // what its phases say beside the slab (part_progress.h).
  SpaceExploration(const Network& network, const HardwareSpace& space, const WorkContext& context,
                   std::int64_t slab = kSlab, std::string part = "");

  const std::vector<Slab>& slabs() const { return slabs_; }
  // The table of one slab, which stays until another one is asked for.
  const CostTable& table(std::size_t slab);

  // What explore() gives on one table that holds the whole space.
  Exploration best(const CostFunction& cost, const Limits& limits = {}, int top = 1);
  // Every accelerator that can run the network within the limits, by ascending index, in batches.
  void for_each_feasible(const Limits& limits,
                         const std::function<void(const std::vector<ParetoPoint>&)>& visit);
  // The Pareto front of these accelerators.
  ParetoFront pareto_front(const Limits& limits);

 private:
  void for_each_table(const std::function<void(const CostTable&, std::int64_t first)>& visit);

  const CostTableRequest request_;
  const WorkContext context_;
  const std::vector<Slab> slabs_;
  const std::string part_;
  std::optional<CostTable> table_;  // of slab `slab_of_table_`
  std::size_t slab_of_table_ = 0;
};

}  // namespace dance
