// Keeps trained networks in the cache: a libtorch archive, preceded by the key of what it belongs to and
// sealed with a checksum.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace dance {

// `kind` is as in write_sealed_file; `key` is one line.
void write_keyed_archive(const std::filesystem::path& file, std::string_view kind, const std::string& key,
                         torch::serialize::OutputArchive& archive);
// Throws Error where the file is missing, damaged, of another kind or of another libtorch. Where it has
// another key, `foreign` is the problem that the Error names.
torch::serialize::InputArchive read_keyed_archive(const std::filesystem::path& file, std::string_view kind,
                                                  const std::string& key, const std::string& foreign);

}  // namespace dance
