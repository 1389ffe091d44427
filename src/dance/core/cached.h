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

// Locks .locks/NAME.lock in the folder of `file`, for a process that is about to make the file. Where another
// process holds the lock, it tells `progress` that it waits for `what`, and waits; the file may be there by
// the time that it has the lock. Returns nothing where the file is there already, and where no lock can be
// had: `cached` will then say that nothing can be kept there either.
std::optional<FileLock> lock_to_make(const std::filesystem::path& file, const std::string& what,
                                     Progress& progress);

// Returns `load()` where the file is there. Otherwise it makes the value by `make()`, keeps it by
// `save(value)` and returns it. A file that cannot be read (`load` throws Error) is made again, and a value
// that cannot be kept is made again next time. Both are warnings, which call the value `what`, such as "cost
// table". Where several processes miss the same file, one of them makes it.
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
