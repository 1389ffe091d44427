#include "dance/core/files.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "dance/core/error.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

// The temporary file of the write under way, kept where a signal handler finds it. Where one file is written
// during the writing of another, it is the outer one's.
class Unfinished {
 public:
  explicit Unfinished(const std::string& file) : outermost_(!set_ && file.size() < path_.size()) {
    if (!outermost_) return;
    std::copy(file.c_str(), file.c_str() + file.size() + 1, path_.begin());
    set_ = true;
  }
  ~Unfinished() {
    if (outermost_) set_ = false;
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  static void discard() noexcept {
    if (set_) ::unlink(path_.data());
  }

 private:
  const bool outermost_;
  static inline std::array<char, 4096> path_{};
  static inline std::atomic<bool> set_{false};
};

}  // namespace

void discard_unfinished_file() noexcept { Unfinished::discard(); }

std::string read_file(const fs::path& file) {
  std::error_code code;
  if (fs::is_directory(file, code)) throw Error({file.string(), 0, "", "is a folder", "a file", ""});
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error({file.string(), 0, "", "cannot be read", "a readable file", std::strerror(errno)});
  std::string bytes;
  std::array<char, 1 << 16> part{};
  while (stream.read(part.data(), part.size()) || stream.gcount() > 0)
    bytes.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  if (stream.bad())
    throw Error({file.string(), 0, "", "cannot be read", "a readable file", std::strerror(errno)});
  return bytes;
}

void write_file_atomic(const fs::path& file, std::string_view bytes) {
  write_file_atomic(file, [&](std::ostream& stream) {
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
}

namespace {

[[noreturn]] void refuse_write(const fs::path& file, const std::string& reason) {
  throw Error({file.string(), 0, "", "cannot be written", "a writable place with room", reason});
}

// Whether the file is a device or a pipe, whose place no other file can take.
bool is_written_through(const fs::path& file) {
  std::error_code code;
  const fs::file_status status = fs::status(file, code);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void write_through(const fs::path& file, const std::function<void(std::ostream&)>& write) {
  std::ofstream stream(file, std::ios::binary);
  if (stream) write(stream);
  stream.flush();
  if (!stream) refuse_write(file, std::strerror(errno));
}

}  // namespace

void write_file_atomic(const fs::path& named, const std::function<void(std::ostream&)>& write) {
  if (is_written_through(named)) return write_through(named, write);
  std::error_code code;
  if (named.has_parent_path()) fs::create_directories(named.parent_path(), code);
  const bool replaces = fs::exists(named, code);
  const fs::path file = replaces ? fs::canonical(named, code) : named;
  if (code) refuse_write(named, code.message());
  // The process number alone is not enough: machines that share the folder may give out the same ones.
  const fs::path temporary =
      file.string() + fmt::format(".{}-{:08x}.tmp", ::getpid(), std::random_device{}());
  const Unfinished unfinished(temporary.string());
  try {
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    if (stream) write(stream);
    stream.flush();
    if (!stream) refuse_write(file, std::strerror(errno));
    stream.close();
    if (replaces) fs::permissions(temporary, fs::status(file).permissions(), code);
  } catch (...) {
    fs::remove(temporary, code);
    throw;
  }
  fs::rename(temporary, file, code);
  if (code) {
    const std::string reason = code.message();
    fs::remove(temporary, code);
    refuse_write(file, reason);
  }
}

std::string checksum(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

namespace {
constexpr std::string_view kSealMagic = "dance-sealed";
std::string seal_header(std::string_view kind, std::string_view bytes) {
  return fmt::format("{} {} {} {}\n", kSealMagic, kind, bytes.size(), checksum(bytes));
}
}  // namespace

void write_sealed_file(const fs::path& file, std::string_view kind, std::string_view bytes) {
  std::string sealed = seal_header(kind, bytes);
  sealed.append(bytes);
  write_file_atomic(file, sealed);
}

std::string read_sealed_file(const fs::path& file, std::string_view kind) {
  std::string sealed = read_file(file);
  const std::size_t end = sealed.find('\n');
  const std::string header = sealed.substr(0, end == std::string::npos ? 0 : end + 1);
  std::istringstream words(header);
  std::string magic, found_kind;
  std::size_t size = 0;
  words >> magic >> found_kind >> size;
  if (magic != kSealMagic) throw Error({file.string(), 0, "", "not a file of dance", "a sealed file", ""});
  if (found_kind != kind) {
    throw Error({file.string(), 0, "", "another kind of file", std::string(kind), found_kind});
  }
  sealed.erase(0, header.size());
  if (sealed.size() != size) {
    throw Error({file.string(), 0, "", "wrong length", fmt::format("{} bytes", size),
                 fmt::format("{} bytes", sealed.size())});
  }
  if (header != seal_header(kind, sealed))
    throw Error({file.string(), 0, "", "damaged: its checksum does not match", "", ""});
  return sealed;
}

void create_output_folder(const fs::path& folder) {
  std::error_code code;
  if (fs::exists(folder, code)) {
    if (!fs::is_directory(folder, code))
      throw Error({folder.string(), 0, "", "is a file", "an output folder", ""});
    if (!fs::is_empty(folder, code) || code) {
      throw Error({folder.string(), 0, "", "output folder is not empty", "a new or empty folder", ""});
    }
  } else if (fs::create_directories(folder, code); code) {
    throw Error(
        {folder.string(), 0, "", "output folder cannot be created", "a writable place", code.message()});
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Error(
        {folder.string(), 0, "", "output folder is not writable", "a writable folder", std::strerror(errno)});
  }
}

}  // namespace dance
