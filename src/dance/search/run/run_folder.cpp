#include "dance/search/run/run_folder.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "dance/core/files.h"

namespace dance {

namespace fs = std::filesystem;

RunFolder::RunFolder(const fs::path& folder) {
  std::error_code ignored;
  for (fs::path path = fs::absolute(folder / "x").lexically_normal().parent_path();
       !fs::exists(path, ignored); path = path.parent_path())
    made_.push_back(path);
  create_output_folder(folder);
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  for (const fs::path& path : made_)
    if (!fs::remove(path, ignored)) return;  // it holds something
}

fs::path default_run_folder() {
  const std::time_t now = std::time(nullptr);
  const fs::path first = fs::path("runs") / fmt::format("{:%Y%m%d-%H%M%S}", *std::localtime(&now));
  fs::path folder = first;
  std::error_code ignored;
  for (int number = 2; fs::exists(folder, ignored); ++number)
    folder = fmt::format("{}-{}", first.string(), number);
  return folder;
}

}  // namespace dance
