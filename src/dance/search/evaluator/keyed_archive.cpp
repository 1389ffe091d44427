#include "dance/search/evaluator/keyed_archive.h"

#include <sstream>

#include "dance/core/error.h"
#include "dance/core/files.h"

namespace dance {

void write_keyed_archive(const std::filesystem::path& file, std::string_view kind, const std::string& key,
                         torch::serialize::OutputArchive& archive) {
  std::ostringstream bytes;
  bytes << key << '\n';
  archive.save_to(bytes);
  write_sealed_file(file, kind, bytes.str());
}

torch::serialize::InputArchive read_keyed_archive(const std::filesystem::path& file, std::string_view kind,
                                                  const std::string& key, const std::string& foreign) {
  const std::string bytes = read_sealed_file(file, kind);
  const std::size_t end = bytes.find('\n');
  const std::string found = bytes.substr(0, end);
  if (found != key) throw Error({file.string(), 0, "", foreign, "key " + key, "key " + found});
  std::istringstream content(end == std::string::npos ? "" : bytes.substr(end + 1));
  torch::serialize::InputArchive archive;
  try {
    archive.load_from(content);
  } catch (const c10::Error& error) {
    throw Error({file.string(), 0, "", "holds no networks that this libtorch can read", "",
                 error.what_without_backtrace()});
  }
  return archive;
}

}  // namespace dance
