// A subcommand of `dance`: one file each, a few calls of the library.
//
//   class CostCommand final : public Command { ... };
//   std::unique_ptr<Command> make_cost_command() { return std::make_unique<CostCommand>(); }
//
// `add_options` binds options to members before parsing; `run` is called once if the user chose the command.
// It throws `Error` (exit code 2, or 1 for Error::run_failure), and writes its result, text or JSON, to
// `context.out` only. The frame (program.cpp) adds --json and --quiet; commands.h lists the commands with one
// line of help each.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include "dance/core/work_context.h"

namespace dance::cli {

struct CommandContext {
  Progress& progress;           // on standard error; silent with --quiet
  std::ostream& out;            // standard output: the result and nothing else
  bool json = false;            // the result as one JSON document
  bool quiet = false;           // --quiet: no progress, the shortest result
  bool color = false;           // standard output is a terminal that may show colours
  std::filesystem::path cache;  // the folder for what later commands may use again

  WorkContext work(int threads = 0) const { return {progress, cache, threads}; }
};

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string example() const = 0;  // shell lines shown below `dance NAME --help`
  virtual void add_options(CLI::App& app) = 0;
  virtual void run(CommandContext& context) = 0;
};

// Engine.
std::unique_ptr<Command> make_cost_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_explore_command();
std::unique_ptr<Command> make_model_command();
std::unique_ptr<Command> make_map_command();
// Search: they need libtorch.
std::unique_ptr<Command> make_search_command();
std::unique_ptr<Command> make_train_command();
std::unique_ptr<Command> make_compare_command();
std::unique_ptr<Command> make_evaluator_command();
std::unique_ptr<Command> make_supernet_command();

}  // namespace dance::cli
