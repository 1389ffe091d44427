// The frame of both programs: parses the command line, runs one subcommand, and turns errors into one clear
// message and an exit code: 0 done, 1 the run failed, 2 bad input, 130 interrupted, 143 terminated.
#pragma once

#include <string>

#include "cli/commands.h"

namespace dance::cli {

// Runs the command that `make` makes; --help lists those of the other wing, too. `version` is what --version
// prints.
int run_program(int argc, char** argv, MakeCommand make, const std::string& version);

// Runs `work` with the frame's handling of signals and errors; its value is the exit code.
int guarded(int (*work)(int argc, char** argv), int argc, char** argv);

}  // namespace dance::cli
