#include "dance/search/run_folder.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "dance/core/files.h"

namespace dance {

namespace fs = std::filesystem;

RunFolder::RunFolder(const fs::path& folder) : folder_(folder) {
  std::error_code ignored;
  is_new_ = !fs::exists(folder_, ignored);
  create_output_folder(folder_);
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (is_new_) fs::remove(folder_, ignored);  // fails, as it should, where the folder holds something
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
