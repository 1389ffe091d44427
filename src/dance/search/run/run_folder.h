// The folder of a run. It is made before the work starts, with those above it, and removed again if nothing
// was put into it.
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

// runs/<date>-<time>, with a number appended where that exists already.
std::filesystem::path default_run_folder();

}  // namespace dance
