#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace dance::cli {

namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

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

// The first word left over: an option if there is one, for what follows it may be its value.
Error unknown_word(const CLI::App* app, const std::vector<std::string>& words) {
  const auto option =
      std::find_if(words.begin(), words.end(), [](const std::string& w) { return w.starts_with("-"); });
  const std::string word = option != words.end() ? option->substr(0, option->find('=')) : words.front();
  const bool wants_command = option == words.end() && !command_names(*app).empty();
  const std::string near = nearest(word, wants_command ? command_names(*app) : option_names(*app));
  const char* kind = option != words.end() ? "unknown option"
                     : wants_command       ? "unknown command"
                                           : "unexpected argument";
  const std::string hint = near.empty() || (option == words.end() && !wants_command)
                               ? ""
                               : fmt::format("; did you mean '{}'?", near);
  return usage_fault(app, fmt::format("{} '{}'{}", kind, word, hint));
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance =
        candidate.starts_with(word) && word.size() > 2 ? 1 : edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

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
