#include "dance/core/cached.h"

namespace dance {

namespace fs = std::filesystem;

std::optional<FileLock> lock_to_make(const fs::path& file, const std::string& what, Progress& progress) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) return std::nullopt;
  try {
    return FileLock::lock(file.parent_path() / ".locks" / (file.filename().string() + ".lock"),
                          [&] { progress.begin("waiting for the " + what, 0, ""); });
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace dance
