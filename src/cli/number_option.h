// Numbers of the command line: finite, in a range, with a message that says which.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace dance::cli {

struct OptionRange {
  double least = 0, most = 1e9;
  bool above = false;  // `least` itself is excluded
};

// For CLI::Option::check.
CLI::Validator number_in(const OptionRange& range);

}  // namespace dance::cli
