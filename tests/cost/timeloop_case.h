// Reads a case of tests/reference/timeloop/*.jsonl: architecture, problem and mapping in Timeloop 0.3's own
// keys, and what the tool gave for them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dance/cost/nest.h"
#include "dance/cost/nest_cost.h"
#include "dance/hardware/hierarchy.h"

namespace dance::testing {

struct TimeloopCase {
  std::string name;
  Nest nest;
  NestUnits units;
  Hierarchy hierarchy;
  Bounds problem = kUnitBounds;  // loop bounds as the problem states them
  std::int64_t macs = 0;
  nlohmann::json expected;

  Layer layer() const;
};

TimeloopCase read_timeloop_case(const nlohmann::json& json);
// Every line of tests/reference/timeloop/<file>.
std::vector<TimeloopCase> read_timeloop_cases(const std::string& file);

}  // namespace dance::testing
