#include "cli/environment.h"

#include <cstdlib>
#include <string>

#include "dance/core/presets.h"

namespace dance::cli {

namespace fs = std::filesystem;

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

fs::path cache_folder() {
  if (const std::string own = variable("DANCE_CACHE"); !own.empty()) return own;
  if (const std::string xdg = variable("XDG_CACHE_HOME"); !xdg.empty()) return fs::path(xdg) / "dance";
  if (const std::string home = variable("HOME"); !home.empty()) return fs::path(home) / ".cache" / "dance";
  return fs::path(".cache") / "dance";
}

void find_config_folder() {
  if (const std::string named = variable("DANCE_CONFIGS"); !named.empty()) return set_config_folder(named);
  std::error_code ignored;
  if (fs::is_directory(config_folder(), ignored)) return;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path above = program.parent_path(); above != above.root_path(); above = above.parent_path()) {
    if (fs::is_directory(above / "share" / "dance", ignored))
      return set_config_folder(above / "share" / "dance");
  }
}

}  // namespace dance::cli
