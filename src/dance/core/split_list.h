// Lists as a user writes them, on the command line above all.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace dance {

// "a,b" -> "a", "b"; an empty last part is none.
inline std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

}  // namespace dance
