#include "cli/timeloop_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "dance/core/config.h"

namespace dance::cli {

namespace {

// Nothing is read of what is no plain file, since a pipe can be read but once.
std::vector<std::string> top_keys(const std::string& file) {
  std::error_code ignored;
  if (!file.ends_with(".yaml") && !file.ends_with(".yml") && !file.ends_with(".json")) return {};
  if (!std::filesystem::is_regular_file(file, ignored)) return {};
  try {
    Config config = Config::load(file);
    return config.root().keys();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

bool has_top_key(const std::string& file, const std::string& key) {
  const std::vector<std::string> keys = top_keys(file);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string timeloop_key(const std::string& file) {
  const std::vector<std::string> keys = top_keys(file);
  for (const char* key : {"architecture", "problem", "mapping", "ERT", "ART"}) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return key;
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

}  // namespace dance::cli
