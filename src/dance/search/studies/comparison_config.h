// What `dance compare` runs: one search configuration, the methods as overrides of it, and the seeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/search/run/search_config.h"

namespace dance {

// One value of the search configuration that is set anew, and where that was said.
struct ComparisonOverride {
  std::string assignment;  // "key=value"
  int line = 0;            // of the file; 0: of the command line
};

// One way of finding designs, at one lambda2 where the file gives the method several.
struct ComparedMethod {
  std::string name;  // also its folder's
  std::vector<ComparisonOverride> overrides;
  std::optional<double> lambda2;  // of the sweep that it is a point of
};

struct ComparisonConfig {
  std::string file;
  std::filesystem::path search_file;
  std::vector<ComparisonOverride> overrides;  // of every run, before the method's
  int threads = 0;                            // of runs that leave them open; 0: all cores
  std::vector<std::uint64_t> seeds;
  std::vector<ComparedMethod> methods;  // the points of a sweep one after another

  SearchConfig of(const ComparedMethod& method, std::uint64_t seed) const;
};

// Reads a file or a preset of configs/compare (docs/formats.md, "Comparison"); `seeds`, where given, take the
// place of the file's, and `overrides` come after its own. Throws Error with all faults, those of every
// method's search configuration included.
ComparisonConfig load_comparison(const std::string& file_or_preset, const std::vector<std::uint64_t>& seeds,
                                 const std::vector<std::string>& overrides);

}  // namespace dance
