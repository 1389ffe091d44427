// Values that are kept in a cache folder: one process makes each of them once, and all others read it.
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

// For a process that is about to make `file`: a lock (.locks/NAME.lock in its folder), so that one process
// makes it and the others wait. By the time that the lock is had, another process may have made the file.
// While it waits, `progress` says so, with `what` as the name of what is made. Returns nothing where the file
// is there already, or where there can be no lock; `cached` will then say that nothing can be kept there
// either.
std::optional<FileLock> lock_to_make(const std::filesystem::path& file, const std::string& what,
                                     Progress& progress);

// Returns `load()` where the file is there, else `make()`, which it hands to `save` first. A file that cannot
// be read (`load` throws Error) is made again; one that cannot be written only costs that the value is made
// again next time. Both are warnings, which name it as `what`, such as "cost table". Of several processes
// that miss the same file, one makes it.
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
