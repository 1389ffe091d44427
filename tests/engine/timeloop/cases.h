// The cases of tests/reference/timeloop/*.jsonl: Timeloop 0.3's own keys, read as a user's file is, and what
// the tool gave for them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dance/engine/timeloop/model.h"

namespace dance::test {

struct TimeloopCase {
  std::string name;
  timeloop::ModelInput input;
  nlohmann::json expected;
};

// The lines of tests/reference/timeloop/<file>, each one JSON document.
std::vector<std::string> timeloop_lines(const std::string& file);
std::vector<TimeloopCase> read_timeloop_cases(const std::string& file);

}  // namespace dance::test
