#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/timeloop_files.h"
#include "dance/core/nearest.h"

namespace dance::cli {

namespace {

// The command the user chose, innermost: `dance evaluator train`.
const CLI::App* chosen(const CLI::App* app) {
  const auto subcommands = app->get_subcommands();
  return subcommands.empty() ? app : chosen(subcommands.front());
}

std::string full_name(const CLI::App* app) {
  return app->get_parent() == nullptr ? app->get_name()
                                      : full_name(app->get_parent()) + " " + app->get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

Error usage_fault(const CLI::App* app, const std::string& problem) {
  return Error({full_name(app), 0, "", fmt::format("{} (see '{} --help')", problem, full_name(app)), "", ""});
}

// The first word left over: an option if there is one, for what follows it may be its value. Where a command
// is wanted, the words behind one that is none are its own.
Error unknown_word(const CLI::App* app, const std::vector<std::string>& words) {
  const bool begins_with_command = !command_names(*app).empty() && !words.front().starts_with("-");
  const auto option =
      begins_with_command
          ? words.end()
          : std::find_if(words.begin(), words.end(), [](const std::string& w) { return w.starts_with("-"); });
  const std::string word = option != words.end() ? option->substr(0, option->find('=')) : words.front();
  const bool wants_command = option == words.end() && !command_names(*app).empty();
  const char* kind = option != words.end() ? "unknown option"
                     : wants_command       ? "unknown command"
                                           : "unexpected argument";
  const std::string advice = option == words.end() && !wants_command ? timeloop_advice(word) : "";
  const std::string hint = option == words.end() && !wants_command
                               ? (advice.empty() ? "" : ", which " + advice)
                               : did_you_mean(word, wants_command ? command_names(*app) : option_names(*app));
  return usage_fault(app, fmt::format("{} '{}'{}", kind, word, hint));
}

}  // namespace

std::string indent(const std::string& lines) {
  std::string text;
  for (const char c : lines) {
    text += c;
    if (c == '\n') text += "  ";
  }
  return text;
}

Error usage_error(const CLI::App& app, const std::string& parser_message) {
  const CLI::App* command = chosen(&app);
  if (const auto words = command->remaining(); !words.empty()) return unknown_word(command, words);
  if (const auto words = app.remaining(); !words.empty()) return unknown_word(&app, words);
  return usage_fault(command, parser_message);
}

void check_usage(const CLI::App& app) {
  const CLI::App* command = chosen(&app);
  const bool takes_anything = command->get_prefix_command();
  if (!takes_anything && !command->remaining().empty()) throw unknown_word(command, command->remaining());
  if (!takes_anything && !app.remaining().empty()) throw unknown_word(&app, app.remaining());
  if (command == &app)
    throw usage_fault(command,
                      "no command given; expected one of " + CLI::detail::join(command_names(app), ", "));
}

}  // namespace dance::cli
