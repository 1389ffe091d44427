#include "cli/program.h"

#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <string_view>
#include <vector>

#include "cli/environment.h"
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

// Stands for a command that this program does not hold.
class AbsentCommand final : public Command {
 public:
  explicit AbsentCommand(const CommandInfo& info) : info_(info) {}
  std::string example() const override {
    return "./dance " + std::string(info_.name) + "   # builds with libtorch first";
  }
  void add_options(CLI::App& app) override { app.prefix_command(); }
  void run(CommandContext&) override {
    const std::string command = "'dance " + std::string(info_.name) + "'";
    if (info_.wing == Wing::Engine) throw Error::run_failure("the program of the search has no " + command);
    throw Error({"", 0, "", "this build of dance lacks libtorch, which " + command + " needs",
                 "a build with -DDANCE_WITH_TORCH=ON, as ./dance makes it", ""});
  }

 private:
  CommandInfo info_;
};

#ifdef DANCE_WITH_TORCH
constexpr bool kWithTorch = true;
#else
constexpr bool kWithTorch = false;
#endif

struct NamedCommand {
  std::string name, description;
  std::unique_ptr<Command> command;
};

std::vector<NamedCommand> all_commands(MakeCommand make) {
  std::vector<NamedCommand> commands;
  for (const CommandInfo& info : kCommands) {
    std::unique_ptr<Command> command = make(info.name);
    if (command == nullptr) command = std::make_unique<AbsentCommand>(info);
    const bool lacks = info.wing == Wing::Search && !kWithTorch;
    commands.push_back(
        {std::string(info.name),
         std::string(info.description) + (lacks ? " (not in this build: it lacks libtorch)" : ""),
         std::move(command)});
  }
  return commands;
}

// What the frame itself knows of the arguments.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
};

void describe_app(CLI::App& app, const std::vector<NamedCommand>& commands, const std::string& version,
                  CommonOptions& common) {
  app.set_version_flag("--version", version);
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.require_subcommand(0, 1);
  app.allow_extras();
  app.footer("\n`dance COMMAND --help` shows the options of a command and an example.");
  for (const auto& [name, description, command] : commands) {
    CLI::App* sub = app.add_subcommand(name, description);
    sub->allow_extras();
    sub->footer("\nExample:\n  " + indent(command->example()));
    command->add_options(*sub);
    sub->add_flag("--json", common.json, "Print the result as JSON on standard output");
    sub->add_flag("-q,--quiet", common.quiet, "No progress on standard error");
  }
}

void run_command(Command& command, const CommonOptions& common) {
  ProgressDisplay display(std::cerr, display_options(common.quiet));
  CommandContext context{display,       std::cout, common.json, common.quiet, may_color(STDOUT_FILENO),
                         cache_folder()};
  try {
    command.run(context);
    display.end();
  } catch (...) {
    display.abandon();
    throw;
  }
  if (!std::cout.flush()) throw Error::run_failure("standard output: cannot be written");
}

}  // namespace

int run_program(int argc, char** argv, MakeCommand make, const std::string& version) {
  const std::vector<NamedCommand> commands = all_commands(make);
  CommonOptions common;
  CLI::App app("Designs a convolutional network and its accelerator together.", "dance");
  describe_app(app, commands, version, common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error.what());
  }
  check_usage(app);
  for (const auto& [name, description, command] : commands) {
    if (app.got_subcommand(name)) run_command(*command, common);
  }
  return 0;
}

int guarded(int (*work)(int argc, char** argv), int argc, char** argv) {
  handle_signals();
  find_config_folder();
  try {
    return work(argc, argv);
  } catch (const Error& error) {
    print_error(error.what());
    return error.exit_code();
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
  } catch (const std::exception& error) {
    print_error(error.what());
  }
  return kExitRunFailure;
}

}  // namespace dance::cli
