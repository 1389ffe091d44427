// What `dance compare` runs: one search configuration, the methods as overrides of it, and the seeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/search/run/search_config.h"

namespace dance {

// A key of the search configuration that is set anew, and where that was written.
struct ComparisonOverride {
  std::string assignment;  // "key=value"
  int line = 0;            // in the comparison's file; 0: on the command line
};

// One way of finding designs. A method for which the file gives several values of lambda2 (a sweep) is one of
// these for each value, a point of the sweep.
struct ComparedMethod {
  std::string name;  // also the name of its folder
  std::vector<ComparisonOverride> overrides;
  std::optional<double> lambda2;  // none where the method has no sweep
};

struct ComparisonConfig {
  std::string file;
  std::filesystem::path search_file;
  std::vector<ComparisonOverride> overrides;  // of every run; the method's come after them
  int threads = 0;                            // of runs whose configuration has 0; 0: all cores
  std::vector<std::uint64_t> seeds;
  std::vector<ComparedMethod> methods;  // the points of a sweep follow one another

  SearchConfig of(const ComparedMethod& method, std::uint64_t seed) const;
};

// Reads a file or a preset of configs/compare (docs/formats.md, "Comparison"). `seeds`, where given, take the
// place of the file's, and `overrides` come after its own. Throws Error with all faults, those of every
// method's search configuration included.
ComparisonConfig load_comparison(const std::string& file_or_preset, const std::vector<std::uint64_t>& seeds,
                                 const std::vector<std::string>& overrides);

}  // namespace dance
