// What is kept in a cache folder: made once, by one process, and read by all others.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "dance/core/error.h"
#include "dance/core/file_lock.h"
#include "dance/core/progress.h"

namespace dance {

// A lock (.locks/NAME.lock in the file's folder) for those who would make this file, where it is not there
// yet; it may be by the time that the lock is had. Tells `progress` that it waits for `what`, where it does.
// Nothing where there can be no lock: `cached` will say that nothing can be kept there either.
std::optional<FileLock> lock_to_make(const std::filesystem::path& file, const std::string& what,
                                     Progress& progress);

// The value of `load()` where the file is there, else that of `make()`, after `save(value)`. A file that
// cannot be read (`load` throws Error) is made again, and one that cannot be written costs no more than
// making the value again next time: both are warnings, which call it `what`, such as "cost table". Processes
// that miss the same file make it once.
template <typename Load, typename Make, typename Save>
auto cached(const std::filesystem::path& file, const std::string& what, Progress& progress, Load load,
            Make make, Save save) {
  const std::optional<FileLock> mine = lock_to_make(file, what, progress);
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) {
    try {
      return load();
    } catch (const Error& error) {
      progress.warn(fmt::format("the {} is made again: {}", what, error.what()));
    }
  }
  auto made = make();
  try {
    save(made);
  } catch (const Error& error) {
    progress.warn(fmt::format("the {} is not kept: {}", what, error.what()));
  }
  return made;
}

}  // namespace dance
