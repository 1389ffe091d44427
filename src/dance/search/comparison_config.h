// What `dance compare` runs: one search configuration, the methods as overrides of it, and the seeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dance/search/search_config.h"

namespace dance {

struct ComparedMethod {
  std::string name;                    // also its folder's
  std::vector<std::string> overrides;  // "key=value" of the search configuration
};

struct ComparisonConfig {
  std::string file;
  std::filesystem::path search_file;
  std::vector<std::string> overrides;  // of every run, before the method's
  std::vector<std::uint64_t> seeds;
  std::vector<ComparedMethod> methods;

  SearchConfig of(const ComparedMethod& method, std::uint64_t seed) const;
};

// Reads a file or a preset of configs/compare (docs/formats.md, "Comparison"); `seeds`, where given, take the
// place of the file's, and `overrides` come after its own. Throws Error with all faults, those of every method's
// search configuration included.
ComparisonConfig load_comparison(const std::string& file_or_preset, const std::vector<std::uint64_t>& seeds,
                                 const std::vector<std::string>& overrides);

}  // namespace dance
