// Trained networks in the cache: a libtorch archive behind the key of what they belong to, sealed with a
// checksum.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace dance {

// `kind` as write_sealed_file's; `key` is one line.
void write_keyed_archive(const std::filesystem::path& file, std::string_view kind, const std::string& key,
                         torch::serialize::OutputArchive& archive);
// Throws Error where the file is missing, damaged, of another kind or of another libtorch; with `foreign` as
// the problem where it has another key.
torch::serialize::InputArchive read_keyed_archive(const std::filesystem::path& file, std::string_view kind,
                                                  const std::string& key, const std::string& foreign);

}  // namespace dance
