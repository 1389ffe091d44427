#include "dance/core/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "dance/core/error.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& file) {
  throw Error({file.string(), 0, "", "cannot be locked", "a writable place", std::strerror(errno)});
}

int open_lock(const fs::path& file) {
  std::error_code ignored;  // opening the file reports it
  fs::create_directories(file.parent_path(), ignored);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse(file);
  return descriptor;
}

bool has_no_locks(int error) { return error == ENOSYS || error == EOPNOTSUPP; }

// Whether the lock is held now; false where somebody else holds it and `operation` does not wait.
bool acquire(int descriptor, int operation, const fs::path& file) {
  while (::flock(descriptor, operation) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (has_no_locks(errno)) return true;
    if (errno != EINTR) refuse(file);
  }
  return true;
}

}  // namespace

FileLock::FileLock(const fs::path& file) : FileLock(open_lock(file)) { acquire(descriptor_, LOCK_EX, file); }

std::optional<FileLock> FileLock::try_lock(const fs::path& file) {
  FileLock opened(open_lock(file));
  if (!acquire(opened.descriptor_, LOCK_EX | LOCK_NB, file)) return std::nullopt;
  return opened;
}

FileLock FileLock::lock(const fs::path& file, const std::function<void()>& waits) {
  if (std::optional<FileLock> free = try_lock(file)) return std::move(*free);
  waits();
  return FileLock(file);
}

bool FileLock::keeps_out(const fs::path& file) {
  const FileLock first(file);
  return !try_lock(file);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace dance
