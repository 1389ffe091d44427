#include "cli/hand_over.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "cli/commands.h"
#include "dance/core/error.h"

namespace dance::cli {

namespace {

bool is_of_the_search(std::string_view word) {
  return std::any_of(kCommands.begin(), kCommands.end(), [&](const CommandInfo& command) {
    return command.name == word && command.wing == Wing::Search;
  });
}

#ifdef DANCE_WITH_TORCH
[[noreturn]] void become_search(char** argv) {
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::filesystem::path program = folder.parent_path() / "libexec" / "dance" / "dance-search";
  ::execv(program.c_str(), argv);
  throw Error::run_failure("the program of the search cannot be started: " + program.string() + ": " +
                           std::strerror(errno));
}
#endif

}  // namespace

void hand_over_search(int argc, char** argv) {
  char** const end = argv + argc;
  char** const word = std::find_if(argv + 1, end, [](const char* text) { return *text != '-'; });
  if (word == end || !is_of_the_search(*word)) return;
#ifdef DANCE_WITH_TORCH
  become_search(argv);
#endif
}

}  // namespace dance::cli
