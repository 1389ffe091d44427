// Faults of the command line itself, each with the nearest thing that the user may have meant.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "dance/core/error.h"

namespace dance::cli {

// The fault to report when CLI11 refused the arguments: an unknown word first, else CLI11's own message.
Error usage_error(const CLI::App& app, const std::string& parser_message);
// Throws where CLI11 accepted the arguments but words are left over, or no command was given.
void check_usage(const CLI::App& app);

// Lines after the first indented by two columns.
std::string indent(const std::string& lines);

}  // namespace dance::cli
