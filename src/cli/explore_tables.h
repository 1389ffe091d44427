// What the results of `dance explore` have in common, for one network and for several.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/core/error.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/explore.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

// The columns of a ranking that say what an accelerator is. Banks, DRAM rate and word bits have columns only
// where they vary.
class AcceleratorColumns {
 public:
  explicit AcceleratorColumns(const HardwareSpace& space) : space_(space) {}
  void add_heads(std::vector<std::string>& heads) const;
  void add_cells(std::int64_t index, std::vector<std::string>& cells) const;

 private:
  const HardwareSpace& space_;
};

// The limits that the nearest accelerator exceeds, as options and as "3.1 ms where the limit is 2".
class ExceededLimits {
 public:
  // Of one network's metrics; `of`, such as " of lenet", stands behind its latency and energy. What was added
  // before is not said again.
  void add(const Limits& limits, const Metrics& metrics, const std::string& of = "");
  // `who` has limits to meet: "" or " for every network".
  Error error(const HardwareSpace& space, std::int64_t nearest, const std::string& who = "") const;

 private:
  void add(const char* option, const std::optional<double>& limit, double value, const std::string& unit);

  std::vector<std::string> options_, reached_;
};

Json ranked_json(const RankedAccelerator& ranked, const HardwareSpace& space);
Json space_json(const HardwareSpace& space);

}  // namespace dance::cli
