#include "dance/core/presets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "dance/core/error.h"

namespace dance {

namespace fs = std::filesystem;

fs::path config_folder() {
  const char* folder = std::getenv("DANCE_CONFIGS");
  if (folder != nullptr && *folder != '\0') return folder;
  std::error_code ignored;
  if (fs::is_directory(DANCE_CONFIG_DIR, ignored)) return DANCE_CONFIG_DIR;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  return program.parent_path().parent_path() / "share" / "dance";
}

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
                    : fmt::format("one of {}", fmt::join(names, ", "));
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
