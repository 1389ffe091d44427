// Checks numbers on the command line: they are finite and lie in a range, which the message of a fault names.
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
