// Files that are whole or absent: reading with clear errors, atomic writing, checksums, output folders.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace dance {

// The file's bytes. Throws Error when it is missing or unreadable.
std::string read_file(const std::filesystem::path& file);

// Writes to a temporary file in the same folder, then renames it: a reader sees the old file or the new one,
// never a part. Creates the folder, follows links, and keeps the permissions of a file that it replaces. What
// is no regular file (a pipe, /dev/stdout) is written to directly. Throws Error when it cannot be written.
void write_file_atomic(const std::filesystem::path& file, std::string_view bytes);
// The same of what `write` puts into the stream, for files that are too large to hold.
void write_file_atomic(const std::filesystem::path& named, const std::function<void(std::ostream&)>& write);
// Removes the temporary file of a write under way, if there is one: for signal handlers before they end the
// program.
void discard_unfinished_file() noexcept;

// The 128-bit XXH3 checksum as 32 hexadecimal digits. It serves to find corruption and as a cache key, not
// for security.
std::string checksum(std::string_view bytes);

// Writes the bytes behind a header with their kind, length and checksum, so that a damaged or foreign file is
// noticed before its bytes are used. `kind` is a short name of the content and its version, such as
// "cost-table-1".
void write_sealed_file(const std::filesystem::path& file, std::string_view kind, std::string_view bytes);
// Reads the bytes back. Throws Error that says what is wrong: the file is missing, foreign, of another kind,
// short, or damaged.
std::string read_sealed_file(const std::filesystem::path& file, std::string_view kind);

// Throws Error unless `folder` is absent or empty and can be created and written. Creates it.
void create_output_folder(const std::filesystem::path& folder);

}  // namespace dance
