#include "cli/timeloop_files.h"

#include <fmt/format.h>

#include "dance/core/config.h"
#include "dance/core/error.h"

namespace dance::cli {

bool has_top_key(const std::string& file, const std::string& key) {
  if (!file.ends_with(".yaml") && !file.ends_with(".yml") && !file.ends_with(".json")) return false;
  try {
    Config config = Config::load(file);
    return config.root().has(key);
  } catch (const Error&) {
    return false;
  }
}

std::string timeloop_key(const std::string& file) {
  for (const char* key : {"architecture", "problem", "mapping", "ERT", "ART"}) {
    if (has_top_key(file, key)) return key;
  }
  return "";
}

std::string timeloop_advice(const std::string& file) {
  const std::string key = timeloop_key(file);
  if (key.empty()) return "";
  return fmt::format(
      "is one of Timeloop's files ('{}' stands at its top), which two other commands read: 'dance map "
      "PROBLEM "
      "-a ARCHITECTURE ERT' finds the best mapping, 'dance model FILES' evaluates one",
      key);
}

void refuse_timeloop_file(const std::string& file, const std::string& expected) {
  const std::string advice = timeloop_advice(file);
  if (!advice.empty()) throw Error({file, 0, "", advice, expected, ""});
}

}  // namespace dance::cli
