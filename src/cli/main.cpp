// The command line: parses, dispatches to one subcommand, and turns errors into one clear message and an exit
// code: 0 done, 1 the run failed, 2 bad input, 130 interrupted, 143 terminated.
#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/progress_display.h"
#include "cli/usage.h"
#include "dance/core/error.h"
#include "dance/core/files.h"

namespace dance::cli {
namespace {

// Files are written aside and renamed, so that stopping at once leaves nothing half-written.
void on_signal(int signal) {
  discard_unfinished_file();
  constexpr std::string_view kInterrupted = "\ninterrupted\n", kTerminated = "\nterminated\n";
  const std::string_view message = signal == SIGINT ? kInterrupted : kTerminated;
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(128 + signal);  // as shells have it
}

void handle_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

void print_error(const std::string& message) {
  const char* label = may_color(STDERR_FILENO) ? "\033[31merror:\033[0m " : "error: ";
  std::size_t begin = 0;
  while (begin < message.size()) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    std::cerr << label << message.substr(begin, end - begin) << "\n";
    begin = end + 1;
  }
}

#ifndef DANCE_WITH_TORCH
// Stands in for a command of the full build.
class CommandWithoutTorch final : public Command {
 public:
  CommandWithoutTorch(std::string name, std::string description)
      : name_(std::move(name)), description_(std::move(description)) {}
  std::string name() const override { return name_; }
  std::string description() const override {
    return description_ + " (not in this build: it lacks libtorch)";
  }
  std::string example() const override { return "./dance " + name_ + "   # builds with libtorch first"; }
  void add_options(CLI::App& app) override { app.prefix_command(); }
  void run(CommandContext&) override {
    throw Error({"", 0, "", "this build of dance lacks libtorch, which 'dance " + name_ + "' needs",
                 "a build with -DDANCE_WITH_TORCH=ON, as ./dance makes it", ""});
  }

 private:
  std::string name_, description_;
};
#endif

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
#ifdef DANCE_WITH_TORCH
  commands.push_back(make_search_command());
  commands.push_back(make_train_command());
  commands.push_back(make_compare_command());
  commands.push_back(make_cost_command());
  commands.push_back(make_explain_command());
  commands.push_back(make_explore_command());
  commands.push_back(make_model_command());
  commands.push_back(make_map_command());
  commands.push_back(make_evaluator_command());
  commands.push_back(make_supernet_command());
#else
  const auto without = [&](const char* name, const char* description) {
    commands.push_back(std::make_unique<CommandWithoutTorch>(name, description));
  };
  without("search", "Designs a network and its accelerator together");
  without("train", "Trains a found network again");
  without("compare", "Runs DANCE and its rivals on equal terms");
  commands.push_back(make_cost_command());
  commands.push_back(make_explain_command());
  commands.push_back(make_explore_command());
  commands.push_back(make_model_command());
  commands.push_back(make_map_command());
  without("evaluator", "Trains the learned evaluator, or checks it on unseen networks");
  without("supernet", "Checks the supernet's ranking of networks against training them");
#endif
  return commands;
}

// What the frame itself knows of the arguments.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
};

void describe_app(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands,
                  CommonOptions& common) {
  app.set_version_flag("--version", DANCE_VERSION_TEXT);
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.require_subcommand(0, 1);
  app.allow_extras();
  app.footer("\n`dance COMMAND --help` shows the options of a command and an example.");
  for (const auto& command : commands) {
    CLI::App* sub = app.add_subcommand(command->name(), command->description());
    sub->allow_extras();
    sub->footer("\nExample:\n  " + indent(command->example()));
    command->add_options(*sub);
    sub->add_flag("--json", common.json, "Print the result as JSON on standard output");
    sub->add_flag("-q,--quiet", common.quiet, "No progress on standard error");
  }
}

void run_command(Command& command, const CommonOptions& common) {
  ProgressDisplay display(std::cerr, display_options(common.quiet));
  CommandContext context{display, std::cout, common.json, common.quiet, may_color(STDOUT_FILENO)};
  try {
    command.run(context);
    display.end();
  } catch (...) {
    display.abandon();
    throw;
  }
  if (!std::cout.flush()) throw Error::run_failure("standard output: cannot be written");
}

int run(int argc, char** argv) {
  const auto commands = all_commands();
  CommonOptions common;
  CLI::App app("Designs a convolutional network and its accelerator together.", "dance");
  describe_app(app, commands, common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error.what());
  }
  check_usage(app);
  for (const auto& command : commands) {
    if (app.got_subcommand(command->name())) run_command(*command, common);
  }
  return 0;
}

}  // namespace
}  // namespace dance::cli

int main(int argc, char** argv) {
  using dance::cli::print_error;
  dance::cli::handle_signals();
  try {
    return dance::cli::run(argc, argv);
  } catch (const dance::Error& error) {
    print_error(error.what());
    return error.exit_code();
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
  } catch (const std::exception& error) {
    print_error(error.what());
  }
  return dance::kExitRunFailure;
}
