// A lock between processes, so that two of them do not work in the same place.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "dance/core/progress.h"

namespace dance {

// Held while the object lives, and gone with the process, whatever ends it (flock(2)). The file stays, empty.
// Where the file system has no locks, everybody holds them.
class FileLock {
 public:
  // Creates the file and its folder, and waits until nobody else holds the lock. Throws Error when it
  // cannot be had.
  explicit FileLock(const std::filesystem::path& file);
  // The same without waiting: nothing where somebody else holds it.
  static std::optional<FileLock> try_lock(const std::filesystem::path& file);
  // Waits, and calls `waits` before where it has to.
  static FileLock lock(const std::filesystem::path& file, const std::function<void()>& waits);
  // Whether a lock on this file keeps anybody out: not every file system has locks.
  static bool keeps_out(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

// For those who would make this file, a lock (.locks/NAME.lock in its folder) where it is not there yet; it may be by the
// time that the lock is had. Tells `progress` that it waits for `what`, such as "evaluator", where it does; warns
// where there can be no lock, since nothing can be kept there either.
std::optional<FileLock> lock_to_make(const std::filesystem::path& file, const std::string& what,
                                     Progress& progress);

}  // namespace dance
