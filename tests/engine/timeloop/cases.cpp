#include "engine/timeloop/cases.h"

#include <fstream>

namespace dance::test {

std::vector<std::string> timeloop_lines(const std::string& file) {
  std::ifstream stream(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/" + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<TimeloopCase> read_timeloop_cases(const std::string& file) {
  std::vector<TimeloopCase> cases;
  for (const std::string& line : timeloop_lines(file)) {
    const auto json = nlohmann::json::parse(line);
    cases.push_back({json.at("name"), timeloop::read_model_input(timeloop::Documents::parse({{file, line}})),
                     json.at("expected")});
  }
  return cases;
}

}  // namespace dance::test
