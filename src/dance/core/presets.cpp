#include "dance/core/presets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dance/core/error.h"
#include "dance/core/nearest.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

fs::path& folder_of_presets() {
  static fs::path folder = DANCE_CONFIG_DIR;
  return folder;
}

}  // namespace

fs::path config_folder() { return folder_of_presets(); }

void set_config_folder(const fs::path& folder) { folder_of_presets() = folder; }

std::vector<std::string> preset_names(const std::string& kind) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(config_folder() / kind, ignored)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path find_preset(const std::string& kind, const std::string& name_or_path, const fs::path& beside) {
  std::error_code ignored;
  const fs::path path(name_or_path);
  const auto is_file = [&](const fs::path& candidate) { return fs::is_regular_file(candidate, ignored); };
  if (!beside.empty() && path.is_relative() && is_file(beside / path)) return beside / path;
  if (is_file(path)) return path;
  const fs::path preset = config_folder() / kind / (name_or_path + ".yaml");
  if (!name_or_path.empty() && path.filename() == path && is_file(preset)) return preset;
  const std::vector<std::string> names = preset_names(kind);
  const std::string presets =
      names.empty() ? "a preset, of which there are none in " + (config_folder() / kind).string()
                    : fmt::format("one of {}{}", fmt::join(names, ", "), did_you_mean(name_or_path, names));
  throw Error({.file = "",
               .line = 0,
               .key = kind,
               .problem = fs::is_directory(path, ignored) ? "is a folder" : "no such file or preset",
               .expected = "a YAML file, or " + presets,
               .found = "\"" + name_or_path + "\""});
}

fs::path find_preset_of(const std::string& option, const std::string& kind, const std::string& name_or_path) {
  try {
    return find_preset(kind, name_or_path);
  } catch (const Error& error) {
    Fault fault = error.faults().front();
    fault.key = option;
    throw Error(fault);
  }
}

}  // namespace dance
