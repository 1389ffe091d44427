// The folder of a run: made before the work starts, and gone again if nothing came to lie in it.
#pragma once

#include <filesystem>

namespace dance {

class RunFolder {
 public:
  // Throws Error unless the folder is new or empty and can be written.
  explicit RunFolder(const std::filesystem::path& folder);
  ~RunFolder();  // removes the folder if this object made it and it is empty
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
  bool is_new_ = false;
};

// runs/<date>-<time>, with a number behind it where that exists.
std::filesystem::path default_run_folder();

}  // namespace dance
