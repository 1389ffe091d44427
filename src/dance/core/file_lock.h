// A lock between processes, so that two of them do not work in the same place.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

namespace dance {

// The lock is held while the object lives, and is released when the process ends, whatever ends it
// (flock(2)). The empty file stays. Where the file system has no locks, everybody gets the lock.
class FileLock {
 public:
  // Creates the file and its folder, and waits until nobody else holds the lock. Throws Error when the file
  // cannot be locked.
  explicit FileLock(const std::filesystem::path& file);
  // The same without waiting; returns nothing where somebody else holds the lock.
  static std::optional<FileLock> try_lock(const std::filesystem::path& file);
  // The same; where it has to wait, it calls `waits` before.
  static FileLock lock(const std::filesystem::path& file, const std::function<void()>& waits);
  // Whether a lock on this file keeps others out, which it does not on a file system without locks.
  static bool keeps_out(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace dance
