// The folder of a run: made before the work starts, with those above it, and gone again if nothing came to
// lie in it.
#pragma once

#include <filesystem>
#include <vector>

namespace dance {

class RunFolder {
 public:
  // Throws Error unless the folder is new or empty and can be written.
  explicit RunFolder(const std::filesystem::path& folder);
  ~RunFolder();  // removes the folders that this object made, as far as they are empty
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

 private:
  std::vector<std::filesystem::path> made_;  // the innermost first
};

// runs/<date>-<time>, with a number behind it where that exists.
std::filesystem::path default_run_folder();

}  // namespace dance
